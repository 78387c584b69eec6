import type { Hold } from '../../domain/schedule.ts'
import type { Text } from '../../domain/text.ts'
import { deadline } from '../../lib/abort.ts'
import { judgeCall } from '../prepare.ts'
import type { RunContext } from '../run-context.ts'

/** How long a check of a hold may take, in milliseconds; it only looks. */
const LIMIT_MS = 30_000
const CLEAN_UP_MS = 5_000

/**
 * Why nothing may be begun at this moment: the first of the configured checks that succeeds. One that cannot be made
 * holds too: then nobody knows whether a backup is running.
 */
export async function heldBy(run: RunContext): Promise<Text | undefined> {
  for (const hold of run.deps.settings.holds ?? []) {
    const why = await reasonOf(run, hold)
    if (why !== undefined) return why
  }
  return undefined
}

async function reasonOf(run: RunContext, { name, command }: Hold): Promise<Text | undefined> {
  const prepared = judgeCall(run.deps, 'direct', { tool: 'execute_command', args: { command } })
  if (!prepared.ok || prepared.decision.decision !== 'allow')
    return { key: 'engine.hold.refused', params: { name, command } }
  const { tool, args, cwd, mode } = prepared
  const within = deadline(run.signal, LIMIT_MS, run.deps.clock)
  const context = {
    get signal() {
      return within.signal
    },
    cwd,
    mode,
    runId: run.runId,
    onOutput: () => undefined,
  }
  try {
    const result = await within.race(tool.run(args, context), CLEAN_UP_MS)
    if (result.ok) return { key: 'engine.hold', params: { name } }
    return result.error.code === 'E_EXIT'
      ? undefined
      : { key: 'engine.hold.unknown', params: { name, error: result.error.message } }
  } catch (error) {
    run.signal.throwIfAborted()
    const message = error instanceof Error ? error.message : String(error)
    return { key: 'engine.hold.unknown', params: { name, error: message } }
  } finally {
    within.clear()
  }
}
