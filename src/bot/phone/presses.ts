import type { Clock } from '../../domain/clock.ts'
import type { Engine } from '../../domain/engine.ts'
import { UserError } from '../../domain/errors.ts'
import type { PhoneReplies } from '../../domain/phone.ts'
import type { Question } from '../../domain/question.ts'
import type { Locale } from '../../domain/text.ts'
import { canonicalJson, sha256 } from '../../lib/canonical.ts'
import type { Log } from '../../lib/log.ts'
import type { Front } from '../delivery/front.ts'
import type { Matter, Misuse } from './matter.ts'
import type { NtfyEvent } from './ntfy.ts'
import { actorOf, type PhonePerson } from './people.ts'
import { OPEN, type PhonePress, type PressSigner } from './press.ts'

export interface PressesDeps {
  readonly front: Front
  readonly engine: Pick<Engine, 'questions'>
  readonly replies: PhoneReplies
  readonly signer: Pick<PressSigner, 'read'>
  readonly people: readonly PhonePerson[]
  readonly clock: Clock
  readonly log: Log
  readonly locale: Locale
  /** Tells the named ones, or everybody. Durable when it resolves. */
  readonly tell: (matter: Matter, names?: readonly string[]) => Promise<void>
}

/** Of exactly what a question asks; a nonce is good for nothing else. */
export const hashOf = ({ hash, id, runId, body, options }: Question): string =>
  hash ?? sha256(canonicalJson({ id, runId, body, options: options.map((option) => option.id) }))

/**
 * Acts upon what came from a phone, once. Whatever is not a good nonce for a question that is open changes nothing, and
 * is told.
 *
 * @throws StorageError, and the message is to be given again
 */
export async function takePress(deps: PressesDeps, { id, message }: NtfyEvent): Promise<void> {
  const { replies, signer, log, clock } = deps
  // After a loss of the cursor on the server's side everything comes again.
  if (replies.isDealtWith(id)) return
  const press = signer.read(message)
  const wrong = press ? await whatIsWrong(deps, press) : 'forged'
  if (wrong === undefined && press) return act(deps, id, press)
  // What Open sends is there already; to look again is no misuse.
  if (wrong === 'used' && press?.option === OPEN) return replies.dealtWith(id)
  log.warn('a press of a phone’s button counts for nothing', { why: wrong, questionId: press?.questionId })
  await deps.tell(
    {
      type: 'misuse',
      why: wrong ?? 'forged',
      at: clock.now(),
      ...(press ? { questionId: press.questionId } : {}),
    },
    press && wrong !== 'stranger' ? [press.to] : undefined,
  )
  await replies.dealtWith(id)
}

async function whatIsWrong(deps: PressesDeps, press: PhonePress): Promise<Misuse | undefined> {
  const { replies, people, clock } = deps
  if (replies.usedBy(press.nonce) !== undefined) return 'used'
  if (people.find(({ name }) => name === press.to)?.owner === undefined) return 'stranger'
  const question = await questionOf(deps, press)
  if (!question) return 'unknown'
  if (hashOf(question) !== press.hash) return 'changed'
  if (question.status === 'expired' || clock.now() >= press.until) return 'expired'
  // Taken before the process died and answered by it then: the front knows.
  if (question.status === 'answered' && question.answer?.by.surface !== 'phone') return 'closed'
  return undefined
}

async function questionOf(
  { engine }: PressesDeps,
  { runId, questionId }: PhonePress,
): Promise<Question | undefined> {
  try {
    return (await engine.questions({ runId })).find(({ id }) => id === questionId)
  } catch (error) {
    if (error instanceof UserError && error.code === 'not_found') return undefined
    throw error
  }
}

/** The inbox first and the nonce second: a process that dies in between finds the press again, as one and the same. */
async function act(deps: PressesDeps, message: string, press: PhonePress): Promise<void> {
  const { front, replies, clock, locale } = deps
  const { nonce, runId, questionId, option, to } = press
  if (option === OPEN) {
    await deps.tell({ type: 'details', runId, questionId }, [to])
    return replies.dealtWith(message, nonce)
  }
  const taken = await front.take({
    eventId: nonce,
    place: { channel: to, flat: true },
    actor: actorOf({ name: to }),
    locale,
    text: '',
    command: { kind: 'answer', id: questionId, option },
  })
  const reply = await taken.reply
  if (reply.kind === 'text' && !reply.ok)
    await deps.tell({ type: 'misuse', why: 'refused', at: clock.now(), questionId, detail: reply.text }, [to])
  await replies.dealtWith(message, nonce)
}
