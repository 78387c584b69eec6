import type { Database } from 'better-sqlite3'
import type { RunEvent } from '../domain/event.ts'
import type { RunFigures } from '../domain/samples.ts'

/** Runs whose incidents are read; a week of a busy house has a few hundred. */
const MOST_RUNS = 2_000

interface Row {
  readonly id: string
  readonly status: string
  readonly workflow: string | null
  readonly unproven: number | null
}

/** Counts of the runs that were created at or after `since` (milliseconds), the newest first where there are too many. */
export function runFigures(
  journal: { readonly database: Database; events(runId: string): readonly RunEvent[] },
  since: number,
): RunFigures {
  const rows = journal.database
    .prepare<[number, number], Row>(
      'SELECT id, status, workflow, unproven FROM runs WHERE created_at >= ? ORDER BY no DESC LIMIT ?',
    )
    .all(since, MOST_RUNS)
  const incidents = rows
    .flatMap(({ id }) => journal.events(id))
    .flatMap((event) => (event.type === 'incident.opened' ? [event.incident] : []))
  const byIncident = tally(incidents.map(({ reason, severity }) => `${reason}\0${severity}`))
  return {
    total: rows.length,
    byResult: Object.fromEntries(tally(rows.map(resultOf))),
    workflows: [...tally(rows.map(({ workflow }) => workflow ?? ''))].flatMap(([name, runs]) =>
      name === ''
        ? []
        : [
            {
              name,
              runs,
              failed: rows.filter((row) => row.workflow === name && row.status === 'failed').length,
            },
          ],
    ),
    incidents: [...byIncident].map(([key, count]) => {
      const [reason = '', severity = ''] = key.split('\0')
      return { reason, severity, count }
    }),
  }
}

const resultOf = ({ status, unproven }: Row): string =>
  status === 'completed' && unproven === 1 ? 'unproven' : status

/** Most frequent first. */
function tally(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return new Map([...counts].sort((a, b) => b[1] - a[1]))
}
