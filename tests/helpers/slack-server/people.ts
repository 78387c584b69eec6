import type { Envelope, SocketMode } from './socket-mode.ts'
import { BOT, type SlackAnyBlock, type SlackChannel, type SlackMessage, type Workspace } from './workspace.ts'

export interface Issuer {
  trigger(user: string): string
  responseUrl(channel: string, user: string): string
}

interface Said {
  readonly user: string
  readonly channel: string
  readonly text: string
  readonly thread?: string
}

/** What people do, as the app hears of it. */
export function people(workspace: Workspace, socketMode: SocketMode, issue: Issuer) {
  const userOf = (id: string) => ({
    id,
    name: workspace.users.get(id)?.name ?? id,
    username: id,
    team_id: BOT.team,
  })

  /** Kept as a message of the channel, and told as an event. */
  function write({ user, channel, text, thread }: Said): SlackMessage {
    const message: SlackMessage = {
      channel,
      ts: workspace.nextTs(),
      user,
      ...(thread === undefined ? {} : { threadTs: thread }),
      text,
      blocks: [],
      edits: 0,
      deleted: false,
    }
    workspace.messages.push(message)
    return message
  }
  function tell(event: Readonly<Record<string, unknown>>): Envelope {
    return socketMode.send('events_api', {
      token: 'verification',
      team_id: BOT.team,
      api_app_id: BOT.app,
      type: 'event_callback',
      event_id: workspace.nextId('Ev'),
      event_time: Math.floor(Date.now() / 1_000),
      authorizations: [{ team_id: BOT.team, user_id: BOT.user, is_bot: true }],
      event,
    })
  }
  const eventOf = ({ ts, text, user, channel, threadTs }: SlackMessage) => ({
    ts,
    text,
    user,
    channel,
    event_ts: ts,
    ...(threadTs === undefined
      ? {}
      : { thread_ts: threadTs, parent_user_id: workspace.find(channel, threadTs)?.user ?? '' }),
  })
  const messageEvent = (message: SlackMessage) => {
    const kind = workspace.channels.get(message.channel)?.kind ?? 'public'
    return {
      type: 'message',
      channel_type: { public: 'channel', private: 'group', im: 'im' }[kind],
      ...eventOf(message),
    }
  }

  function interact(payload: Readonly<Record<string, unknown>>, user: string): Envelope {
    return socketMode.send('interactive', {
      user: userOf(user),
      api_app_id: BOT.app,
      token: 'verification',
      team: { id: BOT.team, domain: 'test' },
      ...payload,
    })
  }

  return {
    addChannel(id: string, kind: SlackChannel['kind'] = 'public', members: readonly string[] = []): void {
      workspace.channels.set(id, { id, kind, members: new Set([BOT.user, ...members]), archived: false })
    },
    addUser(id: string, name: string, locale = 'en-US'): void {
      workspace.users.set(id, { id, name, locale })
    },
    slash({ user, channel, text }: Said, trigger = issue.trigger(user)): Envelope {
      return socketMode.send('slash_commands', {
        token: 'verification',
        team_id: BOT.team,
        api_app_id: BOT.app,
        command: '/orchestrate',
        text,
        user_id: user,
        user_name: workspace.users.get(user)?.name ?? user,
        channel_id: channel,
        channel_name: 'test',
        trigger_id: trigger,
        response_url: issue.responseUrl(channel, user),
        is_enterprise_install: 'false',
      })
    },
    /** Slack tells of a mention twice where the app is in the channel: as a mention and as a message. */
    mention(said: Said): readonly [Envelope, Envelope] {
      const message = write({ ...said, text: `<@${BOT.user}> ${said.text}` })
      return [tell({ type: 'app_mention', ...eventOf(message) }), tell(messageEvent(message))]
    },
    message: (said: Said, more: Readonly<Record<string, unknown>> = {}): Envelope =>
      tell({ ...messageEvent(write(said)), ...more }),
    /** Presses a button that is there, found by (the beginning of) its action id. */
    press(message: SlackMessage, action: string, user: string): Envelope {
      const found = buttonsOf(message).find(({ action_id }) => action_id.startsWith(action))
      if (!found)
        throw new Error(
          `no button ${action} among ${buttonsOf(message)
            .map(({ action_id }) => action_id)
            .join(', ')}`,
        )
      const { channel, ts, onlyFor, threadTs, text, blocks } = message
      return interact(
        {
          type: 'block_actions',
          trigger_id: issue.trigger(user),
          response_url: issue.responseUrl(channel, user),
          channel: { id: channel, name: 'test' },
          container: {
            type: 'message',
            message_ts: ts,
            channel_id: channel,
            is_ephemeral: onlyFor !== undefined,
          },
          ...(onlyFor === undefined
            ? {
                message: {
                  type: 'message',
                  ts,
                  text,
                  blocks,
                  user: BOT.user,
                  ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
                },
              }
            : {}),
          actions: [{ ...found, block_id: 'b', action_ts: workspace.nextTs() }],
        },
        user,
      )
    },
    /** Sends a form that was opened, with the values of its inputs. */
    submit(
      view: { readonly id: string; readonly hash: string; readonly view: Readonly<Record<string, unknown>> },
      user: string,
      values: Readonly<Record<string, string>>,
    ): Envelope {
      const blocks = view.view['blocks'] as readonly SlackAnyBlock[]
      const inputs = blocks.filter(({ type }) => type === 'input')
      const state = inputs.map(({ block_id, element }) => {
        const { action_id, type } = element as { readonly action_id: string; readonly type: string }
        const value = values[String(block_id)]
        const held =
          type === 'static_select'
            ? { type, selected_option: value === undefined ? null : { value } }
            : { type, value: value ?? null }
        return [String(block_id), { [action_id]: held }] as const
      })
      return interact(
        {
          type: 'view_submission',
          trigger_id: issue.trigger(user),
          view: { ...view.view, id: view.id, hash: view.hash, state: { values: Object.fromEntries(state) } },
          response_urls: [],
        },
        user,
      )
    },
    archive(channel: string): void {
      const held = workspace.channels.get(channel)
      if (held) held.archived = true
    },
    deleteMessage(message: SlackMessage): void {
      message.deleted = true
    },
  }
}

export interface SlackButton {
  readonly type: 'button'
  readonly action_id: string
  readonly text: { readonly text: string }
}

export const buttonsOf = ({ blocks }: Pick<SlackMessage, 'blocks'>): readonly SlackButton[] =>
  blocks.flatMap(({ type, elements }) =>
    type === 'actions' ? (elements as readonly SlackButton[]).filter((held) => held.type === 'button') : [],
  )
