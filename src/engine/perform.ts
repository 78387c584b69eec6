import type { CallResult } from '../domain/agent.ts'
import { StorageError } from '../domain/errors.ts'
import type { RunEventBody } from '../domain/event.ts'
import type { ToolError, ToolResult } from '../domain/tool.ts'
import { deadline, ShuttingDown, TimedOut } from '../lib/abort.ts'
import { backoffMs } from '../lib/backoff.ts'
import { wait } from '../lib/clock.ts'
import type { Prepared } from './prepare.ts'
import { storeResult } from './results.ts'
import type { RunContext } from './run-context.ts'

type Finished = Extract<RunEventBody, { type: 'tool_call.finished' }>

/** After its time limit a tool has this long to clean up before it is given up on, in milliseconds. */
const CLEAN_UP_MS = 10_000

/** Runs the tool, again where that is harmless and may help, and words the `finished` event. */
export async function perform(
  run: RunContext,
  key: string,
  prepared: Prepared,
): Promise<{ result: CallResult; finished: Finished }> {
  const { clock, settings, random } = run.deps
  const began = clock.elapsed()
  const retries = prepared.access === 'read' ? settings.retry.retries : 0
  for (let retry = 1; ; retry++) {
    const outcome = await attempt(run, key, prepared)
    const again = !outcome.ok && outcome.error.retryable === true && retry <= retries && !run.signal.aborted
    if (!again) return describe(run, key, outcome, clock.elapsed() - began)
    const delayMs = backoffMs(retry, settings.retry, random)
    await run.append([{ type: 'attempt.retried', callKey: key, retry, delayMs, code: outcome.error.code }])
    await wait(clock, delayMs, run.signal)
  }
}

async function attempt(run: RunContext, key: string, prepared: Prepared): Promise<ToolResult> {
  const { deps, signal } = run
  const { tool, args, cwd, mode, limitMs } = prepared
  const within = deadline(signal, limitMs, deps.clock)
  const context = {
    get signal() {
      return within.signal
    },
    cwd,
    mode,
    runId: run.runId,
    onOutput: (chunk: string) => deps.onOutput(run.runId, key, chunk),
  }
  try {
    const result = await within.race(tool.run(args, context), CLEAN_UP_MS)
    if (result.ok) return result
    if (signal.reason instanceof ShuttingDown) throw signal.reason
    if (result.error.code === 'E_TIMEOUT') noteTimeout(run, key, limitMs)
    return result
  } catch (error) {
    if (error instanceof StorageError) throw error
    if (signal.aborted) {
      if (signal.reason instanceof ShuttingDown) throw signal.reason
      return failure('E_CANCELLED', 'cancelled')
    }
    if (within.reason instanceof TimedOut) {
      noteTimeout(run, key, limitMs)
      return failure('E_TIMEOUT', `${tool.name} took longer than ${Math.round(limitMs / 1000)} s`)
    }
    return failure('E_INTERNAL', error instanceof Error ? error.message : String(error))
  } finally {
    within.clear()
  }
}

const noteTimeout = (run: RunContext, key: string, limitMs: number) =>
  run.appendSoon([{ type: 'attempt.timed_out', callKey: key, limitMs }])

const failure = (code: ToolError['code'], message: string): ToolResult => ({
  ok: false,
  error: { code, message, recoverable: false },
})

async function describe(
  run: RunContext,
  key: string,
  outcome: ToolResult,
  elapsedMs: number,
): Promise<{ result: CallResult; finished: Finished }> {
  const stored = outcome.value === undefined ? undefined : await storeResult(run.deps.blobs, outcome.value)
  const durationMs = Math.round(elapsedMs)
  const status = outcome.ok ? 'succeeded' : outcome.error.code === 'E_CANCELLED' ? 'cancelled' : 'failed'
  const shared = {
    outcome: status,
    durationMs,
    ...(outcome.exitCode === undefined ? {} : { exitCode: outcome.exitCode }),
    ...(outcome.ok ? {} : { error: outcome.error }),
  } as const
  return {
    result: {
      ...shared,
      ...(outcome.value === undefined ? {} : { value: outcome.value }),
      ...(outcome.output ? { outputSha256: outcome.output.sha256 } : {}),
      ...(stored && 'blob' in stored ? { valueSha256: stored.blob.sha256 } : {}),
    },
    finished: {
      type: 'tool_call.finished',
      callKey: key,
      ...shared,
      ...(stored ? { result: stored } : {}),
      ...(outcome.output ? { output: outcome.output } : {}),
    },
  }
}
