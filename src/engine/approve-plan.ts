import type { RunEventBody } from '../domain/event.ts'
import type { JsonObject } from '../domain/json.ts'
import type { PlanStep } from '../domain/plan.ts'
import type { Answer, ApprovalSubject, Question } from '../domain/question.ts'
import { shortId } from '../lib/ids.ts'
import { needsFilling } from '../lib/template.ts'
import {
  approvalSubject,
  approveOptions,
  type PlannedCall,
  plannedCalls,
  subjectHash,
  whatRuns,
} from './approval.ts'
import { ask } from './ask.ts'
import { boundFiles } from './bound-files.ts'
import { callKey } from './call-key.ts'
import { changePlan } from './changes/begin.ts'
import { expiryOf, validUntilFrom } from './clearance/valid-until.ts'
import { windowToCome } from './clearance/window-to-come.ts'
import { standingFor } from './schedules/standing.ts'
import { type Prepared, prepare } from './prepare.ts'
import { agentRun, modeOf, type RunContext } from './run-context.ts'
import { needsTwo } from './two-people.ts'
import { limitOf } from './usage-budget.ts'

/** Fewer than so many steps that ask are asked about one by one. */
const WORTH_ASKING_TOGETHER = 2

const PLAN_KEY = callKey(1, 'plan', 'approval')

/**
 * One question about every step of the plan that would ask and whose arguments are known already: an exact list. The
 * answer approves each of these calls, once, and nothing else; what is not on the list asks by itself.
 */
export async function approvePlan(run: RunContext): Promise<void> {
  // A model's calls need not be the steps it planned; a workflow's are.
  if (!run.view.workflow || run.deps.away?.current()) return
  const earlier = [...run.view.questions.values()].find(({ callKey: key }) => key === PLAN_KEY)
  if (earlier) return void (await ask(run, earlier))
  const steps = run.view.plans.get(1)?.steps ?? []
  const alone = steps.flatMap((step) => askingOf(run, step))
  const covered = await Promise.all(alone.map(({ step, prepared }) => standingFor(run, step, prepared)))
  const asking = alone.filter((_, i) => covered[i] === undefined)
  if (asking.length >= WORTH_ASKING_TOGETHER) await ask(run, await planQuestion(run, asking))
}

interface AskingStep {
  readonly step: PlanStep
  readonly key: string
  readonly prepared: Prepared
}

/** A step that runs with other rights than its own text says is not known before they have been looked at. */
function askingOf(run: RunContext, step: PlanStep): readonly AskingStep[] {
  const key = callKey(1, 'execute', step.id)
  if (step.root || needsFilling(step.args) || run.view.calls.has(key)) return []
  const prepared = prepare(run, { ref: step.id, tool: step.tool, args: step.args })
  if (!prepared.ok || needsTwo(run.deps.settings, prepared.decision)) return []
  // What could not be brought back is said of one call, not of a list.
  if (changePlan(run, prepared)?.confirm) return []
  return prepared.decision.decision === 'ask' ? [{ step, key, prepared }] : []
}

async function planQuestion(run: RunContext, asking: readonly AskingStep[]): Promise<Question> {
  const { clock, settings } = run.deps
  const askedAt = clock.now()
  const expiresAt = expiryOf(settings, askedAt, run.view.request?.schedule !== undefined)
  const calls = await Promise.all(
    asking.map(async ({ step, key, prepared }) => ({
      callKey: key,
      tool: step.tool,
      args: step.args,
      ...(await boundFiles(run.deps, prepared.effects, modeOf(run))),
    })),
  )
  const call = { callKey: PLAN_KEY, tool: 'plan', args: { calls } as JsonObject, cwd: settings.workspace }
  const subject = approvalSubject(
    run,
    call,
    Math.max(expiresAt + limitOf(run, 'timeMs'), validUntilFrom(settings, expiresAt)),
  )
  const rules = [...new Set(asking.map(({ prepared }) => prepared.decision.rule))]
  return {
    id: shortId(),
    runId: run.runId,
    thread: agentRun(run).request.thread,
    kind: 'approval',
    status: 'open',
    title: { key: 'question.plan.title' },
    body: asking.map(({ step }, index) => `${index + 1}  ${indented(whatRuns(step))}`).join('\n'),
    why: { key: 'question.plan.why', params: { count: asking.length, rules: rules.join(', ') } },
    options: [
      ...approveOptions(windowToCome(settings, askedAt), 'option.approve_all'),
      { id: 'each', label: { key: 'option.each' } },
      { id: 'deny', label: { key: 'option.deny' } },
    ],
    askedAt,
    expiresAt,
    callKey: PLAN_KEY,
    subject,
    hash: subjectHash(subject),
  }
}

const indented = (command: string): string => command.replaceAll('\n', '\n   ')

/**
 * What an answer to a whole plan means for each of its calls: an approval (or a no) of its own, bound to exactly that
 * call and used up by it. Journaled together with the answer.
 */
export function answersToCalls(question: Question, answer: Answer): readonly RunEventBody[] {
  if (question.callKey !== PLAN_KEY || !question.subject || answer.option === 'each') return []
  const plan = question.subject
  return plannedCalls(question).map((call) => ({
    type: 'question.settled',
    question: answeredAlready(question, { ...plan, ...call }, call, answer),
  }))
}

function answeredAlready(
  question: Question,
  subject: ApprovalSubject,
  call: PlannedCall,
  answer: Answer,
): Question {
  const { runId, thread, kind, askedAt, expiresAt } = question
  return {
    id: shortId(),
    runId,
    thread,
    kind,
    status: 'answered',
    title: { key: 'question.approval.title' },
    body: whatRuns(call),
    options: [
      { id: 'approve', label: { key: 'option.approve' } },
      { id: 'deny', label: { key: 'option.deny' } },
    ],
    askedAt,
    expiresAt,
    callKey: call.callKey,
    subject,
    hash: subjectHash(subject),
    answer,
  }
}
