import type { AckFn, RespondFn, SlashCommand, ViewResponseAction, ViewSubmitAction } from '@slack/bolt'
import { word } from '../../i18n/say.ts'
import type { Desk, Incoming } from './desk.ts'
import { askForm } from './forms.ts'
import { readOrigin, sentAnswer, sentRequest, writeOrigin } from './sent-form.ts'
import { asWritten } from './written.ts'

/** `/orchestrate …`; without words a form opens, and where none can, help is the answer. */
export async function onSlashCommand(
  desk: Desk,
  command: SlashCommand,
  ack: () => Promise<void>,
  respond: RespondFn,
): Promise<void> {
  const incoming: Incoming = {
    eventId: `command:${command.trigger_id}`,
    place: { channel: command.channel_id },
    user: command.user_id,
    userName: command.user_name,
    text: asWritten(command.text ?? ''),
    explicit: true,
    respond,
  }
  if (incoming.text !== '') {
    await desk.take(incoming)
    return ack()
  }
  await ack()
  desk.later(async () => {
    if (!(await openAskForm(desk, command))) await desk.take({ ...incoming, command: { kind: 'help' } })
  })
}

async function openAskForm(desk: Desk, { user_id, channel_id, trigger_id }: SlashCommand): Promise<boolean> {
  try {
    const locale = await desk.localeOf(user_id)
    const workflows = await desk.front.engine.workflows(locale)
    const view = askForm(workflows, locale, writeOrigin({ channel: channel_id }))
    await desk.client.views.open({ trigger_id, view })
    return true
  } catch (error) {
    desk.log.warn('a form could not be opened', { err: error })
    return false
  }
}

type ViewAck = AckFn<ViewResponseAction>

/** A form that was sent: an answer to a question. */
export async function onAnswerForm(desk: Desk, body: ViewSubmitAction, ack: ViewAck): Promise<void> {
  const origin = readOrigin(body.view.private_metadata)
  const command = sentAnswer(body.view.state.values, origin?.press)
  if (!origin || !command) return ack()
  await desk.take({ ...incomingOf(body, origin), text: '', command })
  await ack()
}

/** A form that was sent: a request. */
export async function onAskForm(desk: Desk, body: ViewSubmitAction, ack: ViewAck): Promise<void> {
  const origin = readOrigin(body.view.private_metadata)
  if (!origin) return ack()
  const sent = sentRequest(body.view.state.values)
  if (!sent.ok) {
    const locale = await desk.localeOf(body.user.id)
    const errors = Object.entries(sent.errors).map(([input, key]) => [input, word(key, locale)] as const)
    return ack({ response_action: 'errors', errors: Object.fromEntries(errors) })
  }
  const { text, command } = sent
  await desk.take({
    ...incomingOf(body, origin),
    text,
    explicit: true,
    ...(command === undefined ? {} : { command }),
  })
  await ack()
}

/** A form is sent once: its view's id names the event, and its hash which of its versions. */
const incomingOf = (
  { view, user }: ViewSubmitAction,
  { channel, thread }: { readonly channel: string; readonly thread?: string },
) => ({
  eventId: `form:${view.id}:${view.hash}`,
  place: thread === undefined ? { channel } : { channel, thread },
  user: user.id,
  userName: user.name,
})
