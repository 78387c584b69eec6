import type { ActView, CallRequest, CallResult, Turn } from '../domain/agent.ts'
import type { JsonObject } from '../domain/json.ts'
import type { TaskPlan } from '../domain/plan.ts'
import { callTool } from './call-tool.ts'
import { agentRun, type RunContext } from './run-context.ts'

export interface LoopPlace {
  readonly attempt: number
  readonly phase: 'execute' | 'repair'
  readonly plan: TaskPlan
  /** Results of earlier phases that this one may build on. */
  readonly before: ReadonlyMap<string, CallResult>
}

export interface LoopResult {
  readonly results: ReadonlyMap<string, CallResult>
  /** Set where the loop was ended by its own limit instead of by the agent. */
  readonly exhausted: boolean
}

/**
 * Act → call → observe, until the agent has nothing more to do. The same loop drives a workflow file and a model: it
 * knows neither. Calls of one turn run side by side; the agent says whether to be asked again at the first result or at
 * the last.
 */
export async function runLoop(run: RunContext, place: LoopPlace): Promise<LoopResult> {
  const results = new Map<string, CallResult>()
  const inFlight = new Set<string>()
  const titles = new Map(place.plan.steps.map(({ id, title }) => [id, title]))
  const bell = createBell()
  let news: string[] = []
  let modelTurns = 0

  const start = async (request: CallRequest): Promise<void> => {
    inFlight.add(request.ref)
    const stepTitle = request.stepId === undefined ? undefined : titles.get(request.stepId)
    const where = {
      attempt: place.attempt,
      phase: place.phase,
      ...(stepTitle === undefined ? {} : { stepTitle }),
    }
    try {
      results.set(request.ref, await callTool(run, where, request))
      news.push(request.ref)
    } finally {
      inFlight.delete(request.ref)
    }
  }

  for (let turn = 1; ; turn++) {
    const heard = news
    news = []
    const view = { run: agentRun(run), ...place, turn, results, news: heard, inFlight }
    const answer = await answerOf(run, view)
    if (answer.usage && ++modelTurns >= run.deps.settings.maxTurns && answer.final === undefined)
      return { results, exhausted: true }
    await noteSkips(run, place, answer, results)
    for (const call of answer.calls) start(call).then(bell.ring, bell.fail)
    if (inFlight.size === 0 && news.length === 0) return { results, exhausted: false }
    do await bell.next()
    while (answer.wait === 'all' && inFlight.size > 0)
  }
}

/** A model's answer is asked for once and journaled; a workflow's follows from its file and needs no record. */
async function answerOf(run: RunContext, view: ActView & { readonly attempt?: number }): Promise<Turn> {
  const key = `${run.view.attempt}/${view.phase}/${view.turn}`
  const known = run.view.turns.get(key)
  if (known) return known as unknown as Turn
  const asked = run.deps.agent.act(view, run.signal)
  const answer = asked instanceof Promise ? await asked : asked
  if (answer.usage)
    await run.append([
      { type: 'turn.answered', key, answer: answer as unknown as JsonObject, usage: answer.usage },
    ])
  return answer
}

async function noteSkips(
  run: RunContext,
  place: LoopPlace,
  answer: Turn,
  results: Map<string, CallResult>,
): Promise<void> {
  if (!answer.skips?.length) return
  const fresh = answer.skips.filter(
    ({ stepId }) => run.view.steps.get(`${place.attempt}/${stepId}`)?.status === 'pending',
  )
  for (const { stepId } of answer.skips) results.set(stepId, { outcome: 'failed', skipped: true })
  if (fresh.length > 0)
    await run.append(fresh.map((skip) => ({ type: 'step.skipped', attempt: place.attempt, ...skip })))
}

/** Rings when a call has ended; a failure that is no call's outcome (lost journal, shutdown) breaks the loop. */
function createBell() {
  let rung = false
  let failure: { error: unknown } | undefined
  let wake: (() => void) | undefined
  const ring = () => {
    rung = true
    wake?.()
  }
  return {
    ring,
    fail(error: unknown) {
      failure ??= { error }
      ring()
    },
    async next(): Promise<void> {
      if (!rung)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      rung = false
      wake = undefined
      if (failure) throw failure.error
    },
  }
}
