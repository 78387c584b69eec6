import type { Clock } from '../../domain/clock.ts'
import type { Engine } from '../../domain/engine.ts'
import type { Actor } from '../../domain/run.ts'
import type { Locale } from '../../domain/text.ts'
import { canAsk, type ConsoleIo } from './io.ts'
import { chatByLines } from './chat-lines.ts'
import { chatOnScreen } from './chat-screen.ts'

export interface ChatOptions {
  readonly locale: Locale
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

/**
 * The chat of `autohome start` without a chat token: requests in plain words, `/orchestrate …`, answers by key. On a
 * terminal with a card that moves; from a pipe each line in turn, to its end.
 *
 * @returns the exit code: 0 when the person left; from a pipe 1 when a request did not pass
 */
export const chat = (engine: Engine, io: ConsoleIo, options: ChatOptions): Promise<number> =>
  canAsk(io) && io.env['TERM'] !== 'dumb'
    ? chatOnScreen(engine, io, options)
    : chatByLines(engine, io, options)
