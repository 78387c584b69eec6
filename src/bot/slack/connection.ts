import type { App, Logger, Receiver, ReceiverEvent, SocketModeReceiver, webApi } from '@slack/bolt'
import type { Clock } from '../../domain/clock.ts'
import type { Log } from '../../lib/log.ts'
import { boltLog } from './bolt-log.ts'

export interface SlackOptions {
  readonly botToken: string
  readonly appToken: string
  /** Where the Web API is; Slack's own where it is left out. */
  readonly apiUrl?: string
  readonly log: Log
  readonly clock: Clock
}

/** Who this app is in the workspace, as `auth.test` says. */
export interface Identity {
  readonly botUser: string
  readonly botId: string
}

export type SocketClient = SocketModeReceiver['client']

/** Longer, and the work that waits for it is better done anew; milliseconds. */
const REQUEST_MS = 10_000

/**
 * What every client gets, each its own: bolt writes into the object it is given. Nothing is retried in here, because the
 * library would for half an hour, in silence: the delivery layer and the connection's own loop know better when.
 */
const clientOptions = (
  { apiUrl }: Pick<SlackOptions, 'apiUrl'>,
  logger: Logger,
): webApi.WebClientOptions => ({
  ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
  logger,
  timeout: REQUEST_MS,
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
})

/** The Web API alone. Loads the library. */
export async function openClient(options: SlackOptions): Promise<webApi.WebClient> {
  const { webApi: library, LogLevel } = await import('@slack/bolt')
  return new library.WebClient(options.botToken, clientOptions(options, boltLog(options.log, LogLevel.INFO)))
}

export interface BoltApp {
  readonly app: App
  readonly socket: SocketClient
}

/** bolt with its Socket Mode receiver, not yet connected. */
export async function openBolt(
  options: SlackOptions,
  identity: Identity,
  signal: AbortSignal,
): Promise<BoltApp> {
  const { App: BoltAppClass, SocketModeReceiver: SocketReceiver, LogLevel } = await import('@slack/bolt')
  const logger = boltLog(options.log, LogLevel.INFO)
  const receiver = new SocketReceiver({
    appToken: options.appToken,
    logger,
    installerOptions: { clientOptions: { ...clientOptions(options, logger), fetch: endingWith(signal) } },
    // Its own reconnecting waits five seconds at each of Slack's refreshes, and ends Node where Slack answers 503.
    autoReconnectEnabled: false,
    processEventErrorHandler: ({ error }) => {
      options.log.error('an event from Slack was not taken; it is not acknowledged', { err: error })
      return Promise.resolve(false)
    },
  })
  const app = new BoltAppClass({
    receiver: acknowledgingLast(receiver),
    authorize: () =>
      Promise.resolve({ botToken: options.botToken, botId: identity.botId, botUserId: identity.botUser }),
    clientOptions: clientOptions(options, logger),
    logger,
    convoStore: false,
  })
  app.error((error) => Promise.reject(error))
  return { app, socket: receiver.client }
}

/** Whoever closes does not wait for a server that does not answer. */
const endingWith =
  (signal: AbortSignal): webApi.FetchFunction =>
  (url, init) =>
    fetch(url, { ...init, signal: init?.signal ? AbortSignal.any([signal, init.signal]) : signal })

/**
 * bolt acknowledges messages and mentions before any listener has seen them: what could not be written down would be lost.
 * Here they are acknowledged once every listener is done, and not at all where one failed, so that Slack delivers again.
 * Commands, presses and forms are acknowledged by their listeners.
 */
function acknowledgingLast(receiver: SocketModeReceiver): Receiver {
  return {
    init(app) {
      const processEvent = async (event: ReceiverEvent): Promise<void> => {
        if (event.body['event'] === undefined) return app.processEvent(event)
        await app.processEvent({ ...event, ack: () => Promise.resolve() })
        await event.ack()
      }
      // Of the app, the receiver calls nothing else.
      receiver.init({ processEvent } as App)
    },
    start: () => receiver.start(),
    stop: () => receiver.stop(),
  }
}
