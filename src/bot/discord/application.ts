import type { Routes } from 'discord.js'
import type { Requests } from './requests.ts'

/** What the bot is, as Discord knows it. */
export interface Application {
  readonly id: string
  readonly name: string
  readonly botId: string
  readonly messageContent: boolean
}

/** Message Content Intent: granted after verification, or switched on for a bot of few servers. */
const MESSAGE_CONTENT = (1 << 18) | (1 << 19)

export async function readApplication(
  requests: Requests,
  routes: typeof Routes,
  signal: AbortSignal,
): Promise<Application> {
  return applicationOf(await requests.get(routes.currentApplication(), signal))
}

/** Of the answer of `GET /applications/@me`. */
export function applicationOf(answer: unknown): Application {
  const { id, name, flags, bot } = (answer ?? {}) as Readonly<Record<string, unknown>>
  if (typeof id !== 'string') throw new TypeError('Discord named no application')
  const { id: botId } = (bot ?? {}) as { readonly id?: unknown }
  return {
    id,
    name: typeof name === 'string' ? name : id,
    botId: typeof botId === 'string' ? botId : id,
    messageContent: typeof flags === 'number' && (flags & MESSAGE_CONTENT) !== 0,
  }
}
