import type { AgentRun, CallResult, ReadyCheck } from '../../domain/agent.ts'
import { UserError } from '../../domain/errors.ts'
import type { Noticed } from '../../domain/run.ts'
import type { Health, Schedule } from '../../domain/schedule.ts'
import type { ToolResult } from '../../domain/tool.ts'
import { deadline } from '../../lib/abort.ts'
import type { EngineSettings, House } from '../deps.ts'
import { judgeCall, type Prepared } from '../prepare.ts'
import { judge } from '../prove.ts'
import type { Clock } from '../../domain/clock.ts'
import { nextHealth, type Seen } from './health.ts'
import { forecastRun } from './forecast.ts'

export interface HeartbeatDeps {
  readonly house: () => Promise<House>
  readonly settings: EngineSettings
  readonly clock: Clock
}

/** What a heartbeat found, and what of it a person must be told. */
export interface Look {
  readonly health: Health
  readonly noticed: Noticed | undefined
}

/** After its time limit a check has this long to clean up, in milliseconds. */
const CLEAN_UP_MS = 10_000

/** Looks at a workflow's criteria alone, as VERIFY would. Nothing is journaled: what changed nothing leaves no trace. */
export async function lookAt(deps: HeartbeatDeps, schedule: Schedule, signal: AbortSignal): Promise<Look> {
  const seen = await seeAll(deps, schedule, signal)
  signal.throwIfAborted()
  return nextHealth(
    schedule.health,
    seen.filter((one) => one !== undefined),
    deps.clock.now(),
  )
}

/** A workflow that is gone, or cannot be used any more, is itself something to be told. */
async function seeAll(deps: HeartbeatDeps, schedule: Schedule, signal: AbortSignal) {
  try {
    const checks = await checksOf(await deps.house(), deps.settings, schedule, signal)
    return await Promise.all(checks.map((check) => see(deps, check, schedule.id, signal)))
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const statement = error.localized?.[schedule.request.locale] ?? error.message
    return [{ id: WHOLE, statement, well: false }]
  }
}

/** No criterion is called so: theirs have no colon. */
const WHOLE = 'heartbeat:whole'

interface Askable {
  readonly ready: ReadyCheck
  readonly statement: string
  readonly prepared: Prepared
}

/**
 * The criteria that can be looked at by themselves and unasked.
 *
 * @throws UserError `bad_input` where there are none, or one would have to ask somebody
 */
export async function checksOf(
  house: House,
  settings: EngineSettings,
  { id, request, by }: Pick<Schedule, 'id' | 'request' | 'by'>,
  signal: AbortSignal,
): Promise<readonly Askable[]> {
  const run: AgentRun = await forecastRun(house, { id, request, by }, signal)
  const ready = await house.agent.checks({ run, results: new Map() }, signal)
  const mode = request.mode ?? settings.mode
  const found: Askable[] = []
  for (const one of ready) {
    if (one.unready !== undefined) continue
    const prepared = judgeCall({ ...house, settings }, mode, one.check)
    if (!prepared.ok) continue
    if (prepared.decision.decision !== 'allow' || prepared.access !== 'read')
      throw new UserError('bad_input', {
        en: `A heartbeat asks nobody, and the check “${one.criterionId}” of ${request.workflow} would have to (rule ${prepared.decision.rule}).`,
        fr: `Un contrôle régulier ne demande rien à personne, et « ${one.criterionId} » de ${request.workflow} le devrait (règle ${prepared.decision.rule}).`,
      })
    const statement = run.spec?.acceptance.find((criterion) => criterion.id === one.criterionId)?.statement
    found.push({ ready: one, statement: statement ?? one.criterionId, prepared })
  }
  if (found.length > 0) return found
  throw new UserError('bad_input', {
    en: `${request.workflow} has no criterion that can be looked at without running its steps.`,
    fr: `${request.workflow} n’a aucun critère observable sans exécuter ses étapes.`,
  })
}

/** undefined for what this machine does not have. */
async function see(
  { clock }: HeartbeatDeps,
  { ready, statement, prepared }: Askable,
  id: string,
  signal: AbortSignal,
): Promise<Seen | undefined> {
  const result = await call(clock, prepared, id, signal)
  const { outcome } = await judge(ready, result)
  if (outcome === 'skipped') return undefined
  return { id: ready.criterionId, statement, well: outcome === 'pass' }
}

async function call(clock: Clock, prepared: Prepared, id: string, signal: AbortSignal): Promise<CallResult> {
  const { tool, args, cwd, mode, limitMs } = prepared
  const within = deadline(signal, limitMs, clock)
  const context = {
    get signal() {
      return within.signal
    },
    cwd,
    mode,
    runId: `heartbeat-${id}`,
    onOutput: () => undefined,
  }
  try {
    return asCallResult(await within.race(tool.run(args, context), CLEAN_UP_MS))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { outcome: 'failed', error: { code: 'E_TIMEOUT', message, recoverable: false } }
  } finally {
    within.clear()
  }
}

const asCallResult = (result: ToolResult): CallResult => ({
  outcome: result.ok ? 'succeeded' : 'failed',
  ...(result.value === undefined ? {} : { value: result.value }),
  ...(result.exitCode === undefined ? {} : { exitCode: result.exitCode }),
  ...(result.ok ? {} : { error: result.error }),
})
