import type { Agent, Specified } from '../../domain/agent.ts'
import { AgentFailed } from '../../domain/errors.ts'
import { act } from './act.ts'
import { checksOf } from './checks.ts'
import { judge } from './judge.ts'
import type { ModelAgentDeps } from './mind.ts'
import { mend, plan } from './plan.ts'
import { report } from './report.ts'
import { specify } from './specify.ts'

/**
 * Thinks with models: one that works, another that judges. Nothing that either says is believed: the spec's checks are
 * made by the engine, every call is judged by policy, and the report tells what was proven.
 */
export function createModelAgent(deps: ModelAgentDeps): Agent {
  return {
    async specify(run, signal): Promise<Specified> {
      try {
        return { kind: 'spec', spec: await specify(deps, run, signal) }
      } catch (error) {
        // Nobody there to think is no fault of the run: workflows may still fit.
        if (error instanceof AgentFailed && error.code === 'no_agent')
          return { kind: 'none', why: error.reason, candidates: [] }
        throw error
      }
    },
    plan: (run, signal) => plan(deps, run, signal),
    act: (view, signal) => act(deps, view, signal),
    repair: (view, signal) => mend(deps, view, signal),
    checks: (view) => checksOf(deps, view),
    judge: (view, signal) => judge(deps, view, signal),
    report: async (view) => report(view),
  }
}
