import type { RunEvent } from '../domain/event.ts'
import type { Evidence } from '../domain/verdict.ts'
import type { ToolOutcome } from '../domain/tool.ts'
import { viewOf } from '../domain/run-fold.ts'

/** A phase of one attempt; `durationMs` is absent where it never finished. */
export interface PhaseMetrics {
  readonly attempt: number
  readonly phase: string
  readonly status?: string
  readonly durationMs?: number
}

/** What an auditor counts. Times in milliseconds. */
export interface RunMetrics {
  readonly events: number
  readonly attempts: number
  readonly status: string
  readonly verdict?: string
  readonly totalMs: number
  /** Without the time spent waiting for people. */
  readonly activeMs: number
  readonly phases: readonly PhaseMetrics[]
  /** `running` counts calls that never finished. */
  readonly calls: Readonly<Partial<Record<ToolOutcome | 'running', number>>>
  readonly callMs: number
  readonly retries: number
  readonly timeouts: number
  readonly recoveries: { readonly attempted: number; readonly succeeded: number }
  readonly skippedSteps: number
  readonly questions: { readonly asked: number; readonly answered: number; readonly expired: number }
  readonly evidence: Readonly<Partial<Record<Evidence['outcome'], number>>>
  readonly turns: number
  readonly modelCalls: number
  readonly tokens: number
  readonly incidents: number
}

/** Counts a run's events; every figure follows from the journal alone. */
export function metricsOf(runId: string, events: readonly RunEvent[]): RunMetrics {
  const view = viewOf(runId, events)
  const count = (type: RunEvent['type']): number => events.filter((event) => event.type === type).length
  const calls = [...view.calls.values()]
  return {
    events: events.length,
    attempts: view.attempt,
    status: view.status,
    ...(view.verdict && { verdict: view.verdict.result }),
    totalMs: view.lastAt - view.createdAt,
    activeMs: view.activeMs,
    phases: phasesOf(events),
    calls: tally(calls.map(({ outcome }) => outcome ?? 'running')),
    callMs: calls.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0),
    retries: count('attempt.retried'),
    timeouts: count('attempt.timed_out'),
    recoveries: {
      attempted: view.recoveries.length,
      succeeded: view.recoveries.filter(({ success }) => success).length,
    },
    skippedSteps: count('step.skipped'),
    questions: {
      asked: count('question.opened'),
      answered: count('question.answered'),
      expired: count('question.expired'),
    },
    evidence: tally(view.evidence.map(({ outcome }) => outcome)),
    ...view.usage,
    incidents: view.incidents.length,
  }
}

function phasesOf(events: readonly RunEvent[]): PhaseMetrics[] {
  const phases = new Map<string, PhaseMetrics>()
  const begun = new Map<string, number>()
  for (const event of events) {
    if (event.type !== 'phase.started' && event.type !== 'phase.finished') continue
    const { attempt, phase } = event
    const key = `${attempt}/${phase}`
    if (event.type === 'phase.started') {
      begun.set(key, event.at)
      phases.set(key, { attempt, phase })
    } else
      phases.set(key, {
        attempt,
        phase,
        status: event.status,
        durationMs: event.at - (begun.get(key) ?? event.at),
      })
  }
  return [...phases.values()]
}

function tally<K extends string>(words: readonly K[]): Partial<Record<K, number>> {
  const counts: Partial<Record<K, number>> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}
