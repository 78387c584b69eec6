import type { Outgoing } from './outgoing.ts'

/** A message before its platform gives it a look. */
export interface Rendered {
  readonly message: Outgoing
  /** What the thread is called that this message opens. */
  readonly title: string
}
