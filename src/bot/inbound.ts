import type { Actor } from '../domain/run.ts'
import type { Command } from './command.ts'
import type { Locale } from '../domain/text.ts'

/** A message, a slash command or a press, as a surface hands it over once it knows who this is. */
export interface Inbound {
  /** Unique for the surface: the same event delivered twice has the same id. */
  readonly eventId: string
  /** The conversation: questions of its runs can be answered here in words. */
  readonly thread: string
  readonly actor: Actor
  readonly text: string
  readonly locale: Locale
  /** What a button, a slash option or a modal stands for; `text` is then not parsed. */
  readonly command?: Command
  /** The text of a slash command, without the slash command itself. */
  readonly explicit?: boolean
  /** Written inside a run's own thread: plain words steer that run while it is under way. */
  readonly inRunThread?: boolean
  /** Said outside of every thread: where a run or a question is left out, any of this server's is meant. */
  readonly inTheOpen?: boolean
}
