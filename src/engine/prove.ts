import type { CallResult, ReadyCheck } from '../domain/agent.ts'
import type { Json } from '../domain/json.ts'
import type { Text } from '../domain/text.ts'
import { isSkip, type ToolError } from '../domain/tool.ts'
import type { Evidence } from '../domain/verdict.ts'
import { canonicalJson, sha256 } from '../lib/canonical.ts'
import { errorParams } from '../lib/error-params.ts'
import { evaluate } from '../lib/expression.ts'
import { shutInRef } from './call-key.ts'
import { callTool, type CallPlace } from './call-tool.ts'
import type { Grant } from './grant.ts'
import type { RunContext } from './run-context.ts'
import { lacksSomething } from './shut-in.ts'

/** Characters of an excerpt kept at either end. */
const EXCERPT_END = 400

/** Runs one criterion's check and records what it showed. A check that was made before a restart is not made again. */
export async function prove(
  run: RunContext,
  attempt: number,
  ready: ReadyCheck,
  grant?: Grant,
): Promise<Evidence> {
  const known = knownEvidence(run, attempt, ready)
  if (known) return known
  const place = { attempt, phase: 'verify', ...(grant ? { grant } : {}) } as const
  const { unready, leftOut, criterionId } = ready
  if (leftOut !== undefined) return record(run, attempt, ready, notMade(leftOut, 'skipped'))
  const found = unready === undefined ? await look(run, place, ready, criterionId) : notMade(unready)
  return record(run, attempt, ready, found)
}

/**
 * The same in the sandbox, where nobody is asked. undefined where that tells nothing, because the sandbox lacks what the
 * check needs; it is then to be made on this machine.
 */
export async function proveShutIn(
  run: RunContext,
  attempt: number,
  ready: ReadyCheck,
): Promise<Evidence | undefined> {
  const known = knownEvidence(run, attempt, ready)
  if (known) return known
  const place = { attempt, phase: 'verify', shutIn: true } as const
  const found = await look(run, place, ready, shutInRef(ready.criterionId))
  if (found.outcome !== 'pass' && found.lacking) return undefined
  return record(run, attempt, ready, found)
}

const knownEvidence = (run: RunContext, attempt: number, { criterionId }: ReadyCheck): Evidence | undefined =>
  run.view.evidence.find((held) => held.attempt === attempt && held.criterionId === criterionId)

async function record(
  run: RunContext,
  attempt: number,
  { criterionId, check }: ReadyCheck,
  { lacking: _lacking, ...found }: Found,
): Promise<Evidence> {
  const evidence: Evidence = { id: run.nextEvidenceId(), attempt, criterionId, check, ...found }
  await run.append([{ type: 'evidence.recorded', evidence }])
  return evidence
}

type Found = Omit<Evidence, 'id' | 'attempt' | 'criterionId' | 'check'> & {
  /** It did not come to what was to be checked. */
  readonly lacking?: boolean
}

const notMade = (why: Text, outcome: Evidence['outcome'] = 'inconclusive'): Found => ({
  outcome,
  why,
  excerpt: '',
  durationMs: 0,
})

async function look(run: RunContext, place: CallPlace, ready: ReadyCheck, ref: string): Promise<Found> {
  const { tool, args } = ready.check
  const result = await callTool(run, place, { ref, tool, args })
  return {
    ...(await judge(ready, result)),
    ...(place.shutIn && { lacking: lacksSomething(result) }),
    ...(result.exitCode === undefined ? {} : { exitCode: result.exitCode }),
    excerpt: excerptOf(result),
    sha256: result.outputSha256 ?? sha256(canonicalJson(result.value ?? result.error ?? null)),
    durationMs: result.durationMs ?? 0,
  }
}

/** What an expression answers where the tool could look, and this machine has nothing that could be held against it. */
const SKIP = 'skip'

type Shown = Pick<Evidence, 'outcome' | 'figure' | 'why'>

export async function judge({ check, bindings, extra }: ReadyCheck, result: CallResult): Promise<Shown> {
  const { error, value } = result
  if (error && (isSkip(error.code) || (extra && result.outcome === 'denied')))
    return { outcome: 'skipped', why: whyNot(error) }
  if (error && (value === undefined || check.expect === undefined))
    return { outcome: ofError(result), why: whyNot(error) }
  if (check.expect === undefined)
    return { outcome: 'pass', ...(await figureOf(check.figure, value, bindings)) }
  const met = await evaluate(check.expect, value ?? null, bindings)
  if (!met.ok) return { outcome: 'inconclusive', why: met.message }
  if (met.value === SKIP) return { outcome: 'skipped', why: { key: 'engine.check_skipped' } }
  const outcome = met.value === true ? 'pass' : met.value === false ? 'fail' : 'inconclusive'
  const why: Text | undefined =
    outcome === 'inconclusive'
      ? { key: 'engine.check_not_boolean', params: { expression: check.expect } }
      : undefined
  return { outcome, ...(await figureOf(check.figure, value, bindings)), ...(why ? { why } : {}) }
}

/** What a check could not find or do is not met; what could not be looked at proves nothing either way. */
function ofError({ error, outcome }: CallResult): Evidence['outcome'] {
  if (outcome === 'denied' || outcome === 'unknown' || outcome === 'cancelled') return 'inconclusive'
  switch (error?.code) {
    case 'E_EXIT':
    case 'E_NOT_FOUND':
    case 'E_FILE_NOT_FOUND':
    case 'E_DIR_NOT_FOUND':
    case 'E_PATH_NOT_FOUND':
      return 'fail'
    default:
      return 'inconclusive'
  }
}

async function figureOf(
  expression: string | undefined,
  value: Json | undefined,
  bindings: ReadyCheck['bindings'],
): Promise<{ figure?: string }> {
  if (expression === undefined || value === undefined) return {}
  const figure = await evaluate(expression, value, bindings)
  if (!figure.ok || figure.value === undefined || figure.value === null) return {}
  return { figure: typeof figure.value === 'string' ? figure.value : JSON.stringify(figure.value) }
}

function excerptOf({ value, error }: CallResult): string {
  const output = value !== null && typeof value === 'object' && 'stdout' in value ? value : undefined
  const text = output
    ? [output['stdout'], output['stderr']]
        .filter((part) => typeof part === 'string' && part !== '')
        .join('\n')
    : value === undefined
      ? (error?.message ?? '')
      : JSON.stringify(value)
  if (text.length <= 2 * EXCERPT_END) return text
  return `${text.slice(0, EXCERPT_END)}\n… ${text.length - 2 * EXCERPT_END} …\n${text.slice(-EXCERPT_END)}`
}

const whyNot = (error: ToolError): Text => ({
  key: 'engine.check_failed',
  params: { ...errorParams(error), ...(error.hint === undefined ? {} : { hint: error.hint }) },
})
