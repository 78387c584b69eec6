import type { Noticed } from '../../domain/run.ts'
import type { CriterionHealth, Health } from '../../domain/schedule.ts'

/** Looks in a row before a criterion counts as failed: one alone may be a moment's trouble. */
const FAILED_AFTER = 2
/** And before it counts as well again; doubled for each time that it failed lately, so that flapping is told once. */
const WELL_AFTER = 3
const MOST_DOUBLINGS = 4
/** What "lately" is, in milliseconds. */
const LATELY_MS = 6 * 3_600_000

/** What a look at a criterion showed; what could not be looked at counts as failed. */
export interface Seen {
  readonly id: string
  readonly statement: string
  readonly well: boolean
}

/** How things stand after one more look, and what a person must be told of it: nothing, mostly. */
export function nextHealth(
  before: Health | undefined,
  seen: readonly Seen[],
  now: number,
): { readonly health: Health; readonly noticed: Noticed | undefined } {
  const criteria: Record<string, CriterionHealth> = {}
  const failed: string[] = []
  const recovered: string[] = []
  for (const { id, statement, well } of seen) {
    const held = before?.criteria[id] ?? { state: 'well', against: 0, since: 0, failures: [] }
    const next = nextOf(held, well, now)
    criteria[id] = next
    if (next.state === held.state) continue
    ;(next.state === 'failed' ? failed : recovered).push(statement)
  }
  const changed = failed.length + recovered.length > 0
  return { health: { at: now, criteria }, noticed: changed ? { failed, recovered } : undefined }
}

function nextOf(held: CriterionHealth, well: boolean, now: number): CriterionHealth {
  const failures = held.failures.filter((at) => now - at < LATELY_MS)
  if (well === (held.state === 'well')) return { ...held, against: 0, failures }
  const against = held.against + 1
  const needed =
    held.state === 'well' ? FAILED_AFTER : WELL_AFTER * 2 ** Math.min(failures.length - 1, MOST_DOUBLINGS)
  if (against < needed) return { ...held, against, failures }
  return held.state === 'well'
    ? { state: 'failed', against: 0, since: now, failures: [...failures, now] }
    : { state: 'well', against: 0, since: now, failures }
}
