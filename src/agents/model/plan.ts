import type { AgentRun, RepairView } from '../../domain/agent.ts'
import type { PlanStep, TaskPlan } from '../../domain/plan.ts'
import { promptsFor } from '../prompts/prompts.ts'
import { triedText } from './act.ts'
import { callProblem } from './call-problem.ts'
import { type Consideration, consider } from './consider.ts'
import { openingOf, requestParts, specText } from './conversation.ts'
import { evidenceText, failedText } from './evidence.ts'
import { idOf, identifiers } from './identifiers.ts'
import type { ModelAgentDeps } from './mind.ts'
import { type PlanDraft, planAnswer } from './schemas.ts'

/** The calls that should make the spec true. */
export async function plan(deps: ModelAgentDeps, run: AgentRun, signal: AbortSignal): Promise<TaskPlan> {
  const opening = openingOf(deps, { job: 'plan', run, place: '1/plan', tools: true })
  const asked = {
    ...planning(deps, run, 1),
    opening,
    key: '1/plan',
    refs: '',
    parts: [...requestParts(run, opening), opening.part('spec', run.spec ? specText(run.spec) : '')],
    ask: promptsFor(run.request.locale).ask.plan,
  }
  return planOf(await consider<PlanDraft>(deps, asked, signal))
}

/** Other calls than those that were tried; none where nothing can be done. */
export async function mend(deps: ModelAgentDeps, view: RepairView, signal: AbortSignal): Promise<TaskPlan> {
  const { run, verdict, evidence, tried = [], forced } = view
  const place = `${run.attempt}/repair`
  const opening = openingOf(deps, { job: 'mend', run, place: `${place}/plan`, tools: true })
  const { part, fence } = opening
  const asked = {
    ...planning(deps, run, forced ? 1 : 0),
    opening,
    key: `${place}/plan`,
    refs: 'plan.',
    parts: [
      ...requestParts(run, opening),
      part('spec', run.spec ? specText(run.spec) : ''),
      part('failed', failedText(run.spec, verdict)),
      part('evidence', fence.around(evidenceText(evidence, verdict?.attempt))),
      part('tried', triedText(tried)),
    ],
    ask: promptsFor(run.request.locale).ask.mend,
  }
  return planOf(await consider<PlanDraft>(deps, asked, signal))
}

function planning(
  deps: ModelAgentDeps,
  run: AgentRun,
  least: number,
): Pick<Consideration<PlanDraft>, 'run' | 'name' | 'schema' | 'problem'> {
  const names = deps.tools.list().map(({ name }) => name)
  return {
    run,
    name: 'plan',
    schema: (mayLook) => planAnswer(names, mayLook, least),
    problem: async (made) => planProblem(deps, made),
  }
}

function planProblem({ tools }: ModelAgentDeps, { steps }: PlanDraft): string | undefined {
  const ids = steps.map(({ id }) => idOf(id))
  for (const [index, { id, tool, args, dependsOn }] of steps.entries()) {
    const wrong = callProblem(tools, tool, args)
    if (wrong !== undefined) return `${id}: ${wrong}`
    // Steps stand in the order in which they can be done: what waits for a later one would wait in a ring.
    const stranger = dependsOn.find((need) => !ids.slice(0, index).includes(idOf(need)))
    if (stranger !== undefined) return `${id} depends on "${stranger}", which is no step before it`
  }
  return new Set(ids).size === ids.length ? undefined : 'two steps have the same id'
}

/**
 * The plan of a model is a guess, and its steps may fail on the way: what counts is what the checks say at the end. A
 * step that a person refuses ends the run's repairs all the same.
 */
function planOf({ steps, estimatedDurationS }: PlanDraft): TaskPlan {
  const ids = identifiers(steps.map(({ id }) => id))
  return {
    estimatedDurationS: Math.round(estimatedDurationS),
    steps: steps.map(
      ({ title, tool, args, dependsOn }, index): PlanStep => ({
        id: ids[index] ?? `s${index + 1}`,
        title,
        tool,
        args,
        dependsOn: dependsOn.map(idOf),
        optional: true,
      }),
    ),
  }
}
