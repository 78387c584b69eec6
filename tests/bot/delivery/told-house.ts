import { onTestFinished, vi } from 'vitest'
import { startDelivery } from '../../../src/bot/delivery/delivery.ts'
import { createRuns } from '../../../src/bot/delivery/runs.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { openBeside } from '../../../src/store/beside.ts'
import { openOutbox } from '../../../src/store/outbox.ts'
import { freshJournal } from '../../store/fixtures.ts'
import { remoteChat, type RemoteChat } from '../../helpers/remote-chat.ts'
import { START } from '../../helpers/story.ts'
import { toldEngine } from '../../helpers/told-engine.ts'
import { quietLog } from './chat-house.ts'

/**
 * A delivery over runs that the test tells, with the real outbox, in time that the test owns: ours and that of
 * bottleneck, which paces.
 */
export async function toldHouse(
  options: {
    readonly remote?: RemoteChat
    readonly chatHome?: string
    readonly random?: () => number
    /** What happened before the surface was connected for the first time. */
    readonly before?: (tell: ReturnType<typeof toldEngine>['tell']) => void
  } = {},
) {
  vi.useFakeTimers({
    now: START,
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  })
  onTestFinished(() => void vi.useRealTimers())
  const { directory } = await freshJournal()
  const told = toldEngine()
  options.before?.(told.tell)
  const remote = options.remote ?? remoteChat({ pace: { count: 1, perMs: 1_000 } })
  const unauthorized: string[] = []

  const begin = () => {
    const beside = openBeside(directory, systemClock, 'NORMAL')
    const outbox = openOutbox(beside)
    const controller = new AbortController()
    const delivery = startDelivery(
      {
        platform: remote.platform,
        engine: told.engine,
        outbox,
        runs: createRuns(told.engine),
        clock: systemClock,
        log: quietLog,
        home: 'chatHome' in options ? options.chatHome : 'HOME',
        locale: 'en',
        timeZone: 'UTC',
        owners: ['U1'],
        random: options.random ?? (() => 0.5),
        onUnauthorized: (message) => unauthorized.push(message),
      },
      controller.signal,
    )
    let ended = false
    return {
      outbox,
      beside,
      delivery,
      /** As `kill -9` leaves it: nothing more is written. */
      async kill() {
        if (ended) return
        ended = true
        controller.abort()
        await delivery.ended
        beside.close()
      },
    }
  }
  let current = begin()
  onTestFinished(() => current.kill())
  // The welcome of the home channel, where there is one, is out of the way.
  await vi.advanceTimersByTimeAsync(5_000)
  return {
    ...told,
    remote,
    unauthorized,
    directory,
    get outbox() {
      return current.outbox
    },
    get delivery() {
      return current.delivery
    },
    pending: () => current.outbox.pending(remote.platform.name),
    async restart() {
      await current.kill()
      current = begin()
    },
    kill: () => current.kill(),
    /** Lets so much time pass, and what it sets going settle. */
    pass: async (ms: number) => void (await vi.advanceTimersByTimeAsync(ms)),
  }
}
export type ToldHouse = Awaited<ReturnType<typeof toldHouse>>

/** Messages but the welcome of the home channel. */
export const shownOf = (remote: RemoteChat) => remote.seen.filter(({ message }) => message.kind !== 'welcome')
