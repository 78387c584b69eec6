import type { BlockAction, RespondFn } from '@slack/bolt'
import type { Locale } from '../../domain/text.ts'
import { phrase } from '../../i18n/say.ts'
import type { Place } from '../delivery/platform.ts'
import { commandOf, needsModal, type Press, readPress } from '../press.ts'
import { questionCard } from '../question-card.ts'
import { refused } from '../reply.ts'
import { answer, type Asker } from './answer.ts'
import type { Desk } from './desk.ts'
import { answerForm } from './forms.ts'
import { writeOrigin } from './sent-form.ts'

export interface Pressed {
  readonly body: BlockAction
  readonly id: string
  /** When, as Slack names it: the same for every delivery of one press. */
  readonly at: string
  readonly ack: () => Promise<void>
  readonly respond: RespondFn
}

/** A button: what it stands for is done at once, or first shown once more in a form. */
export async function onPress(desk: Desk, pressed: Pressed): Promise<void> {
  const { id, ack } = pressed
  const press = readPress(id)
  if (!press) return ack()
  if (press.kind === 'run' || !needsModal(press.option)) return takePress(desk, pressed, press)
  const open = await desk.front.engine.questions({ status: 'open' })
  const question = open.find((held) => held.id === press.questionId)
  // What is closed says so itself, as the answer to the press.
  if (!question) return takePress(desk, pressed, press)
  await ack()
  desk.later(async () => {
    const locale = await desk.localeOf(pressed.body.user.id)
    const card = questionCard(question, { locale, now: desk.clock.now() })
    await openForm(desk, pressed, press, locale, (origin) => answerForm(card, press.option, origin))
  })
}

async function takePress(desk: Desk, pressed: Pressed, press: Press): Promise<void> {
  const { body, id, at, ack, respond } = pressed
  await desk.take({
    eventId: `press:${body.user.id}:${at}:${id}`,
    place: placeOf(body),
    user: body.user.id,
    ...nameOf(body),
    text: '',
    command: commandOf(press),
    respond,
  })
  await ack()
}

type AnswerPress = Extract<Press, { kind: 'answer' }>

async function openForm(
  desk: Desk,
  { body, id, respond }: Pressed,
  press: AnswerPress,
  locale: Locale,
  draw: (origin: string) => ReturnType<typeof answerForm>,
): Promise<void> {
  const place = placeOf(body)
  const asker: Asker = { user: body.user.id, place, locale, respond }
  const command = `/orchestrate ${typed(press)}`
  const view = draw(writeOrigin({ ...place, press: id }))
  if (!view) return answer(desk, asker, refused(phrase('slack.modal.too_long', { command }, locale)))
  try {
    await desk.client.views.open({ trigger_id: body.trigger_id, view })
  } catch (error) {
    desk.log.warn('a form could not be opened', { err: error })
    await answer(desk, asker, refused(phrase('slack.modal.failed', { command }, locale)))
  }
}

/** The same answer in words, for where no form opens. */
const typed = ({ option, questionId }: AnswerPress): string =>
  option === 'deny' ? `deny ${questionId}` : `answer ${questionId} ${option}`

/** The conversation of the message that holds the button; what only one person sees begins no thread. */
export function placeOf(body: BlockAction): Place {
  const channel = body.channel?.id ?? body.container['channel_id'] ?? ''
  const thread: unknown = body.message?.['thread_ts'] ?? body.container['thread_ts']
  const own: unknown = body.container['is_ephemeral'] === true ? undefined : body.message?.ts
  const found = thread ?? own
  return typeof found === 'string' ? { channel, thread: found } : { channel }
}

const nameOf = ({ user }: BlockAction): { readonly userName?: string } => {
  const name = user.name ?? user.username
  return name === undefined ? {} : { userName: name }
}
