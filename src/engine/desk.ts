import type { CallRequest, CallResult, Desk, DeskQuestion, EarlierRun, Thought } from '../domain/agent.ts'
import type { RunEventBody } from '../domain/event.ts'
import type { JsonObject } from '../domain/json.ts'
import { viewOf } from '../domain/run-fold.ts'
import { shortId } from '../lib/ids.ts'
import { ask } from './ask.ts'
import { callTool } from './call-tool.ts'
import { prepare } from './prepare.ts'
import type { RunContext } from './run-context.ts'
import { mayAskModel, usageWarnings } from './usage-budget.ts'

/** Runs of one thread that a new one is told of. */
const EARLIER_RUNS = 3

/** What the engine lends to an agent that thinks. */
export function createDesk(run: RunContext): Desk {
  let earlier: readonly EarlierRun[] | undefined
  return {
    remember: (key, make) => remember(run, key, make),
    look: (request) => look(run, request),
    ask: (question) => askPerson(run, question),
    tell: (text) => run.deps.onOutput(run.runId, `${run.view.attempt}/${run.view.phase}/model`, text),
    earlier: () => (earlier ??= earlierRuns(run)),
  }
}

async function remember(run: RunContext, key: string, make: () => Promise<Thought>): Promise<JsonObject> {
  const known = run.view.turns.get(key)
  if (known) return known
  await mayAskModel(run)
  const thought = await make()
  await run.append(answered(run, key, thought))
  return thought.answer
}

/** An answer as it is journaled, with the warnings that its cost brings. */
export const answered = (
  run: RunContext,
  key: string,
  { answer, usage, prompts }: Thought,
): RunEventBody[] => [
  { type: 'turn.answered', key, answer, usage, ...(prompts === undefined ? {} : { prompts }) },
  ...usageWarnings(run, usage),
]

/** Outside EXECUTE and REPAIR nothing is changed and nobody is asked. */
async function look(run: RunContext, request: CallRequest): Promise<CallResult> {
  const prepared = prepare(run, request)
  if (prepared.ok && (prepared.access !== 'read' || prepared.decision.decision !== 'allow')) {
    const message = `only what reads, and needs no approval, may be called in ${run.view.phase}`
    return {
      outcome: 'denied',
      error: { code: 'E_DENIED', message, recoverable: false, subject: request.tool },
    }
  }
  return callTool(run, { attempt: run.view.attempt, phase: run.view.phase }, request)
}

async function askPerson(run: RunContext, asked: DeskQuestion): Promise<string | undefined> {
  const { key, ...question } = asked
  const earlier = [...run.view.questions.values()].find(
    ({ kind, callKey }) => kind === asked.kind && callKey === key,
  )
  const askedAt = run.deps.clock.now()
  const closed = await ask(
    run,
    earlier ?? {
      ...question,
      id: shortId(),
      runId: run.runId,
      thread: run.view.request?.thread ?? '',
      status: 'open',
      callKey: key,
      askedAt,
      expiresAt: askedAt + run.deps.settings.questionExpiryMs,
    },
  )
  return closed.status === 'answered' ? closed.answer?.option : undefined
}

/** Those that had ended when this one was asked for: what came later is nothing that it continues. */
function earlierRuns({ runId, view, deps }: RunContext): readonly EarlierRun[] {
  const thread = view.request?.thread
  if (thread === undefined) return []
  return deps.journal
    .runs({ thread, status: ['completed', 'failed', 'cancelled'] })
    .filter(({ id, endedAt }) => id !== runId && endedAt !== undefined && endedAt <= view.createdAt)
    .slice(0, EARLIER_RUNS)
    .reverse()
    .map(({ id, request, status, verdict }) => ({
      runId: id,
      request,
      status,
      ...(verdict === undefined ? {} : { verdict }),
      report: viewOf(id, deps.journal.events(id)).report ?? '',
    }))
}
