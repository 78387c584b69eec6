import type { Effect } from '../../domain/effect.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { Question } from '../../domain/question.ts'
import type { Actor, ExecuteMode } from '../../domain/run.ts'
import type { Schedule, Standing, StandingCall } from '../../domain/schedule.ts'
import { canonicalJson, sha256 } from '../../lib/canonical.ts'
import { shortId } from '../../lib/ids.ts'
import { approvalSubject, subjectHash, whatRuns } from '../approval.ts'
import { boundFiles } from '../bound-files.ts'
import { validUntilFrom } from '../clearance/valid-until.ts'
import type { EngineSettings, House } from '../deps.ts'
import { judgeCall, type Prepared } from '../prepare.ts'
import { agentRun, modeOf, type RunContext } from '../run-context.ts'
import { needsTwo } from '../two-people.ts'
import { forecastRun } from './forecast.ts'

/** What an owner would approve for a schedule, and what would go on asking all the same. */
export interface Approvable {
  readonly workflow: string
  readonly sha256: string
  readonly calls: readonly StandingCall[]
  readonly asks: readonly string[]
}

/**
 * The calls of the schedule's workflow that ask, exactly as they will be made. Left out, because they go on asking: what
 * depends on results that nobody has yet, and what needs two people.
 *
 * @throws UserError `bad_input` where it names no workflow
 */
export async function approvableOf(
  house: House,
  settings: EngineSettings,
  schedule: Pick<Schedule, 'id' | 'request' | 'by'>,
  signal: AbortSignal,
): Promise<Approvable> {
  const run = await forecastRun(house, schedule, signal)
  const mode = schedule.request.mode ?? settings.mode
  const calls: StandingCall[] = []
  const asks: string[] = []
  for (const { title, tool, forms } of (await house.agent.foresee?.(run, signal)) ?? []) {
    if (forms.length === 0) asks.push(title)
    for (const args of forms) {
      const prepared = judgeCall({ ...house, settings }, mode, { tool, args })
      if (!prepared.ok || prepared.decision.decision !== 'ask') continue
      if (needsTwo(settings, prepared.decision)) asks.push(whatRuns({ tool, args }))
      else {
        const { cwd, effects } = prepared
        calls.push({ tool, args, mark: await markOf(house, { tool, args, mode, cwd, effects }) })
      }
    }
  }
  const { name = '', sha256: hash = '' } = run.workflow ?? {}
  return { workflow: name, sha256: hash, calls: unique(calls), asks: [...new Set(asks)] }
}

const unique = (calls: readonly StandingCall[]): readonly StandingCall[] => [
  ...new Map(calls.map((call) => [call.mark, call])).values(),
]

export const standingBy = (by: Actor, at: number, approvable: Approvable): Standing => {
  const { workflow, sha256: hash, calls } = approvable
  return { by, at, workflow, sha256: hash, calls }
}

interface Marked {
  readonly tool: string
  readonly args: JsonObject
  readonly mode: ExecuteMode
  readonly cwd: string
  readonly effects: readonly Effect[]
}

/** Everything that must be the same to the byte, files that it runs as code included. */
async function markOf(
  house: Pick<House, 'fileHash' | 'policy'>,
  { tool, args, mode, cwd, effects }: Marked,
): Promise<string> {
  const files = await boundFiles(house, effects, mode)
  return sha256(canonicalJson({ tool, args, mode, cwd, effects, ...files }))
}

/** The owner's standing approval of exactly this call; undefined where there is none, or where it is void by now. */
export async function standingFor(
  run: RunContext,
  call: { readonly tool: string; readonly args: JsonObject },
  prepared: Prepared,
): Promise<Standing | undefined> {
  const id = run.view.request?.schedule?.id
  const standing = id === undefined ? undefined : run.deps.schedules?.get(id)?.standing
  if (!standing || needsTwo(run.deps.settings, prepared.decision)) return undefined
  if (standing.sha256 !== run.view.workflow?.sha256) return undefined
  const { cwd, effects } = prepared
  const mark = await markOf(run.deps, { ...call, mode: modeOf(run), cwd, effects })
  return standing.calls.some((one) => one.mark === mark) ? standing : undefined
}

/**
 * Puts the owner's yes into the journal as the answer to the question that nobody has to be asked: bound like any other
 * to exactly this call of this run, judged again and used up when the call starts.
 */
export async function settleByStanding(
  run: RunContext,
  call: { readonly callKey: string; readonly tool: string; readonly args: JsonObject },
  prepared: Prepared,
): Promise<void> {
  const standing = await standingFor(run, call, prepared)
  if (!standing) return
  const { callKey, tool, args } = call
  const now = run.deps.clock.now()
  const files = await boundFiles(run.deps, prepared.effects, modeOf(run))
  const subject = approvalSubject(
    run,
    { callKey, tool, args, cwd: prepared.cwd, ...files },
    validUntilFrom(run.deps.settings, now),
  )
  const { locale, thread, schedule } = agentRun(run).request
  const question: Question = {
    id: shortId(),
    runId: run.runId,
    thread,
    kind: 'approval',
    status: 'answered',
    title: { key: 'question.approval.title' },
    body: whatRuns({ tool, args }),
    why: prepared.decision.why,
    rule: prepared.decision.rule,
    options: [
      { id: 'approve', label: { key: 'option.approve' } },
      { id: 'deny', label: { key: 'option.deny' } },
    ],
    askedAt: now,
    expiresAt: now,
    callKey,
    subject,
    hash: subjectHash(subject),
    answer: {
      option: 'approve',
      by: standing.by,
      at: standing.at,
      reason:
        locale === 'fr'
          ? `accord permanent de la planification ${schedule?.id}`
          : `standing approval of schedule ${schedule?.id}`,
    },
  }
  await run.append([{ type: 'question.settled', question }])
}
