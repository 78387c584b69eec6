import type { Outgoing } from '../src/bot/delivery/outgoing.ts'

export interface Sample {
  readonly name: string
  readonly message: Outgoing
}
