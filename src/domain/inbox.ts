import type { Json } from './json.ts'

/** Where people talk from besides the terminal, and where they are told of things. `webhook` only tells. */
export type SurfaceName = 'slack' | 'discord' | 'phone' | 'webhook'

/** Whether an event is seen for the first time; if not, what came of it, once something has. */
export type Claim = { readonly fresh: true } | { readonly fresh: false; readonly result?: string }

/** An event that was taken and not finished: the process died in between. */
export interface Unfinished {
  readonly surface: SurfaceName
  readonly eventId: string
  /** What is needed to act on it. */
  readonly body: Json
  /** Milliseconds since the epoch. */
  readonly takenAt: number
}

/** Every command and press once, however often its platform delivers it, and none lost once it was acknowledged. */
export interface Inbox {
  /**
   * Durable when it resolves; waits a short time for a locked database, without blocking the process.
   *
   * @throws StorageError
   */
  claim(surface: SurfaceName, eventId: string, body: Json): Promise<Claim>
  /**
   * What came of it; what it asked for is forgotten.
   *
   * @throws StorageError
   */
  finish(surface: SurfaceName, eventId: string, result: string): Promise<void>
  /** Oldest first; to be acted upon at start. */
  unfinished(): readonly Unfinished[]
}
