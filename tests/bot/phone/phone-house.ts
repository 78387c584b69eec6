import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openPhones } from '../../../src/app/phone.ts'
import type { Config } from '../../../src/config.ts'
import type { Clock } from '../../../src/domain/clock.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { createLog } from '../../../src/lib/log.ts'
import { createRedactor } from '../../../src/lib/redact.ts'
import { openBeside } from '../../../src/store/beside.ts'
import { openOutbox } from '../../../src/store/outbox.ts'
import { type HouseOptions, openHouse } from '../../helpers/house.ts'
import { type NtfyServer, type NtfyServerOptions, ntfyServer } from '../../helpers/ntfy-server.ts'
import { commandStep, workflowText } from '../../helpers/workflow-text.ts'

export const TOKEN = 'tk_0123456789abcdefghijklmnopqrs'
export const [ALICE, BOB, REPLY] = ['alice-topic', 'bob-topic', 'reply-topic']

export const OWNERS = [
  {
    identities: [
      { surface: 'console', id: 'alice' },
      { surface: 'phone', id: 'alice' },
    ],
  },
  {
    identities: [
      { surface: 'slack', id: 'U2' },
      { surface: 'phone', id: 'bob' },
    ],
  },
]

export interface PhoneHouseOptions extends HouseOptions {
  readonly server?: NtfyServer
  readonly serverOptions?: NtfyServerOptions
  readonly owners?: typeof OWNERS
  readonly ntfy?: Partial<Config['ntfy']>
  readonly phone?: Partial<Config['phone']>
  readonly webhook?: Config['webhook']
  readonly secretValues?: readonly string[]
  /** Of phones alone; the engine keeps its own. */
  readonly phoneClock?: Clock
  readonly locale?: 'en' | 'fr'
}

/** What is asked for leaves its mark here. */
export const ASKS = 'rm kept'

/** The real engine with real SQLite, connected to a loopback ntfy by the parts that the program itself uses. */
export async function openPhoneHouse(options: PhoneHouseOptions = {}) {
  const server = options.server ?? (await ntfyServer(options.serverOptions))
  const owners = options.owners ?? OWNERS
  const clock = options.phoneClock ?? options.clock ?? systemClock
  const house = await openHouse({
    ...options,
    settings: { owners, ...options.settings },
    workflows: {
      look: workflowText('look', { steps: commandStep('act', 'echo seen') }),
      ask: workflowText('ask', { steps: commandStep('act', ASKS) }),
      fail: workflowText('fail', { steps: commandStep('act', 'exit 3') }),
      ...options.workflows,
    },
  })
  await writeFile(join(house.workspace, 'kept'), 'kept\n')
  const troubles: string[] = []
  const config = {
    home: house.home,
    owners,
    locale: options.locale ?? 'en',
    timezone: 'UTC',
    journal: { synchronous: 'normal' },
    ntfy: {
      url: server.url,
      topic: `alice=${ALICE},bob=${BOB}`,
      replyTopic: REPLY,
      token: TOKEN,
      ...options.ntfy,
    },
    phone: { quietHours: 'off', escalateMin: 10, longRunMin: 10, digestAt: 'off', ...options.phone },
    webhook: options.webhook ?? {},
  } as unknown as Config
  const connect = () =>
    openPhones({
      config,
      engine: house.engine,
      clock,
      log: createLog({ level: 'silent', to: 'stderr', redact: (text) => text }),
      random: () => 0.1,
      redact: createRedactor([TOKEN, ...(options.secretValues ?? [])]),
      onTrouble: (name, message) => {
        troubles.push(`${name}: ${message}`)
        server.notify()
      },
    })
  let phones = await connect()
  const shown = openBeside(house.home, systemClock, 'NORMAL')
  let closed: Promise<void> | undefined
  const close = () =>
    (closed ??= (async () => {
      await phones.close()
      await house.close()
      shown.close()
      await house.journal.close()
    })())
  onTestFinished(close)
  onTestFinished(() => {
    const wrong = [...server.violations, ...house.fatal]
    if (wrong.length > 0) throw new Error(wrong.join('\n'))
  })
  return {
    ...house,
    server,
    troubles,
    close,
    /** Alone the phones: as after a restart, with everything that the database holds. */
    async reconnect() {
      await phones.close()
      phones = await connect()
    },
    connect,
    disconnect: () => phones.close(),
    pending: () => openOutbox(shown).pending('phone'),
    shown: (topic: string) => server.shown(topic),
    notification: (topic: string, part: string) =>
      server.until(() =>
        server.shown(topic).find(({ title = '', message }) => `${title}\n${message}`.includes(part)),
      ),
    gone: (topic: string, part: string) =>
      server.until(
        () => !server.shown(topic).some(({ title = '', message }) => `${title}\n${message}`.includes(part)),
      ),
    listening: () => server.until(() => [...server.streams].some(({ topic }) => topic === REPLY)),
  }
}

export type PhoneHouse = Awaited<ReturnType<typeof openPhoneHouse>>
