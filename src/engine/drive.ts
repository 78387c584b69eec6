import type { RunEventBody } from '../domain/event.ts'
import { AgentFailed, StorageError } from '../domain/errors.ts'
import type { Actor } from '../domain/run.ts'
import { isFinal } from '../domain/run.ts'
import type { Text } from '../domain/text.ts'
import { ShuttingDown } from '../lib/abort.ts'
import { reportView } from './complete.ts'
import { RunFailed } from './failure.ts'
import { watchMemory } from './memory-budget.ts'
import { phaseFinished } from './phase.ts'
import type { RunContext } from './run-context.ts'
import { runWorkflow } from './run-workflow.ts'
import { watchTime } from './time-budget.ts'

/** Why a person broke a run off. */
export class CancelledBy extends Error {
  override readonly name = 'CancelledBy'
  readonly by: Actor
  readonly why: string | undefined

  constructor(by: Actor, why: string | undefined) {
    super('cancelled')
    this.by = by
    this.why = why
  }
}

/**
 * Takes a run from wherever it stands to an end that is in the journal. Whatever goes wrong inside becomes that end;
 * only a lost journal and the process going down come out of here.
 */
export async function drive(run: RunContext): Promise<void> {
  let endWatch = () => undefined as void
  try {
    await run.slot.acquire(run.signal)
    await begin(run)
    const watches = [watchTime(run), watchMemory(run)]
    endWatch = () => {
      for (const end of watches) end()
    }
    await runWorkflow(run)
  } catch (error) {
    const reason: unknown = run.signal.aborted ? run.signal.reason : error
    run.breakOff(reason)
    await endBadly(run, reason)
  } finally {
    endWatch()
    run.slot.release()
  }
}

async function begin(run: RunContext): Promise<void> {
  const { entry, lastSeq } = run.view
  if (entry.attempt !== undefined) await run.append([{ type: 'run.resumed' }])
  else
    await run.append([{ type: 'run.started', attempt: entry.reason === 'submitted' ? 1 : nextAttempt(run) }])
  if (run.view.lastSeq <= lastSeq) throw new Error(`run ${run.runId} did not begin`)
}

const nextAttempt = (run: RunContext): number => {
  const attempts = [...run.view.begun, ...run.view.ended].map((mark) => Number.parseInt(mark, 10))
  return Math.max(1, ...attempts) + 1
}

async function endBadly(run: RunContext, reason: unknown): Promise<void> {
  if (reason instanceof StorageError) throw reason
  if (reason instanceof ShuttingDown) return putBack(run, reason)
  if (isFinal(run.view.status)) return
  if (reason instanceof CancelledBy) {
    const { by, why } = reason
    await run.append([
      ...closePhase(run),
      { type: 'run.cancelled', by, ...(why === undefined ? {} : { reason: why }) },
    ])
    return
  }
  if (reason instanceof RunFailed) return fail(run, reason.code, reason.reason)
  if (reason instanceof AgentFailed) {
    await noteIncident(run, 'agent', reason.incident, reason.reason)
    return fail(run, reason.code, reason.reason)
  }
  const message = reason instanceof Error ? reason.message : String(reason)
  const text: Text = { key: 'engine.internal', params: { message } }
  await noteIncident(run, 'engine', 'internal_error', text)
  return fail(run, 'internal', text)
}

const noteIncident = (run: RunContext, component: string, reason: string, text: Text) =>
  run.append([
    {
      type: 'incident.opened',
      incident: { reason, component, operation: run.view.phase, severity: 'high', text },
    },
  ])

/** The run waits in the queue for the next start. */
async function putBack(run: RunContext, reason: ShuttingDown): Promise<void> {
  if (isFinal(run.view.status)) return
  if (run.view.status !== 'queued') await run.append([{ type: 'run.queued', reason: 'shutdown' }])
  throw reason
}

async function fail(run: RunContext, code: RunFailed['code'], reason: Text): Promise<void> {
  const report = await partialReport(run, reason)
  await run.append([...closePhase(run), { type: 'run.failed', code, reason, report }])
}

/** What a model's run came to before it was broken off, and what is missing. A report must never hide why it ended. */
async function partialReport(run: RunContext, brokenOff: Text): Promise<string> {
  if (!run.view.spec || run.view.workflow) return ''
  try {
    const view = await reportView(run, run.view.verdict)
    return await run.deps.agent.report({ ...view, brokenOff }, new AbortController().signal)
  } catch (error) {
    if (error instanceof StorageError) throw error
    return ''
  }
}

/** The phase that was at work has failed; a REPAIR that never began was not needed. */
function closePhase(run: RunContext): RunEventBody[] {
  const { phase, phases, attempt } = run.view
  return phases[phase] === 'running' ? [phaseFinished(phase, attempt, 'failed')] : []
}
