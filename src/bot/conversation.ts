import type { Clock } from '../domain/clock.ts'
import type { Engine } from '../domain/engine.ts'
import type { Inbound } from './inbound.ts'

/** Something that was written, and what is needed to act on it. */
export interface Conversation {
  readonly engine: Engine
  readonly inbound: Inbound
  readonly clock: Clock
  readonly timeZone?: string
}
