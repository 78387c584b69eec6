import type { CallRequest, ReadyCheck } from '../domain/agent.ts'
import type { Effect } from '../domain/effect.ts'
import { ConditionFailed } from '../domain/journal.ts'
import type { Json, JsonObject } from '../domain/json.ts'
import { type ApprovalSubject, isApproving, type Question } from '../domain/question.ts'
import { canonicalJson } from '../lib/canonical.ts'
import { shortId } from '../lib/ids.ts'
import { quoteWord } from '../lib/shell-quote.ts'
import { approvalSubject, subjectHash } from './approval.ts'
import { ask } from './ask.ts'
import { attemptIn, callKey } from './call-key.ts'
import { type Prepared, prepare } from './prepare.ts'
import type { RunContext } from './run-context.ts'
import { requestedEvent } from './requested.ts'
import { needsTwo } from './two-people.ts'
import { limitOf } from './usage-budget.ts'

interface Granted {
  readonly questionId: string
  readonly approved: boolean
  /** Somebody said no since the run was last asked for. */
  readonly refused: boolean
}

/** One answer for all the checks of a run that ask: they run code that a model wrote, the same commands after each repair. */
export interface Grant {
  /** Under which question exactly this call was answered, and how; undefined where it was not part of any. */
  answerTo(request: CallRequest, prepared: Prepared): Granted | undefined
}

const TOOL = 'verify'
const granted = (attempt: number): string => callKey(attempt, 'verify', 'grant')
const GRANT_KEY = /^\d+\/verify\/grant$/
export const isGrant = (callKey: string | undefined): boolean =>
  callKey !== undefined && GRANT_KEY.test(callKey)

interface Asking {
  readonly request: CallRequest
  readonly prepared: Prepared
  readonly mark: string
}

/**
 * Asks once about every check that policy would ask about and that no earlier answer of this run covers, command by
 * command; a no is asked again only where somebody asks for the checks again. The grant is used up in the transaction that requests its calls; a call covered later must be the same to the
 * byte: tool, arguments, and the effects that they come down to.
 */
export async function grantFor(
  run: RunContext,
  attempt: number,
  checks: readonly ReadyCheck[],
): Promise<Grant> {
  const asking = checks.flatMap((check) => askingOf(run, attempt, check))
  const open = earlierGrants(run).find(({ callKey: key }) => key === granted(attempt))
  const known = grantOf(run)
  const uncovered = asking.filter(({ request, prepared }) => {
    const given = known.answerTo(request, prepared)
    return !given?.approved && !given?.refused
  })
  if (uncovered.length === 0 || (open && open.status !== 'open' && !approves(open))) return known
  const answered = await ask(run, open ?? newQuestion(run, attempt, uncovered))
  if (approves(answered)) await use(run, answered, uncovered)
  return grantOf(run)
}

function askingOf(
  run: RunContext,
  attempt: number,
  { criterionId, check, leftOut }: ReadyCheck,
): readonly Asking[] {
  if (leftOut !== undefined) return []
  const request = { ref: criterionId, tool: check.tool, args: check.args }
  if (run.view.calls.get(callKey(attempt, 'verify', criterionId))?.startedAt !== undefined) return []
  const prepared = prepare(run, request)
  if (!prepared.ok || prepared.decision.decision !== 'ask') return []
  if (needsTwo(run.deps.settings, prepared.decision)) return []
  return [{ request, prepared, mark: markOf(request, prepared.effects) }]
}

function newQuestion(run: RunContext, attempt: number, asking: readonly Asking[]): Question {
  const askedAt = run.deps.clock.now()
  const expiresAt = askedAt + run.deps.settings.questionExpiryMs
  const calls = [...new Map(asking.map((one) => [one.mark, one])).values()]
  const subject = approvalSubject(
    run,
    {
      callKey: granted(attempt),
      tool: TOOL,
      args: { calls: calls.map(({ mark }) => JSON.parse(mark) as JsonObject) },
      cwd: run.deps.settings.workspace,
    },
    expiresAt + limitOf(run, 'timeMs'),
  )
  return {
    id: shortId(),
    runId: run.runId,
    thread: run.view.request?.thread ?? '',
    kind: 'approval',
    status: 'open',
    title: { key: 'question.grant.title' },
    body: calls.map(({ request, prepared }) => commandOf(request, prepared.effects)).join('\n'),
    why: { key: 'question.grant.why' },
    options: [
      { id: 'approve', label: { key: 'option.approve' } },
      { id: 'deny', label: { key: 'option.deny' } },
    ],
    askedAt,
    expiresAt,
    callKey: granted(attempt),
    subject,
    hash: subjectHash(subject),
  }
}

/** Uses the answer up, together with the request of its calls; after a restart that has happened already. */
async function use(run: RunContext, question: Question, asking: readonly Asking[]): Promise<void> {
  const attempt = Number.parseInt(question.callKey ?? '', 10)
  const keyOf = ({ request }: Asking) => callKey(attempt, 'verify', request.ref)
  const fresh = asking.filter((one) => !run.view.calls.has(keyOf(one)))
  if (fresh.length === 0 || question.hash === undefined) return
  try {
    await run.append(
      fresh.map((one) => requestedEvent(keyOf(one), one.request, one.prepared)),
      { consume: { questionId: question.id, hash: question.hash } },
    )
  } catch (error) {
    // Answered too late to be used: each call is asked about by itself.
    if (!(error instanceof ConditionFailed)) throw error
  }
}

const grantOf = (run: RunContext): Grant => ({
  answerTo(request, { effects }) {
    const mark = markOf(request, effects)
    const question = earlierGrants(run).findLast(
      (one) => one.status !== 'open' && callsOf(one.subject).some((call) => canonicalJson(call) === mark),
    )
    if (!question) return undefined
    const inTime = run.deps.clock.now() <= (question.subject?.validUntil ?? 0)
    const { attempt = 1 } = run.view.entry
    const refused =
      question.status === 'answered' && !approves(question) && attemptIn(question.callKey ?? '') >= attempt
    return { questionId: question.id, approved: approves(question) && inTime, refused }
  },
})

const earlierGrants = (run: RunContext): readonly Question[] =>
  [...run.view.questions.values()].filter(({ kind, callKey: key }) => kind === 'approval' && isGrant(key))

const approves = ({ status, answer }: Question): boolean =>
  status === 'answered' && answer !== undefined && isApproving(answer.option)

function callsOf(subject: ApprovalSubject | undefined): readonly Json[] {
  const calls = subject?.args['calls']
  return Array.isArray(calls) ? calls : []
}

/** Exactly what would run. */
const markOf = ({ tool, args }: Pick<CallRequest, 'tool' | 'args'>, effects: readonly Effect[]): string =>
  canonicalJson({ tool, args, effects })

/** An equals sign matters to a shell only in front of a command; in an option it need not be quoted. */
const asTyped = (word: string): string => (/^-[\w/.:@%+,=-]+$/.test(word) ? word : quoteWord(word))

/** Commands as one would type them; another call as its tool and arguments. */
function commandOf({ tool, args }: CallRequest, effects: readonly Effect[]): string {
  const lines = effects.flatMap((effect) => {
    if (effect.kind === 'command') return [effect.text]
    return effect.kind === 'program' ? [effect.argv.map(asTyped).join(' ')] : []
  })
  return lines.length === 0 ? `${tool} ${canonicalJson(args)}` : lines.join('\n')
}
