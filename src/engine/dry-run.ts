import type { Effect } from '../domain/effect.ts'
import type { Json, JsonObject } from '../domain/json.ts'
import type { DryRun, Question } from '../domain/question.ts'
import { prepare } from './prepare.ts'
import { modeOf, type RunContext } from './run-context.ts'

const SHELL = 'execute_command'
/** How long a dry run may take, and how much of its output is kept with the question. */
const LONGEST_S = 10
const KEPT_CHARACTERS = 4_000

/**
 * What a call says it would do, before anybody is asked about it. It is made only where policy allows the dry run's own
 * text and finds that it only reads; a dry run that cannot be made is left out, and never stands in the way of the question.
 */
export async function dryRun(
  run: RunContext,
  effects: readonly Effect[],
): Promise<Pick<Question, 'touches' | 'dryRun'>> {
  const plan = await run.deps.dryRuns?.(effects)
  if (!plan) return {}
  const touches = plan.touches === undefined ? {} : { touches: plan.touches }
  const shown = plan.command === undefined ? undefined : await made(run, plan.command)
  return { ...touches, ...(shown ? { dryRun: shown } : {}) }
}

async function made(run: RunContext, command: string): Promise<DryRun | undefined> {
  const prepared = prepare(run, { ref: 'dry-run', tool: SHELL, args: { command, timeoutS: LONGEST_S } })
  if (!prepared.ok || prepared.decision.decision !== 'allow' || prepared.access !== 'read') return undefined
  const { tool, args, cwd } = prepared
  const result = await tool.run(args, { signal: run.signal, cwd, mode: modeOf(run) })
  run.signal.throwIfAborted()
  const { value } = result
  if (!isObject(value)) return undefined
  const whole = [textOf(value['stdout']), textOf(value['stderr'])].filter((part) => part !== '').join('\n')
  return {
    command,
    exitCode: result.exitCode ?? null,
    output: whole.slice(0, KEPT_CHARACTERS).replace(/[\ud800-\udbff]$/, ''),
    truncated: whole.length > KEPT_CHARACTERS || value['truncated'] === true,
  }
}

const isObject = (held: Json | undefined): held is JsonObject =>
  typeof held === 'object' && held !== null && !Array.isArray(held)

const textOf = (held: Json | undefined): string => (typeof held === 'string' ? held.trimEnd() : '')
