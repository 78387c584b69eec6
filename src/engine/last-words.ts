import type { StorageError } from '../domain/errors.ts'
import type { RunEventBody } from '../domain/event.ts'
import type { RunId } from '../domain/run.ts'
import type { RunView } from '../domain/run-view.ts'
import type { Text } from '../domain/text.ts'
import { phaseFinished } from './phase.ts'

/**
 * How a run ends that was at work when the journal could no longer be written, e.g. on a full disk. One that was
 * queued or waits for a person is left as it is: the next start takes it up. A writing call whose end could not be
 * recorded is `unknown`.
 *
 * @param told.met whether it was this run that met the failure
 */
export function lastWordsOf(
  view: RunView,
  told: { readonly error: StorageError; readonly now: number; readonly met: boolean },
): [RunId, readonly RunEventBody[]][] {
  if (view.status !== 'running' && !(told.met && view.status === 'queued')) return []
  const { error, now } = told
  const reason: Text = error.localized ?? error.message
  const { runId, phase, phases, attempt } = view
  const ends: RunEventBody[] = [
    ...callsUnderWay(view, now),
    {
      type: 'incident.opened',
      incident: {
        reason: 'journal_lost',
        component: 'journal',
        operation: phase,
        severity: 'critical',
        text: reason,
      },
    },
    ...(phases[phase] === 'running' ? [phaseFinished(phase, attempt, 'failed')] : []),
    { type: 'run.failed', code: 'storage', reason, report: '' },
  ]
  return [[runId, ends]]
}

const callsUnderWay = (view: RunView, now: number): RunEventBody[] =>
  [...view.calls.values()].flatMap(({ key, access, startedAt, outcome }) =>
    startedAt === undefined || outcome !== undefined
      ? []
      : [
          {
            type: 'tool_call.finished',
            callKey: key,
            outcome: access === 'write' ? 'unknown' : 'cancelled',
            durationMs: now - startedAt,
          } as const,
        ],
  )
