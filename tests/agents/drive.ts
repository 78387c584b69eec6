import type { Agent, AgentRun, CallRequest, CallResult } from '../../src/domain/agent.ts'
import type { Json } from '../../src/domain/json.ts'
import type { TaskPlan } from '../../src/domain/plan.ts'
import type { RunRequest } from '../../src/domain/run.ts'
import { isSkip } from '../../src/domain/tool.ts'
import type { Evidence, Verdict } from '../../src/domain/verdict.ts'
import { evaluate } from '../../src/lib/expression.ts'

export type Call = (call: CallRequest) => Promise<CallResult> | CallResult

export const signal = new AbortController().signal

export const agentRun = (request: Partial<RunRequest>): AgentRun => ({
  runId: '01JD3X8K5T9V00000000000000',
  attempt: 1,
  startedAt: Date.now(),
  steered: [],
  request: {
    text: '',
    locale: 'en',
    actor: { surface: 'test', id: 'alice' },
    thread: 't',
    ...request,
  },
})

export const succeeded = (value: Json): CallResult => ({ outcome: 'succeeded', value })

export interface Loop {
  readonly results: Map<string, CallResult>
  readonly calls: CallRequest[]
  readonly skips: Map<string, string>
  readonly turns: number
}

/** Act, call, observe, as the engine does it, without journal and policy. */
export async function runLoop(
  agent: Pick<Agent, 'act'>,
  view: {
    run: AgentRun
    plan: TaskPlan
    phase?: 'execute' | 'repair'
    before?: ReadonlyMap<string, CallResult>
  },
  call: Call,
): Promise<Loop> {
  const { run, plan, phase = 'execute', before = new Map() } = view
  const results = new Map<string, CallResult>()
  const calls: CallRequest[] = []
  const skips = new Map<string, string>()
  const inFlight = new Map<string, Promise<void>>()
  let news: string[] = []
  for (let turn = 1; ; turn++) {
    const heard = news
    news = []
    const answer = await agent.act({ run, plan, phase, before, turn, results, news: heard, inFlight }, signal)
    for (const { stepId, why } of answer.skips ?? []) {
      results.set(stepId, { outcome: 'failed', skipped: true })
      skips.set(stepId, typeof why === 'object' && 'en' in why ? why[run.request.locale] : String(why))
    }
    for (const one of answer.calls) {
      calls.push(one)
      inFlight.set(
        one.ref,
        Promise.resolve(call(one)).then((result) => {
          results.set(one.ref, result)
          inFlight.delete(one.ref)
          news.push(one.ref)
        }),
      )
    }
    while (inFlight.size > 0 && news.length === 0) await Promise.race(inFlight.values())
    if (news.length === 0) return { results, calls, skips, turns: turn }
  }
}

/** Every check made and judged; a verdict drawn from them as the engine draws it. */
export async function verify(
  agent: Pick<Agent, 'checks'>,
  run: AgentRun,
  results: ReadonlyMap<string, CallResult>,
  call: Call,
): Promise<{ evidence: Evidence[]; verdict: Verdict }> {
  const evidence: Evidence[] = []
  for (const { criterionId, check, bindings, unready } of await agent.checks({ run, results }, signal)) {
    if (unready !== undefined) continue
    const result = await call({ ref: criterionId, tool: check.tool, args: check.args })
    const value = result.value ?? null
    const met = await evaluate(check.expect ?? 'true', value, bindings)
    const skipped =
      (result.error !== undefined && isSkip(result.error.code)) || (met.ok && met.value === 'skip')
    const figure =
      skipped || check.figure === undefined ? undefined : await evaluate(check.figure, value, bindings)
    if (figure && !figure.ok) throw new Error(`${criterionId}: ${figure.message}`)
    const judged = met.ok && typeof met.value === 'boolean' ? (met.value ? 'pass' : 'fail') : 'inconclusive'
    evidence.push({
      id: `e${evidence.length + 1}`,
      attempt: run.attempt,
      criterionId,
      check,
      outcome: skipped ? 'skipped' : result.error ? 'inconclusive' : judged,
      ...(figure?.value === undefined || skipped ? {} : { figure: String(figure.value) }),
      excerpt: '',
      durationMs: 1,
    })
  }
  const outcomes = evidence.map(({ outcome }) => outcome)
  const result = outcomes.includes('fail') ? 'fail' : outcomes.includes('pass') ? 'pass' : 'inconclusive'
  const criteria = evidence.map(({ criterionId, outcome, id }) => ({
    criterionId,
    result: outcome,
    evidence: [id],
  }))
  return { evidence, verdict: { result, attempt: run.attempt, criteria, reasons: [] } }
}
