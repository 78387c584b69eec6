import type { Question } from '../../domain/question.ts'
import { phrase, say, word } from '../../i18n/say.ts'
import type { Command } from '../command.ts'
import type { Conversation } from '../conversation.ts'
import { questionCard } from '../question-card.ts'
import { type Reply, refused, said } from '../reply.ts'
import { oneLine } from '../visible.ts'

/** `approve`, `deny` and `answer`; without an id the one question that is open in this thread. */
export async function answerBy(
  talk: Conversation,
  command: Extract<Command, { kind: 'approve' | 'deny' | 'answer' }>,
): Promise<Reply> {
  const { locale } = talk.inbound
  const option = command.kind === 'answer' ? command.option : command.kind
  const reason = command.kind === 'deny' ? command.reason : undefined
  const text = command.kind === 'answer' ? command.text : undefined
  if (command.id !== undefined) return answer(talk, command.id.toLowerCase(), option, reason, text)
  const open = await openHere(talk)
  const [only] = open
  if (!only) return said(word('talk.nothing_open', locale))
  if (open.length > 1) return severalOpen(talk, open)
  return answer(talk, only.id, option, reason)
}

/** A plain yes or no answers an approval; what has other options than yes and no is shown instead of guessed. */
export async function answerInWords(talk: Conversation, kind: 'yes' | 'no'): Promise<Reply | undefined> {
  // Outside of every thread nobody knows what the yes is meant for.
  if (talk.inbound.inTheOpen) return undefined
  const open = await openHere(talk)
  const [only] = open
  if (!only) return undefined
  if (open.length > 1) return severalOpen(talk, open)
  const option = meantBy(kind, only)
  if (!only.options.some(({ id }) => id === option))
    return { kind: 'questions', questions: [card(talk, only)] }
  return answer(talk, only.id, option, undefined)
}

function meantBy(kind: 'yes' | 'no', question: Question): string {
  if (question.kind === 'keep') return kind === 'yes' ? 'keep' : 'take_back'
  return kind === 'yes' ? 'approve' : question.kind === 'choice' ? 'stop' : 'deny'
}

const openHere = ({ engine, inbound }: Conversation): Promise<readonly Question[]> =>
  engine.questions({ ...(inbound.inTheOpen ? {} : { thread: inbound.thread }), status: 'open' })

async function answer(
  { engine, inbound }: Conversation,
  id: string,
  option: string,
  reason: string | undefined,
  command?: string,
): Promise<Reply> {
  const question = await (command === undefined
    ? engine.answer(id, option, inbound.actor, reason)
    : engine.answer(id, option, inbound.actor, reason, command))
  const label = question.options.find((held) => held.id === option)?.label
  const chosen = oneLine(label === undefined ? option : say(label, inbound.locale))
  return said(phrase('talk.answered', { option: chosen }, inbound.locale))
}

const severalOpen = (talk: Conversation, open: readonly Question[]): Reply =>
  refused(
    phrase(
      'talk.several_open',
      { count: open.length, ids: open.map(({ id }) => id).join(', ') },
      talk.inbound.locale,
    ),
  )

const card = ({ inbound, clock, timeZone }: Conversation, question: Question) =>
  questionCard(question, {
    locale: inbound.locale,
    now: clock.now(),
    ...(timeZone === undefined ? {} : { timeZone }),
  })
