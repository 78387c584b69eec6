import type { Engine } from '../../domain/engine.ts'
import { canAsk, type ConsoleIo } from './io.ts'
import { chatByLines } from './chat-lines.ts'
import type { ChatOptions } from './chat-options.ts'
import { chatOnScreen } from './chat-screen.ts'

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
