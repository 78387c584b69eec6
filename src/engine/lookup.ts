import { UserError } from '../domain/errors.ts'
import type { JournalReader, RunSummary } from '../domain/journal.ts'
import type { Question } from '../domain/question.ts'

/** The one run whose id is, or starts with, what was typed. @throws UserError `not_found`, `ambiguous` */
export function findRun(journal: JournalReader, typed: string): RunSummary {
  const exact = journal.run(typed.toUpperCase())
  if (exact) return exact
  const ids = typed === '' ? [] : journal.complete(typed)
  const [only] = ids
  if (only === undefined)
    throw new UserError('not_found', {
      en: `No run starts with "${typed}": see \`autohome runs\`.`,
      fr: `Aucune exécution ne commence par « ${typed} » : voir \`autohome runs\`.`,
    })
  if (ids.length > 1)
    throw new UserError('ambiguous', {
      en: `Several runs start with "${typed}": ${ids.join(', ')}. Type more of the id.`,
      fr: `Plusieurs exécutions commencent par « ${typed} » : ${ids.join(', ')}. Écrivez-en davantage.`,
    })
  const run = journal.run(only)
  if (!run)
    throw new UserError('not_found', {
      en: `No run ${only}: see \`autohome runs\`.`,
      fr: `Pas d’exécution ${only} : voir \`autohome runs\`.`,
    })
  return run
}

/** The one question whose id is, or starts with, what was typed. @throws UserError `not_found`, `ambiguous` */
export function findQuestion(journal: JournalReader, typed: string): Question {
  const exact = journal.question(typed.toLowerCase())
  if (exact) return exact
  const found =
    typed === ''
      ? []
      : journal.questions({ status: 'open' }).filter(({ id }) => id.startsWith(typed.toLowerCase()))
  const [only] = found
  if (!only)
    throw new UserError('not_found', {
      en: `No open question starts with "${typed}": see \`autohome questions\`.`,
      fr: `Aucune question ouverte ne commence par « ${typed} » : voir \`autohome questions\`.`,
    })
  if (found.length > 1)
    throw new UserError('ambiguous', {
      en: `Several questions start with "${typed}": ${found.map(({ id }) => id).join(', ')}. Type more of the id.`,
      fr: `Plusieurs questions commencent par « ${typed} » : ${found.map(({ id }) => id).join(', ')}. Écrivez-en davantage.`,
    })
  return only
}
