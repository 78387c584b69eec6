import { type Config, logPath } from '../config.ts'
import type { RunningFront } from '../bot/delivery/create-front.ts'
import type { Matter } from '../bot/phone/matter.ts'
import type { PhonePerson } from '../bot/phone/people.ts'
import type { Push } from '../bot/phone/phone.ts'
import type { PressSigner } from '../bot/phone/press.ts'
import type { PressMaker } from '../bot/phone/draft.ts'
import type { Clock } from '../domain/clock.ts'
import type { Engine } from '../domain/engine.ts'
import { UserError } from '../domain/errors.ts'
import type { Outbox } from '../domain/outbox.ts'
import type { PhoneReplies } from '../domain/phone.ts'
import type { Log } from '../lib/log.ts'
import { phoneTopics } from '../lib/phone-topics.ts'
import type { Redactor } from '../lib/redact.ts'
import { openPhoneKey, type PhoneKey } from './phone-key.ts'
import type { Connected } from './surfaces.ts'

export interface PhoneAppParts {
  readonly config: Config
  readonly engine: Engine
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
  readonly redact: Redactor
  /** A server takes nothing of us until the owner has mended that. */
  readonly onTrouble: (name: 'phone' | 'webhook', message: string) => void
}

export interface Phones {
  close(): Promise<void>
}

/** How connecting ended, for who started Autohome: what is configured wrongly stops nothing else. */
export async function connectPhones(
  parts: PhoneAppParts,
): Promise<Phones & { readonly connected: readonly Promise<Connected>[] }> {
  try {
    const phones = await openPhones(parts)
    const { ntfy, webhook } = parts.config
    const names = [
      ...(ntfy.topic === undefined ? [] : (['phone'] as const)),
      ...(webhook.url === undefined ? [] : (['webhook'] as const)),
    ]
    return { ...phones, connected: names.map((name) => Promise.resolve({ name })) }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    parts.log.error('phones cannot be connected', { err: error })
    return { connected: [Promise.resolve({ name: 'phone', error })], close: async () => undefined }
  }
}

/** The clocks of the server and of this machine may differ by so much, in milliseconds. */
const SKEW_MS = 600_000
const WEBHOOK = 'webhook'

export const hasPhone = ({ ntfy, webhook }: Config): boolean =>
  ntfy.topic !== undefined || webhook.url !== undefined

/**
 * Phones and the webhook, as far as they are configured.
 *
 * @throws UserError `bad_config`, `storage`
 */
export async function openPhones(parts: PhoneAppParts): Promise<Phones> {
  const { config, clock, log } = parts
  const { ntfy, webhook } = config
  if (ntfy.topic !== undefined && ntfy.url === undefined) throw missingUrl()
  const key = ntfy.topic === undefined ? undefined : openPhoneKey(config.home, clock.now())
  const [{ openBeside }, { openInbox }, { openOutbox }, { openPhoneReplies }] = await Promise.all([
    import('../store/beside.ts'),
    import('../store/inbox.ts'),
    import('../store/outbox.ts'),
    import('../store/phone-replies.ts'),
  ])
  const synchronous = config.journal.synchronous === 'full' ? 'FULL' : 'NORMAL'
  // A press that is used up must stay so through a power loss; what is shown where can be found out again.
  const taken = openBeside(config.home, clock, synchronous)
  const shown = openBeside(config.home, clock, 'NORMAL')
  const controller = new AbortController()
  const { signal } = controller
  const outbox = openOutbox(shown)
  const told: Push[] = []
  const tellAll = async (matter: Matter, names?: readonly string[]) => {
    for (const push of told) await push.tell(matter, names)
  }
  const ended: Promise<void>[] = []

  if (webhook.url !== undefined) {
    const push = await startWebhook(parts, outbox, webhook.url, signal)
    told.push({ ...push, tell: (matter) => push.tell(matter) })
  }
  if (ntfy.url !== undefined && key) {
    const inbox = openInbox(taken, clock)
    const replies = openPhoneReplies(taken, clock)
    const { createFront } = await import('../bot/delivery/create-front.ts')
    const front = createFront({
      surface: 'phone',
      engine: parts.engine,
      inbox,
      outbox,
      owners: config.owners,
      clock,
      log: log.child({ surface: 'phone' }),
      logPath: logPath(config),
      timeZone: config.timezone,
    })
    const phone = await startPhone({ ...parts, outbox, front, replies, tellAll, key }, ntfy.url, signal)
    told.push(phone.push)
    ended.push(phone.listening)
  }
  return {
    async close() {
      controller.abort()
      await Promise.allSettled([...told.map((push) => push.ended), ...ended])
      taken.close()
      shown.close()
    },
  }
}

interface Shared extends PhoneAppParts {
  readonly outbox: Outbox
  readonly front: RunningFront
  readonly replies: PhoneReplies
  readonly key: PhoneKey
  readonly tellAll: (matter: Matter, names?: readonly string[]) => Promise<void>
}

async function startPhone(parts: Shared, url: string, signal: AbortSignal) {
  const { config, clock, log, random, outbox, front, replies, engine, tellAll } = parts
  const { topic, replyTopic, token } = config.ntfy
  const [
    { createNtfy },
    { ntfyTransport },
    { peopleOf, phoneAudience },
    { createPressSigner },
    { listen },
    presses,
  ] = await Promise.all([
    import('../bot/phone/ntfy.ts'),
    import('../bot/phone/ntfy-transport.ts'),
    import('../bot/phone/people.ts'),
    import('../bot/phone/press.ts'),
    import('../bot/phone/listen.ts'),
    import('../bot/phone/presses.ts'),
  ])
  const people = peopleOf(phoneTopics(topic), config.owners)
  const ntfy = createNtfy({ url, clock, ...(token === undefined ? {} : { token }) })
  const { key, madeAt } = parts.key
  const signer = createPressSigner(key)
  const transport = ntfyTransport({
    ntfy,
    topicOf: (name) => people.find((one) => one.name === name)?.topic,
    replyTopic,
  })
  const push = await startPushTo(parts, outbox, {
    surface: 'phone',
    transport,
    audience: phoneAudience(people, config.owners),
    quietHours: config.phone.quietHours,
    press: replyTopic === undefined ? undefined : pressMaker(signer, people, presses.hashOf),
    signal,
  })
  await front.takeUp()
  if (replyTopic === undefined) return { push, listening: Promise.resolve() }
  const deps = { front, engine, replies, signer, people, clock, log, locale: config.locale, tell: tellAll }
  const listening = listen(
    {
      ntfy,
      topic: replyTopic,
      since: () => replies.last() ?? String(Math.floor((madeAt - SKEW_MS) / 1_000)),
      onMessage: (event) => presses.takePress(deps, event),
      onUnauthorized: (message) => parts.onTrouble('phone', message),
      clock,
      log,
      random,
    },
    signal,
  )
  return { push, listening }
}

/** Quiet hours are for people. */
async function startWebhook(
  parts: PhoneAppParts,
  outbox: Outbox,
  url: string,
  signal: AbortSignal,
): Promise<Push> {
  const [{ webhookTransport }, { webhookAudience }] = await Promise.all([
    import('../bot/phone/webhook.ts'),
    import('../bot/phone/people.ts'),
  ])
  const { config, clock } = parts
  return startPushTo(parts, outbox, {
    surface: 'webhook',
    transport: webhookTransport({ url, secret: config.webhook.secret, clock }),
    audience: webhookAudience(WEBHOOK),
    quietHours: 'off',
    press: undefined,
    signal,
  })
}

async function startPushTo(
  { config, engine, clock, log, random, redact, onTrouble }: PhoneAppParts,
  outbox: Outbox,
  to: {
    readonly surface: 'phone' | 'webhook'
    readonly transport: import('../bot/phone/transport.ts').Transport
    readonly audience: import('../bot/phone/people.ts').Audience
    readonly quietHours: string
    readonly press: PressMaker | undefined
    readonly signal: AbortSignal
  },
): Promise<Push> {
  const [{ startPush }, { createRuns }, { quietHours }] = await Promise.all([
    import('../bot/phone/phone.ts'),
    import('../bot/delivery/runs.ts'),
    import('../bot/phone/quiet.ts'),
  ])
  const { escalateMin, longRunMin, digestAt, openUrl } = config.phone
  const isPhone = to.surface === 'phone'
  return startPush(
    {
      ...to,
      engine,
      outbox,
      runs: createRuns(engine),
      quiet: quietHours(to.quietHours, config.timezone),
      clock,
      log: log.child({ surface: to.surface }),
      random,
      redact,
      locale: config.locale,
      timeZone: config.timezone,
      longRunMs: longRunMin * 60_000,
      escalateMs: isPhone ? escalateMin * 60_000 : 0,
      digestAt,
      openUrl,
      onUnauthorized: (message) => onTrouble(to.surface, message),
    },
    to.signal,
  )
}

/** Buttons are for owners alone. */
const pressMaker =
  (
    signer: PressSigner,
    people: readonly PhonePerson[],
    hashOf: (question: Parameters<PressMaker>[1]) => string,
  ): PressMaker =>
  (to, question, option, step) => {
    if (people.find(({ name }) => name === to)?.owner === undefined) return undefined
    const { id, runId, expiresAt } = question
    return signer.sign({ runId, questionId: id, option, hash: hashOf(question), to, until: expiresAt }, step)
  }

const missingUrl = (): UserError =>
  new UserError('bad_config', {
    en: 'NTFY_TOPIC is set but NTFY_URL is not: set it to your ntfy server, e.g. https://ntfy.sh.',
    fr: 'NTFY_TOPIC est défini, mais pas NTFY_URL : indiquez votre serveur ntfy, p. ex. https://ntfy.sh.',
  })
