/** Upper bounds of one run. Times in milliseconds, memory in bytes. */
export interface BudgetLimits {
  readonly timeMs: number
  readonly tokens: number
  readonly modelCalls: number
  readonly turns: number
  readonly memoryBytes: number
}

export type BudgetResource = keyof BudgetLimits

/** Share of a limit at which a run warns, warns urgently, and stops. */
export const BUDGET_LEVELS = { warning: 0.8, critical: 0.95, overrun: 1 } as const
export type BudgetLevel = keyof typeof BUDGET_LEVELS
