import { onTestFinished } from 'vitest'
import { createFront } from '../../../src/bot/delivery/create-front.ts'
import { startDelivery } from '../../../src/bot/delivery/delivery.ts'
import type { SurfaceEvent } from '../../../src/bot/delivery/front.ts'
import { createRuns } from '../../../src/bot/delivery/runs.ts'
import type { Reply } from '../../../src/bot/reply.ts'
import type { Clock } from '../../../src/domain/clock.ts'
import type { SurfaceName } from '../../../src/domain/inbox.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { createLog } from '../../../src/lib/log.ts'
import { openBeside } from '../../../src/store/beside.ts'
import { openInbox } from '../../../src/store/inbox.ts'
import { openOutbox } from '../../../src/store/outbox.ts'
import { type HouseOptions, openHouse } from '../../helpers/house.ts'
import { type RemoteChat, remoteChat } from '../../helpers/remote-chat.ts'
import { commandStep, workflowText } from '../../helpers/workflow-text.ts'

export const OWNERS = [
  {
    identities: [
      { surface: 'slack', id: 'U1' },
      { surface: 'discord', id: 'D1' },
    ],
  },
]

export interface ChatOptions extends HouseOptions {
  readonly remote?: RemoteChat
  readonly chatHome?: string
  readonly chatClock?: Clock
  readonly owners?: typeof OWNERS
}

/** A quiet log that tests can read. */
export const quietLog = createLog({ level: 'silent', to: 'stderr', redact: (text) => text })

/** The real engine, journal, inbox and outbox with a front and a delivery; only the platform is a stand-in. */
export async function openChatHouse(options: ChatOptions = {}) {
  const house = await openHouse({
    ...options,
    settings: { owners: options.owners ?? OWNERS, ...options.settings },
    workflows: {
      look: workflowText('look', { steps: commandStep('act', 'echo seen') }),
      ask: workflowText('ask', { steps: commandStep('act', 'touch asked; rm -f old.txt') }),
      ...options.workflows,
    },
  })
  const clock = options.chatClock ?? systemClock
  const remote = options.remote ?? remoteChat()
  const surface: SurfaceName = remote.platform.name
  const beside = openBeside(house.home, clock, 'NORMAL')
  const inbox = openInbox(beside, clock)
  const outbox = openOutbox(beside)
  const front = createFront({
    surface,
    engine: house.engine,
    inbox,
    outbox,
    owners: options.owners ?? OWNERS,
    clock,
    log: quietLog,
    logPath: '/log',
    timeZone: 'UTC',
  })
  const controller = new AbortController()
  const unauthorized: string[] = []
  const delivery = startDelivery(
    {
      platform: remote.platform,
      engine: house.engine,
      outbox,
      runs: createRuns(house.engine),
      clock,
      log: quietLog,
      home: options.chatHome,
      locale: 'en',
      timeZone: 'UTC',
      owners: ['U1'],
      random: () => 0.5,
      onUnauthorized: (message) => unauthorized.push(message),
    },
    controller.signal,
  )
  let closed: Promise<void> | undefined
  const close = () =>
    (closed ??= (async () => {
      controller.abort()
      await delivery.ended
      await house.close()
      beside.close()
      await house.journal.close()
    })())
  onTestFinished(close)
  let events = 0
  return {
    ...house,
    close,
    inbox,
    outbox,
    front,
    remote,
    delivery,
    unauthorized,
    /** What somebody does on the platform, and what they are told. */
    async does(more: Partial<SurfaceEvent>): Promise<Reply> {
      const taken = await front.take({
        eventId: `Ev${++events}`,
        place: { channel: 'C1' },
        actor: { surface, id: surface === 'slack' ? 'U1' : 'D1', name: 'alice' },
        locale: 'en',
        text: '',
        ...more,
      })
      return taken.reply
    },
    /** Resolves once nothing waits in the outbox. */
    shown: () => remote.until(() => outbox.pending(surface).length === 0),
  }
}
export type ChatHouse = Awaited<ReturnType<typeof openChatHouse>>

export const runWorkflow = (workflow: string) =>
  ({ kind: 'run', workflow, params: {}, text: workflow }) as const
