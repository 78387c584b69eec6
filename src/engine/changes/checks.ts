import type { MadeCheck } from '../../domain/change.ts'
import { prepare } from '../prepare.ts'
import type { RunContext } from '../run-context.ts'

const SHELL = 'execute_command'
/** How long one check may take, in seconds. */
const LONGEST_S = 30

/** Each made only where policy allows it unasked and finds that it only reads. */
export const makeChecks = (run: RunContext, commands: readonly string[]): Promise<readonly MadeCheck[]> =>
  Promise.all(commands.map(async (command) => ({ command, exitCode: await make(run, command) })))

async function make(run: RunContext, command: string): Promise<number | null> {
  const prepared = prepare(
    run,
    { ref: 'check', tool: SHELL, args: { command, timeoutS: LONGEST_S } },
    'direct',
  )
  if (!prepared.ok || prepared.decision.decision !== 'allow' || prepared.access !== 'read') return null
  const { tool, args, cwd } = prepared
  const result = await tool.run(args, { signal: run.signal, cwd, mode: 'direct', runId: run.runId })
  run.signal.throwIfAborted()
  return result.exitCode ?? (result.ok ? 0 : null)
}

/** One that was held before and cannot be made now has failed: the change may be why. */
export const hold = (checks: readonly MadeCheck[]): boolean => checks.every(({ exitCode }) => exitCode === 0)
