import type { Engine } from '../../domain/engine.ts'
import type { Actor } from '../../domain/run.ts'
import type { SurfaceName } from '../../domain/inbox.ts'
import type { Locale } from '../../domain/text.ts'
import type { Command } from '../command.ts'
import type { Reply } from '../reply.ts'
import type { Place } from './platform.ts'

/** Something that a person did on a platform: wrote, used a slash command, pressed a button, sent a modal. Plain data. */
export interface SurfaceEvent {
  /** The same for every delivery of the same event. */
  readonly eventId: string
  readonly place: Place
  readonly actor: Actor
  readonly locale: Locale
  /** What was written, without the mention or the prefix. */
  readonly text: string
  /** What a button, a slash option or a modal stands for; `text` is then not parsed. */
  readonly command?: Command
  /** The text of a slash command or after `!`: a request or a command of Autohome's, never small talk. */
  readonly explicit?: boolean
}

/** `fresh: false`: this event came before and is or was acted upon; it is acknowledged and otherwise left alone. */
export interface Taken {
  readonly fresh: boolean
  /**
   * What came of it; the surface shows it to the person who asked, privately where the platform can. For a reply of kind
   * `run` the card is posted by the delivery layer: the surface says no more than that it began. Rejects on bugs only.
   */
  readonly reply: Promise<Reply>
}

/** The one door by which surfaces hand in what people do. */
export interface Front {
  /**
   * Writes the event into the inbox. Resolves once that is durable: now acknowledge, then wait for `reply`.
   *
   * @throws StorageError (busy or broken): do not acknowledge, or say at once that it was not taken
   */
  take(event: SurfaceEvent): Promise<Taken>
  /** The façade, for what needs no inbox: autocomplete, modals that show before anything is done, files. Read only. */
  readonly engine: Pick<
    Engine,
    'runs' | 'show' | 'questions' | 'workflows' | 'schedules' | 'blob' | 'pack' | 'status' | 'ownRules'
  >
}

/** A surface once it is configured: it connects, hands events to the front, and posts what it is told to. */
export interface Surface {
  readonly name: SurfaceName
  /** Connects and stays connected until `signal` aborts. Rejects with UserError where the owner must mend something. */
  start(front: Front, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}
