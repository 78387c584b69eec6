import type { RunEvent, RunEventType } from '../domain/event.ts'
import type { RunId, RunRequest, RunStatus } from '../domain/run.ts'
import type { RunSummary } from '../domain/journal.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** A run as its row in `runs` will tell it. */
export interface RunState extends Mutable<RunSummary> {
  /** What journal rows call the run. */
  readonly no: number
  lastPosition: number
  /** Hex sha256. */
  head: string
}

/** The summary of a run that has just been asked for. */
export const firstSummary = (id: RunId, request: RunRequest, createdAt: number): Mutable<RunSummary> => ({
  id,
  status: 'queued',
  phase: 'spec',
  attempt: 1,
  request: request.text,
  ...(request.workflow !== undefined && { workflow: request.workflow }),
  thread: request.thread,
  surface: request.actor.surface,
  priority: request.priority ?? 'medium',
  createdAt,
  lastSeq: 0,
})

/**
 * Brings a summary up to date with one event, as `applyEvent` of domain/run-fold.ts does for the whole view.
 * Answers whether anything changed.
 */
export function projectRun(run: Mutable<RunSummary>, event: RunEvent): boolean {
  switch (event.type) {
    case 'run.queued':
      run.status = 'queued'
      return true
    case 'run.started':
      run.status = 'running'
      run.attempt = event.attempt
      run.startedAt ??= event.at
      delete run.endedAt
      delete run.failure
      return true
    case 'run.resumed':
      run.status = 'running'
      return true
    case 'run.waiting':
      run.status = 'waiting'
      return true
    case 'run.completed':
      run.unproven = event.unproven
      return end(run, 'completed', event.at)
    case 'run.failed':
      run.failure = event.code
      return end(run, 'failed', event.at)
    case 'run.cancelled':
      return end(run, 'cancelled', event.at)
    case 'phase.started':
      run.phase = event.phase
      run.attempt = event.attempt
      return true
    case 'spec.set':
      if (!event.workflow) return false
      run.workflow = event.workflow.name
      return true
    case 'verdict.reached':
      run.verdict = event.verdict.result
      return true
    default:
      return false
  }
}

function end(run: Mutable<RunSummary>, status: RunStatus, at: number): true {
  run.status = status
  run.endedAt = at
  return true
}

const PROJECTED: ReadonlySet<RunEventType> = new Set([
  'run.submitted',
  'run.queued',
  'run.started',
  'run.resumed',
  'run.waiting',
  'run.completed',
  'run.failed',
  'run.cancelled',
  'phase.started',
  'spec.set',
  'verdict.reached',
  'question.opened',
  'question.answered',
  'question.expired',
  'question.settled',
])

/** Whether an event changes anything beside the journal itself; most do not, and cost one insert. */
export const isProjected = (type: RunEventType): boolean => PROJECTED.has(type)
