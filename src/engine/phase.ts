import type { RunEventBody } from '../domain/event.ts'
import type { Phase } from '../domain/run.ts'
import type { Text } from '../domain/text.ts'
import type { RunContext } from './run-context.ts'

export interface PhaseEnd<T> {
  readonly value: T
  readonly status: 'completed' | 'failed'
  readonly summary?: Text
}

/** Marks the beginning and the end of a phase, each once, however often the run is taken up again. */
export async function inPhase<T>(
  run: RunContext,
  phase: Phase,
  attempt: number,
  body: () => Promise<PhaseEnd<T>>,
): Promise<T> {
  const mark = `${attempt}/${phase}`
  if (!run.view.begun.has(mark)) await run.append([{ type: 'phase.started', phase, attempt }])
  const { value, status, summary } = await body()
  if (!run.view.ended.has(mark)) await run.append([phaseFinished(phase, attempt, status, summary)])
  return value
}

export const phaseFinished = (
  phase: Phase,
  attempt: number,
  status: 'completed' | 'failed' | 'skipped',
  summary?: Text,
): RunEventBody => ({
  type: 'phase.finished',
  phase,
  attempt,
  status,
  ...(summary === undefined ? {} : { summary }),
})
