import type { MessageKey } from '../../i18n/catalogue.ts'

/** What is asked, in this order. A topic without a gate is always asked. */
export interface Topic {
  /** A question with yes or no that stands before the others. */
  readonly gate?: MessageKey
  readonly asks: readonly Ask[]
}

export interface Ask {
  /** The setting. */
  readonly key: string
  readonly question: MessageKey
  /** What the value must look like beyond what the setting allows. */
  readonly shape?: RegExp
}

export const TOPICS: readonly Topic[] = [
  {
    asks: [
      { key: 'locale', question: 'init.ask.locale' },
      { key: 'owners', question: 'init.ask.owners' },
      { key: 'workspace', question: 'init.ask.workspace' },
      { key: 'execute.mode', question: 'init.ask.mode' },
      { key: 'models.ollamaHost', question: 'init.ask.ollama' },
      { key: 'models.executor', question: 'init.ask.executor' },
      { key: 'models.verifier', question: 'init.ask.verifier' },
    ],
  },
  {
    gate: 'init.gate.slack',
    asks: [
      { key: 'slack.botToken', question: 'init.ask.slack_bot', shape: /^xoxb-/ },
      { key: 'slack.appToken', question: 'init.ask.slack_app', shape: /^xapp-/ },
      { key: 'slack.channel', question: 'init.ask.slack_channel', shape: /^[CGD][A-Z0-9]+$/ },
    ],
  },
  {
    gate: 'init.gate.discord',
    asks: [
      { key: 'discord.token', question: 'init.ask.discord_token', shape: /^[\w-]+\.[\w-]+\.[\w-]+$/ },
      { key: 'discord.guildId', question: 'init.ask.discord_guild', shape: /^\d{17,20}$/ },
      { key: 'discord.channelId', question: 'init.ask.discord_channel', shape: /^\d{17,20}$/ },
    ],
  },
  {
    gate: 'init.gate.ntfy',
    asks: [
      { key: 'ntfy.url', question: 'init.ask.ntfy_url' },
      { key: 'ntfy.topic', question: 'init.ask.ntfy_topic' },
      { key: 'ntfy.replyTopic', question: 'init.ask.ntfy_reply' },
      { key: 'ntfy.token', question: 'init.ask.ntfy_token' },
    ],
  },
]

export const ASKS: readonly Ask[] = TOPICS.flatMap(({ asks }) => asks)
