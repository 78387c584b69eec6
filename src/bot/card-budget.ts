import { BUDGET_LEVELS } from '../domain/budget.ts'
import type { RunView } from '../domain/run-view.ts'
import { phrase } from '../i18n/say.ts'
import type { BudgetLine } from './card-model.ts'
import type { CardOptions } from './card-options.ts'
import { bar } from './markers.ts'

/** How much of its budget the run has used: the resource that is closest to its limit counts. */
export function budgetLine(view: RunView, { locale, now }: CardOptions): BudgetLine | undefined {
  const { limits } = view
  if (!limits) return undefined
  const active = view.activeMs + (view.activeSince === undefined ? 0 : Math.max(0, now - view.activeSince))
  const shares = [
    active / limits.timeMs,
    view.usage.tokens / limits.tokens,
    view.usage.modelCalls / limits.modelCalls,
    view.usage.turns / limits.turns,
  ].filter(Number.isFinite)
  const share = Math.max(0, ...shares)
  const shown = { bar: bar(share), percent: Math.round(100 * Math.min(share, BUDGET_LEVELS.overrun)) / 100 }
  return { share, bar: shown.bar, words: phrase('card.budget', shown, locale) }
}
