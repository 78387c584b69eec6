import type { SurfaceName } from './inbox.ts'
import type { JsonObject } from './json.ts'

/** Ties a thread of runs to where it is shown on one surface. */
export interface Binding {
  readonly surface: SurfaceName
  /** `RunRequest.thread` of its runs. */
  readonly thread: string
  readonly channel: string
  /** The platform's own thread, where there is one already. */
  readonly place?: string
  /** Its first message stands: what follows goes below it. */
  readonly opened: boolean
  /** Why nothing can be shown there any more. */
  readonly gone?: string
}

/** A message as the platform names it. */
export interface Posted {
  readonly channel: string
  readonly message: string
  readonly thread?: string
}

/** A message that should be there, or should look different from now on. */
export interface Wish {
  /** The same for the same message, for ever. */
  readonly key: string
  readonly thread: string
  /** What it shows; its content is found in the journal when it is sent. */
  readonly what: JsonObject
  /** Somebody waits for it: it goes before progress. */
  readonly urgent: boolean
  /** `change`: only where the message is there, or is to be; a wish for a new one is fulfilled once. */
  readonly as: 'new' | 'change'
}

/** A message that is not yet shown as it should be, with its place. */
export interface OutboxRow {
  /** Messages of one thread are posted in the order of their ids. */
  readonly id: number
  readonly surface: SurfaceName
  readonly key: string
  readonly what: JsonObject
  readonly urgent: boolean
  readonly wanted: number
  /** The version that is shown; 0 before it was posted. */
  readonly shown: number
  /** Since when it has waited; milliseconds since the epoch. */
  readonly since: number
  readonly shownAt?: number
  readonly ref?: Posted
  /** How often it was posted: after a deletion it may be again. */
  readonly posts: number
  /** Since when it may have been posted without anybody having written down that it was. */
  readonly triedAt?: number
  /** The platform refused its proper look. */
  readonly plain: boolean
  readonly binding: Binding
}

/**
 * What is to be shown on the surfaces, decided once for each fact of the journal and kept until it is shown. Every method
 * that writes is one transaction, waits a short time for a locked database without blocking the process, and is durable
 * against the end of the process when it resolves.
 *
 * @throws StorageError
 */
export interface Outbox {
  /** How far the surface has read the journal; undefined where it never has. */
  cursor(surface: SurfaceName): number | undefined
  /**
   * Fulfils the wishes and moves the cursor (undefined: it stays), together or not at all. Bindings that exist already
   * stay as they are.
   */
  decide(surface: SurfaceName, cursor: number | undefined, decided: Decided): Promise<void>
  /** Answers the binding that the thread or the place has already, where it has one. */
  bind(binding: Binding): Promise<Binding>
  binding(surface: SurfaceName, thread: string): Binding | undefined
  /** The one whose thread is shown in this thread of the platform. */
  bindingAt(surface: SurfaceName, channel: string, place: string): Binding | undefined
  /** Everything that is not shown as it should be, oldest first. */
  pending(surface: SurfaceName): readonly OutboxRow[]
  /** Rows of a thread, shown or not, newest first; those that were given up left out. */
  inThread(surface: SurfaceName, thread: string): readonly OutboxRow[]
  /** Before the first try to post it: a process that dies now leaves a trace of it. undefined: it surely was not posted. */
  trying(row: OutboxRow, at: number | undefined): Promise<void>
  /** The row was posted; where it was the first of its thread, the platform's thread is `ref.thread` from now on. */
  posted(row: OutboxRow, ref: Posted, at: number): Promise<void>
  edited(row: OutboxRow, at: number): Promise<void>
  /** Deleted by somebody: it is posted anew. */
  repost(row: OutboxRow): Promise<void>
  /** From now on in plain words. */
  degrade(row: OutboxRow): Promise<void>
  giveUp(row: OutboxRow, why: string): Promise<void>
  /** The thread goes on in another channel: these rows are posted anew there, the first of them first. */
  move(binding: Binding, channel: string, again: readonly OutboxRow[]): Promise<void>
  /** Nothing of this thread can be shown any more. */
  abandon(binding: Binding, why: string): Promise<void>
}

export interface Decided {
  readonly bindings: readonly Binding[]
  readonly wishes: readonly Wish[]
  /** Milliseconds since the epoch. */
  readonly at: number
}
