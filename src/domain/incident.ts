import type { Text } from './text.ts'

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const
export type Severity = (typeof SEVERITIES)[number]

/** Something a person should know. */
export interface Incident {
  /** Stable reason code, e.g. `time_budget_exceeded`, `repair_without_progress`. */
  readonly reason: string
  readonly component: string
  readonly operation: string
  readonly severity: Severity
  readonly limit?: number
  readonly value?: number
  readonly evidence?: readonly string[]
  readonly text: Text
}
