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
    throw new UserError('not_found', `No run starts with "${typed}": see \`autohome runs\`.`)
  if (ids.length > 1)
    throw new UserError(
      'ambiguous',
      `Several runs start with "${typed}": ${ids.join(', ')}. Type more of the id.`,
    )
  const run = journal.run(only)
  if (!run) throw new UserError('not_found', `No run ${only}: see \`autohome runs\`.`)
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
    throw new UserError('not_found', `No open question starts with "${typed}": see \`autohome questions\`.`)
  if (found.length > 1)
    throw new UserError(
      'ambiguous',
      `Several questions start with "${typed}": ${found.map(({ id }) => id).join(', ')}.`,
    )
  return only
}
