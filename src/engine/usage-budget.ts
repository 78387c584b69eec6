import { BUDGET_LEVELS, type BudgetResource } from '../domain/budget.ts'
import type { RunEventBody, Usage } from '../domain/event.ts'
import type { RunView } from '../domain/run-view.ts'
import { RunFailed } from './failure.ts'
import type { RunContext } from './run-context.ts'

/** What a model uses up, as the journal counts it. */
const COUNTED = ['tokens', 'modelCalls', 'turns'] as const satisfies readonly BudgetResource[]
type Counted = (typeof COUNTED)[number]

const LEVELS = ['warning', 'critical'] as const

const REASONS = {
  tokens: 'tokens_budget_exceeded',
  modelCalls: 'model_calls_budget_exceeded',
  turns: 'turns_budget_exceeded',
  memoryBytes: 'memory_budget_exceeded',
  timeMs: 'time_budget_exceeded',
} as const satisfies Record<BudgetResource, string>

/**
 * To be called before a model is asked: a limit that has been reached allows no further question.
 *
 * @throws RunFailed `budget`, once the incident is in the journal
 */
export async function mayAskModel(run: RunContext): Promise<void> {
  const over = COUNTED.find((resource) => run.view.usage[resource] >= limitOf(run, resource))
  if (over === undefined) return
  const found = overrun(over, limitOf(run, over), run.view.usage[over])
  await run.append(found.events)
  throw found.failure
}

/** The warnings that an answer of this cost brings, to be journaled together with it. */
export function usageWarnings(run: RunContext, usage: Usage): RunEventBody[] {
  const { view } = run
  const after = {
    tokens: view.usage.tokens + usage.promptTokens + usage.answerTokens,
    modelCalls: view.usage.modelCalls + (usage.calls ?? 1),
    turns: view.usage.turns + 1,
  } satisfies Record<Counted, number>
  return COUNTED.flatMap((resource) =>
    warnings(view, resource, { limit: limitOf(run, resource), value: after[resource] }),
  )
}

/** Levels that were reached and not yet told. */
export function warnings(
  view: RunView,
  resource: BudgetResource,
  { limit, value }: { readonly limit: number; readonly value: number },
): RunEventBody[] {
  const told = view.budget.flatMap((event) =>
    event.resource === resource && event.type === 'budget.warned' ? [event.level] : [],
  )
  return LEVELS.filter((level) => value >= BUDGET_LEVELS[level] * limit && !told.includes(level)).map(
    (level) => ({ type: 'budget.warned', resource, level, limit, value }),
  )
}

/** What is journaled of a limit that was reached, and how the run ends. */
export function overrun(
  resource: BudgetResource,
  limit: number,
  value: number,
): { readonly events: readonly RunEventBody[]; readonly failure: RunFailed } {
  const text = { key: 'engine.budget', params: { resource, limit } }
  const incident = {
    reason: REASONS[resource],
    component: 'engine',
    operation: 'run',
    severity: 'high',
    limit,
    value,
    text,
  } as const
  return {
    events: [
      { type: 'budget.exceeded', resource, limit, value },
      { type: 'incident.opened', incident },
    ],
    failure: new RunFailed('budget', text),
  }
}

export const limitOf = ({ view, deps }: RunContext, resource: BudgetResource): number =>
  (view.limits ?? deps.settings.limits)[resource]
