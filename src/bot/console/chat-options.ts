import type { Clock } from '../../domain/clock.ts'
import type { Actor } from '../../domain/run.ts'
import type { Locale } from '../../domain/text.ts'

export interface ChatOptions {
  readonly locale: Locale
  /** Somebody chose the language; else the chat speaks that of what was typed last. */
  readonly languageSet?: boolean
  readonly clock: Clock
  readonly actor: Actor
  readonly version: string
  /** Groups what is asked here, so that `yes` answers what is open here; must differ from chat to chat. */
  readonly thread: string
  /** Ends the chat: the process is stopping. */
  readonly signal?: AbortSignal
  /** Lines of earlier chats, oldest first, for the arrow keys. */
  readonly history?: readonly string[]
  readonly timeZone?: string
}
