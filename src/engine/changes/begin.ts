import type { ChangePlan } from '../../domain/change.ts'
import type { RunEventBody } from '../../domain/event.ts'
import type { ToolError } from '../../domain/tool.ts'
import type { Prepared } from '../prepare.ts'
import type { RunContext } from '../run-context.ts'
import { makeChecks } from './checks.ts'

/** After its own limit a call has this long to end, in milliseconds, before its change is taken back under it. */
const GRACE_MS = 30_000

export interface Begun {
  readonly ok: true
  readonly recorded: RunEventBody
  readonly confirm: boolean
  /** Starts the time that the call has, and the watch over it: between `started` and the call itself. */
  arm(): Promise<void>
}

/** What a call would change, where it is recorded; undefined where nothing is. */
export function changePlan(
  run: RunContext,
  { effects, access, tool, mode }: Pick<Prepared, 'access' | 'effects' | 'mode' | 'tool'>,
): ChangePlan | undefined {
  if (tool.runsByMode && mode === 'sandbox') return undefined
  return run.deps.changes?.plan(effects, access)
}

/**
 * Records what a call may change, before it starts. What nobody was asked about must be recorded whole: nobody could
 * have been told what is missing.
 */
export async function beginChange(
  run: RunContext,
  key: string,
  prepared: Prepared,
  asked: boolean,
): Promise<Begun | { readonly ok: false; readonly error: ToolError } | undefined> {
  const { changes } = run.deps
  const plan = changePlan(run, prepared)
  if (!changes || !plan) return undefined
  const ref = { runId: run.runId, callKey: key }
  const record = await changes.record(ref, plan)
  if (plan.confirm && !asked && record.cannot.length > 0) return { ok: false, error: incomplete(plan) }
  const before = plan.confirm ? await makeChecks(run, plan.checks) : []
  const { snapshot, sha256, files, bytes, cannot } = record
  return {
    ok: true,
    confirm: plan.confirm,
    recorded: {
      type: 'change.recorded',
      callKey: key,
      class: plan.class,
      snapshot,
      sha256,
      files,
      bytes,
      confirm: plan.confirm,
      ...(cannot.length > 0 ? { cannot } : {}),
      ...(plan.confirm
        ? {
            label: plan.label,
            keepMs: plan.keepMs,
            checks: before.filter(({ exitCode }) => exitCode === 0).map(({ command }) => command),
          }
        : {}),
    },
    async arm() {
      if (plan.confirm) await changes.arm(ref, prepared.limitMs + GRACE_MS + plan.keepMs)
    },
  }
}

const incomplete = ({ class: id }: ChangePlan): ToolError => ({
  code: 'E_TOO_LARGE',
  message: `not everything that this may change (${id}) can be recorded, and nobody was asked about it`,
  recoverable: false,
  subject: id,
  hint: 'raise changes.maxMb in autohome.yaml',
})
