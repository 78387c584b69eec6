import type { ViewSubmitAction, webApi } from '@slack/bolt'
import { UserError } from '../../domain/errors.ts'
import type { Locale } from '../../domain/text.ts'
import { wait } from '../../lib/clock.ts'
import type { Surface } from '../delivery/front.ts'
import { DeliveryError, type Platform } from '../delivery/platform.ts'
import { type BoltApp, type Identity, openBolt, openClient, type SlackOptions } from './connection.ts'
import { type Desk, openDesk } from './desk.ts'
import { deliveryError } from './faults.ts'
import { FORM } from './forms.ts'
import { onAnswerForm, onAskForm, onSlashCommand } from './on-command.ts'
import { onMention, onMessage } from './on-message.ts'
import { onPress } from './on-press.ts'
import { createPeople } from './people.ts'
import { createSlackPlatform } from './platform.ts'
import { stayConnected } from './stay-connected.ts'

export interface SlackSurfaceOptions extends SlackOptions {
  /** Where runs are shown that nobody started from a chat. */
  readonly homeChannel?: string
  /** The language of people whose profile cannot be read; English where it is left out. */
  readonly locale?: Locale
}

/** Slack: nothing is loaded or connected before `start`. */
export function createSlackSurface(options: SlackSurfaceOptions): Surface & { readonly platform: Platform } {
  const { log, clock } = options
  let opened: Promise<webApi.WebClient> | undefined
  const client = () => (opened ??= openClient(options))
  const closing = new AbortController()
  let ended: Promise<void> = Promise.resolve()

  return {
    name: 'slack',
    platform: createSlackPlatform(client, { log }),
    async start(front, outer) {
      const signal = AbortSignal.any([outer, closing.signal])
      const slack = await client()
      const identity = await identify(slack, options, signal)
      if (!identity) return
      const { desk, idle } = openDesk({
        client: slack,
        clock,
        log,
        signal,
        front,
        identity,
        locale: options.locale ?? 'en',
        people: createPeople(slack, { clock, log }),
      })
      const bolt = await openBolt(options, identity, signal)
      listen(bolt, desk)
      await lookAtHome(slack, options)
      await new Promise<void>((resolve, reject) => {
        const staying = stayConnected(bolt.socket, { clock, log, signal, onConnected: resolve })
        ended = staying.then(idle).catch(() => undefined)
        staying.then(resolve, (error: unknown) => reject(refusal(error, 'SLACK_APP_TOKEN')))
      })
    },
    async close() {
      closing.abort()
      await ended
    },
  }
}

/** bolt finds the listener; what it does stands in the `on-…` files. */
function listen({ app }: BoltApp, desk: Desk): void {
  app.event('app_mention', ({ event, body }) => onMention(desk, event, body.event_id))
  app.message(({ message, body }) => onMessage(desk, message, body.event_id))
  app.command('/orchestrate', ({ command, ack, respond }) => onSlashCommand(desk, command, ack, respond))
  app.action({ type: 'block_actions', action_id: /^ah:/ }, ({ body, action, ack, respond }) =>
    onPress(desk, {
      body,
      id: action.action_id,
      at: 'action_ts' in action ? action.action_ts : body.trigger_id,
      ack,
      respond,
    }),
  )
  app.view<ViewSubmitAction>(FORM.answer, ({ body, ack }) => onAnswerForm(desk, body, ack))
  app.view<ViewSubmitAction>(FORM.ask, ({ body, ack }) => onAskForm(desk, body, ack))
}

/** Between tries to reach Slack at start, in milliseconds. */
const RETRY_MS = 5_000

/** Who this app is; asks until Slack answers. undefined: the signal came first. */
async function identify(
  slack: webApi.WebClient,
  { log, clock }: SlackOptions,
  signal: AbortSignal,
): Promise<Identity | undefined> {
  while (!signal.aborted) {
    try {
      const { user_id, bot_id } = await slack.auth.test()
      return { botUser: user_id ?? '', botId: bot_id ?? '' }
    } catch (error) {
      const failed = deliveryError(error)
      if (failed.fault === 'unauthorized') throw refusal(failed, 'SLACK_BOT_TOKEN')
      const waitMs = failed.retryAfterMs ?? RETRY_MS
      log.warn('Slack cannot be reached; trying again', { waitMs, err: failed })
      await wait(clock, waitMs, signal).catch(() => undefined)
    }
  }
  return undefined
}

/** The owner is told at the start, and not only when something is to be shown there. */
async function lookAtHome(slack: webApi.WebClient, { homeChannel, log }: SlackSurfaceOptions): Promise<void> {
  if (homeChannel === undefined) return
  try {
    const { channel } = await slack.conversations.info({ channel: homeChannel })
    if (channel?.is_member === true && channel.is_archived !== true) return
    log.warn('the home channel on Slack cannot be used: unarchive it and /invite the app', { homeChannel })
  } catch (error) {
    log.warn('the home channel on Slack cannot be seen', { homeChannel, err: error })
  }
}

function refusal(error: unknown, variable: 'SLACK_BOT_TOKEN' | 'SLACK_APP_TOKEN'): unknown {
  if (!(error instanceof DeliveryError)) return error
  return new UserError(
    'bad_config',
    {
      en: `${variable} is not accepted by Slack (${error.message}): copy it again from api.slack.com/apps; autohome doctor looks closer.`,
      fr: `${variable} n’est pas accepté par Slack (${error.message}) : copiez-le à nouveau depuis api.slack.com/apps ; autohome doctor regarde de plus près.`,
    },
    { cause: error },
  )
}
