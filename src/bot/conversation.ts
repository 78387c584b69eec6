import type { Clock } from '../domain/clock.ts'
import type { Engine } from '../domain/engine.ts'
import type { RunId } from '../domain/run.ts'
import type { Inbound } from './inbound.ts'
import type { NamedFile } from './reply.ts'

/** Something that was written, and what is needed to act on it. */
export interface Conversation {
  readonly engine: Engine
  readonly inbound: Inbound
  readonly clock: Clock
  readonly timeZone?: string
  /** An audit pack as one file, where it can be handed over. */
  readonly packFile?: (runId: RunId) => Promise<NamedFile>
}
