import type { Clock } from '../../domain/clock.ts'
import { UserError } from '../../domain/errors.ts'
import type { Actor } from '../../domain/run.ts'
import { say, word } from '../../i18n/say.ts'
import type { Log } from '../../lib/log.ts'
import { type Owner, standingOf } from '../authorize.ts'
import type { Command } from '../command.ts'
import type { Front, SurfaceEvent, Taken } from '../delivery/front.ts'
import { commandOf, needsModal, readPress } from '../press.ts'
import { questionCard } from '../question-card.ts'
import { refused, type Reply, said } from '../reply.ts'
import { oneLine } from '../visible.ts'
import { choicesFor } from './autocomplete.ts'
import { commandOfModal, modalFor } from './modals.ts'
import { actorOf, type Languages } from './people.ts'
import { factsOf, placeOf } from './places.ts'
import type { Acknowledged, Asked, Responses } from './responses.ts'
import { commandOfSlash, readSlash } from './slash-input.ts'

export interface InteractionDeps {
  readonly front: Front
  readonly responses: Responses
  readonly languages: Languages
  readonly clock: Clock
  readonly log: Log
  /** Who may see what autocomplete and modals show; absent: whoever can use the command. */
  readonly owners?: readonly Owner[]
}

/** Of an interaction as the gateway sends it, what Autohome looks at. */
interface Raw {
  readonly id: string
  readonly token: string
  readonly application_id: string
  readonly type: number
  readonly channel_id?: string
  readonly channel?: unknown
  readonly user?: unknown
  readonly member?: { readonly user?: unknown }
  readonly locale?: string
  readonly data?: { readonly custom_id?: string }
}

const TYPE = { command: 2, component: 3, autocomplete: 4, modal: 5 } as const

/**
 * Discord waits 3 s for a first answer. Writing the event down comes first and is quick; where it is not, the person is
 * shown at this point that it was heard, and in the end what became of it. Milliseconds.
 */
const PATIENCE_MS = 2_000

/** Everything that people do with commands, buttons and modals. */
export async function onInteraction(deps: InteractionDeps, interaction: unknown): Promise<void> {
  const raw = interaction as Raw
  const actor = actorOf(raw.member?.user ?? raw.user, raw.member)
  if (!actor || raw.channel_id === undefined) return
  const asked: Asked = {
    id: raw.id,
    token: raw.token,
    applicationId: raw.application_id,
    place: placeOf(raw.channel_id, factsOf(raw.channel)),
    locale: deps.languages.of(actor.id, raw.locale),
  }
  if (raw.type === TYPE.autocomplete) return suggest(deps, asked, actor, raw.data)
  if (raw.type === TYPE.component) return pressed(deps, asked, actor, raw.data?.custom_id ?? '')
  if (raw.type === TYPE.command) return commanded(deps, asked, actor, raw.data)
  if (raw.type !== TYPE.modal) return
  const command = commandOfModal(raw.data)
  if (command) await take(deps, asked, actor, { command, text: textOf(command) })
  else await deps.responses.tell(asked, refused(word('discord.old_button', asked.locale)))
}

async function commanded(deps: InteractionDeps, asked: Asked, actor: Actor, data: unknown): Promise<void> {
  const input = readSlash(data)
  const read = input ? commandOfSlash(input) : { ok: true as const, command: HELP, text: 'help' }
  if (read.ok) return take(deps, asked, actor, { command: read.command, text: read.text, explicit: true })
  await deps.responses.tell(asked, refused(oneLine(say(read.why, asked.locale), 1_000)))
}

const HELP: Command = { kind: 'help' }

async function pressed(deps: InteractionDeps, asked: Asked, actor: Actor, id: string): Promise<void> {
  const press = readPress(id)
  if (!press) return deps.responses.tell(asked, refused(word('discord.old_button', asked.locale)))
  const command = commandOf(press)
  const opens = press.kind === 'answer' && needsModal(press.option) && mayLook(deps, actor)
  if (!opens) return take(deps, asked, actor, { command, text: textOf(command) })
  await openModal(deps, asked, press.questionId, press.option)
}

/** A modal must be the first answer; what it shows is read only, so nothing is written down yet. */
async function openModal(
  deps: InteractionDeps,
  asked: Asked,
  questionId: string,
  option: string,
): Promise<void> {
  const { front, responses, clock, log } = deps
  const { locale } = asked
  try {
    const questions = await front.engine.questions({ status: 'open' })
    const question = questions.find(({ id }) => id === questionId)
    if (!question) return await responses.tell(asked, refused(word('discord.question_closed', locale)))
    const modal = modalFor(questionCard(question, { locale, now: clock.now() }), option)
    if ('refusal' in modal) return await responses.tell(asked, refused(modal.refusal))
    await responses.open(asked, modal)
  } catch (error) {
    log.error('a modal could not be shown', { err: error })
    await responses.tell(asked, refused(word('discord.not_taken', locale)))
  }
}

async function suggest(deps: InteractionDeps, asked: Asked, actor: Actor, data: unknown): Promise<void> {
  const { front, responses, log } = deps
  const input = readSlash(data)
  if (!input || !mayLook(deps, actor)) return responses.suggest(asked, [])
  const choices = await choicesFor(input, front.engine, asked.locale).catch((error: unknown) => {
    log.warn('nothing could be suggested', { err: error })
    return []
  })
  await responses.suggest(asked, choices)
}

const mayLook = ({ owners }: InteractionDeps, actor: Actor): boolean =>
  owners === undefined || standingOf(actor, owners) === 'owner'

type What = Pick<SurfaceEvent, 'command' | 'text' | 'explicit'>

/** Written down, acknowledged, acted upon, told: in this order. */
async function take(deps: InteractionDeps, asked: Asked, actor: Actor, what: What): Promise<void> {
  const { front, responses, clock, log } = deps
  const event: SurfaceEvent = {
    eventId: asked.id,
    place: asked.place,
    actor,
    locale: asked.locale,
    ...what,
  }
  let deferred: Promise<Acknowledged> | undefined
  const defer = () => (deferred ??= responses.defer(asked))
  const stop = clock.after(PATIENCE_MS, () => void defer())
  let taken: Taken
  try {
    taken = await front.take(event)
  } catch (error) {
    log.warn('what somebody did on Discord could not be written down', { eventId: asked.id, err: error })
    const refusal = refused(why(error, asked))
    return await (deferred
      ? deferred.then((how) => responses.finish(asked, how, refusal))
      : responses.tell(asked, refusal))
  } finally {
    stop()
  }
  const reply = taken.reply.catch((error: unknown): Reply => {
    log.error('what somebody asked for on Discord broke', { eventId: asked.id, err: error })
    return refused(word('discord.broke', asked.locale))
  })
  const how = await defer()
  const shown = await reply
  await responses.finish(asked, how, isEmpty(shown) ? said(word('discord.already', asked.locale)) : shown)
}

const isEmpty = (reply: Reply): boolean => reply.kind === 'text' && reply.text === ''

/** What the owner can mend is said; of anything else only that nothing was done. */
const why = (error: unknown, { locale }: Asked): string =>
  error instanceof UserError
    ? `${word('discord.not_taken', locale)} ${oneLine(error.localized?.[locale] ?? error.message, 500)}`
    : word('discord.not_taken', locale)

const textOf = (command: Command): string => {
  const { kind, id } = command as { readonly kind: string; readonly id?: string }
  return [kind, id].filter((part) => part !== undefined).join(' ')
}
