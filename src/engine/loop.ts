import type { ActPast, ActView, CallRequest, CallResult, Turn } from '../domain/agent.ts'
import type { JsonObject } from '../domain/json.ts'
import type { TaskPlan } from '../domain/plan.ts'
import { callTool } from './call-tool.ts'
import { answered } from './desk.ts'
import { agentRun, type RunContext } from './run-context.ts'
import { mayAskModel } from './usage-budget.ts'

export interface LoopPlace {
  readonly attempt: number
  readonly phase: 'execute' | 'repair'
  readonly plan: TaskPlan
  /** Results of earlier phases that this one may build on. */
  readonly before: ReadonlyMap<string, CallResult>
  /** What a model must be told of the phases before. */
  readonly past: Omit<ActPast, 'turns'>
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
  const calls = createCalls(run, place)
  const turns: Turn[] = []
  try {
    for (let turn = 1; ; turn++) {
      run.signal.throwIfAborted()
      const { results, inFlight } = calls
      const answer = await answerOf(run, place, {
        run: agentRun(run),
        ...place,
        past: { ...place.past, turns },
        turn,
        results,
        inFlight,
        news: calls.takeNews(),
      })
      if (answer.usage) turns.push(answer)
      const missed = answer.final !== undefined && (answer.heard ?? Infinity) < run.view.steered.length
      if (turns.length >= run.deps.settings.maxTurns && (answer.final === undefined || missed))
        return { results, exhausted: true }
      await noteSkips(run, place, answer, calls.results)
      for (const call of answer.calls) calls.start(call)
      const heard = await calls.heard(answer.wait)
      if (!heard && !missed && answer.wait !== 'now') return { results, exhausted: false }
    }
  } catch (error) {
    run.breakOff(error)
    await calls.settled()
    throw error
  }
}

/** A model's answer is asked for once and journaled; a workflow's follows from its file and needs no record. */
async function answerOf(run: RunContext, place: LoopPlace, view: ActView): Promise<Turn> {
  const key = `${place.attempt}/${view.phase}/${view.turn}`
  const known = run.view.turns.get(key)
  if (known) return known as unknown as Turn
  if (!run.view.workflow) await mayAskModel(run)
  const asked = run.deps.agent.act(view, run.signal)
  const answer = asked instanceof Promise ? await asked : asked
  if (!answer.usage) return answer
  const { usage, prompts, incident, ...rest } = answer
  const turn = { ...rest, usage }
  await run.append([
    ...answered(run, key, {
      answer: turn as unknown as JsonObject,
      usage,
      ...(prompts === undefined ? {} : { prompts }),
    }),
    ...(incident ? [{ type: 'incident.opened', incident } as const] : []),
  ])
  return turn
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

/** The calls under way and what came of those that ended. */
function createCalls(run: RunContext, place: LoopPlace) {
  const results = new Map<string, CallResult>()
  const inFlight = new Map<string, Promise<void>>()
  const titles = new Map(place.plan.steps.map(({ id, title }) => [id, title]))
  let news: string[] = []
  let failure: { error: unknown } | undefined
  let wake: (() => void) | undefined

  const call = async (request: CallRequest): Promise<void> => {
    const stepTitle = request.stepId === undefined ? undefined : titles.get(request.stepId)
    const where = {
      attempt: place.attempt,
      phase: place.phase,
      ...(stepTitle === undefined ? {} : { stepTitle }),
    }
    try {
      results.set(request.ref, await callTool(run, where, request))
      news.push(request.ref)
    } catch (error) {
      // No outcome of the call: the journal is lost, or the process is going down.
      failure ??= { error }
    }
    inFlight.delete(request.ref)
    wake?.()
  }

  return {
    results,
    inFlight,
    start(request: CallRequest): void {
      inFlight.set(request.ref, call(request))
    },
    takeNews(): readonly string[] {
      const heard = news
      news = []
      return heard
    },
    /** Waits for the next result, or for all; false when nothing is left to hear. */
    async heard(wait: Turn['wait']): Promise<boolean> {
      while (inFlight.size > 0 && (wait === 'all' || news.length === 0) && !failure)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      if (failure) throw failure.error
      return news.length > 0
    },
    async settled(): Promise<void> {
      await Promise.all(inFlight.values())
    },
  }
}
