import { BUDGET_LEVELS } from '../domain/budget.ts'
import { RunFailed } from './failure.ts'
import type { RunContext } from './run-context.ts'

const LEVELS = ['warning', 'critical'] as const

/** Milliseconds of work so far; the time spent waiting for people does not count. */
export const usedMs = ({ view, deps }: RunContext): number =>
  view.activeMs + (view.activeSince === undefined ? 0 : deps.clock.now() - view.activeSince)

/** Watches the run's time limit: warns at 0.8 and 0.95, breaks the run off at 1.0. Returns what ends the watch. */
export function watchTime(run: RunContext): () => void {
  const limit = run.view.limits?.timeMs ?? run.deps.settings.limits.timeMs
  let stop: (() => void) | undefined

  const reached = (level: (typeof LEVELS)[number]) => usedMs(run) >= BUDGET_LEVELS[level] * limit
  const warned = (level: (typeof LEVELS)[number]) =>
    run.view.budget.some(
      (event) => event.resource === 'timeMs' && event.type === 'budget.warned' && event.level === level,
    )
  const next = () => {
    const coming = LEVELS.find((level) => !reached(level))
    return (coming ? BUDGET_LEVELS[coming] : BUDGET_LEVELS.overrun) * limit - usedMs(run)
  }

  const look = () => {
    const value = usedMs(run)
    if (value >= limit) return overrun(value)
    for (const level of LEVELS)
      if (reached(level) && !warned(level))
        run.appendSoon([{ type: 'budget.warned', resource: 'timeMs', level, limit, value }])
    stop = run.deps.clock.after(Math.max(1, Math.ceil(next())), look)
  }

  const overrun = (value: number) => {
    const text = { key: 'engine.timed_out', params: { limit } }
    run.appendSoon([
      { type: 'budget.exceeded', resource: 'timeMs', limit, value },
      {
        type: 'incident.opened',
        incident: {
          reason: 'time_budget_exceeded',
          component: 'engine',
          operation: 'run',
          severity: 'high',
          limit,
          value,
          text,
        },
      },
    ])
    run.breakOff(new RunFailed('timed_out', text))
  }

  look()
  return () => stop?.()
}
