import type { CallRequest } from '../domain/agent.ts'
import type { Access, Effect } from '../domain/effect.ts'
import type { JsonObject } from '../domain/json.ts'
import type { PolicyDecision } from '../domain/policy.ts'
import type { ExecuteMode } from '../domain/run.ts'
import type { AnyTool, ToolError } from '../domain/tool.ts'

import type { EngineDeps } from './deps.ts'
import { modeOf, type RunContext } from './run-context.ts'

/** A call that is understood: checked arguments, its effects, and what policy says of them. */
export interface Prepared {
  readonly ok: true
  readonly tool: AnyTool
  /** As the tool's schema read them. */
  readonly args: never
  readonly cwd: string
  /** Where it would run. */
  readonly mode: ExecuteMode
  readonly effects: readonly Effect[]
  readonly decision: PolicyDecision
  readonly access: Access
  /** How long it may take, in milliseconds: what the call sets itself, else what is configured; never more than the tool allows. */
  readonly limitMs: number
}

export type Preparation = Prepared | { readonly ok: false; readonly error: ToolError }

/** Pure: nothing has happened yet when this returns. */
export const prepare = (run: RunContext, request: CallRequest, mode = modeOf(run)): Preparation =>
  judgeCall(run.deps, mode, request)

/** The same outside of a run. */
export function judgeCall(
  deps: Pick<EngineDeps, 'tools' | 'policy' | 'settings'>,
  mode: ExecuteMode,
  request: Pick<CallRequest, 'tool' | 'args'>,
): Preparation {
  const tool = deps.tools.get(request.tool)
  if (!tool) return invalid('E_UNKNOWN_TOOL', `there is no tool named ${request.tool}`, request.tool)
  const parsed = tool.input.safeParse(request.args)
  if (!parsed.success) return invalid('E_ARGS', `${tool.name}: ${oneLine(parsed.error.message)}`, tool.name)
  const cwd = deps.settings.workspace
  const effects = tool.effects(parsed.data, { cwd })
  const decision = deps.policy.decide(effects, { mode })
  const access = effects.length === 0 ? tool.access : decision.access
  const limitMs = Math.min(tool.timeoutMs, ownLimitMs(request.args) ?? deps.settings.stepTimeoutMs)
  return { ok: true, tool, args: parsed.data, cwd, mode, effects, decision, access, limitMs }
}

/** Tools that take a limit as an argument call it `timeoutS`. */
const ownLimitMs = ({ timeoutS }: JsonObject): number | undefined =>
  typeof timeoutS === 'number' ? timeoutS * 1000 : undefined

const invalid = (code: ToolError['code'], message: string, subject: string): Preparation => ({
  ok: false,
  error: { code, message, recoverable: false, subject },
})

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
