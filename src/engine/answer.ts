import type { Clock } from '../domain/clock.ts'
import { UserError } from '../domain/errors.ts'
import type { Answer, ApprovalSubject, Question } from '../domain/question.ts'
import type { Actor } from '../domain/run.ts'
import { subjectHash } from './approval.ts'
import type { EngineSettings, House } from './deps.ts'
import { boundFiles } from './bound-files.ts'
import { judgeCall } from './prepare.ts'
import { mayAgree, mustBeKnown, needsTwo } from './two-people.ts'

export interface GivenAnswer {
  readonly option: string
  readonly by: Actor
  readonly reason: string | undefined
  /** What is to run instead, for `edit`. */
  readonly command: string | undefined
}

export interface AnswerDeps {
  readonly clock: Clock
  readonly settings: EngineSettings
  readonly house: () => Promise<House>
}

/**
 * What will be journaled of an answer. An edited command is judged here, before the question is closed: what is denied
 * leaves it open. A rule is tried on the owner's file as it is now.
 *
 * @throws UserError `bad_input`, `not_allowed`, `bad_policy`
 */
export async function answerFor(deps: AnswerDeps, question: Question, given: GivenAnswer): Promise<Answer> {
  const { option, by, reason, command } = given
  if (!question.options.some(({ id }) => id === option)) {
    const known = question.options.map(({ id }) => id).join(', ')
    throw new UserError('bad_input', {
      en: `"${option}" is no answer to question ${question.id}: ${known}.`,
      fr: `«\u00a0${option}\u00a0» ne répond pas à la question ${question.id}\u00a0: ${known}.`,
    })
  }
  mayAgree(deps.settings, question, option, by)
  if (command !== undefined && option !== 'edit')
    throw new UserError('bad_input', {
      en: `A command goes with the answer "edit", not with "${option}".`,
      fr: `Une commande va avec la réponse «\u00a0edit\u00a0», pas avec «\u00a0${option}\u00a0».`,
    })
  const plain: Answer = { option, by, at: deps.clock.now(), ...(reason === undefined ? {} : { reason }) }
  if (question.kind !== 'approval') return plain
  if (option === 'edit') return { ...plain, ...(await edited(deps, await deps.house(), question, given)) }
  if (option !== 'always' || !question.always) return plain
  await (await deps.house()).ownRules?.check(question.always)
  return { ...plain, rule: question.always.id }
}

/** After the answer has won: the rule is in force for everything that is judged from now on. */
export async function carryOut({ house }: AnswerDeps, { always, answer }: Question): Promise<void> {
  if (answer?.rule === undefined || always === undefined) return
  await (await house()).ownRules?.add(always)
}

async function edited(
  { settings }: AnswerDeps,
  { tools, policy, fileHash }: House,
  { id, subject }: Question,
  { command, by }: GivenAnswer,
): Promise<Pick<Answer, 'command' | 'hash'>> {
  if (command === undefined || command.trim() === '')
    throw new UserError('bad_input', {
      en: `Question ${id}: "edit" needs the command that is to run instead.`,
      fr: `Question ${id}\u00a0: «\u00a0edit\u00a0» demande la commande à lancer à la place.`,
    })
  if (!subject)
    throw new UserError('bad_input', {
      en: `Question ${id} is about no command that could be edited.`,
      fr: `La question ${id} ne porte sur aucune commande à modifier.`,
    })
  const changed: ApprovalSubject = { ...subject, args: { ...subject.args, command } }
  const judged = judgeCall({ tools, policy, settings }, subject.mode, changed)
  if (!judged.ok)
    throw new UserError('bad_input', {
      en: `This cannot run: ${judged.error.message}.`,
      fr: `Ceci ne peut pas être lancé\u00a0: ${judged.error.message}.`,
    })
  const { decision, rule, part } = judged.decision
  if (decision === 'deny')
    throw new UserError('not_allowed', {
      en: `Policy denies the edited command (rule ${rule}): ${part}. The question stays open.`,
      fr: `La politique refuse la commande modifiée (règle ${rule})\u00a0: ${part}. La question reste ouverte.`,
    })
  if (needsTwo(settings, judged.decision)) mustBeKnown(settings, by)
  const { files: _before, ...bare } = changed
  const files = await boundFiles({ policy, ...(fileHash ? { fileHash } : {}) }, judged.effects, subject.mode)
  return { command, hash: subjectHash({ ...bare, ...files }) }
}
