import type { CallResult } from '../domain/agent.ts'
import type { Question } from '../domain/question.ts'
import type { CallView } from '../domain/run-view.ts'
import { canonicalJson } from '../lib/canonical.ts'
import { shortId } from '../lib/ids.ts'
import { ask } from './ask.ts'
import { agentRun, type RunContext } from './run-context.ts'

/**
 * The process died between `started` and `finished` of a writing call: nobody knows whether it happened. It is not run
 * again by itself; the owner says whether it is done, should run again (as a call of its own, with a key of its own),
 * or is to be left as failed, which is also what silence means.
 */
export async function settleUnknown(
  run: RunContext,
  call: CallView,
  again: () => Promise<CallResult>,
): Promise<CallResult> {
  if (call.outcome === undefined)
    await run.append([{ type: 'tool_call.finished', callKey: call.key, outcome: 'unknown', durationMs: 0 }])
  const question = await ask(run, earlierQuestion(run, call.key) ?? newQuestion(run, call))
  switch (question.answer?.option) {
    case 'run_again':
      return again()
    case 'done':
      return { outcome: 'succeeded', durationMs: 0 }
    default:
      return {
        outcome: 'unknown',
        error: {
          code: 'E_INTERNAL',
          message: 'interrupted; nobody knows whether it happened',
          recoverable: false,
        },
      }
  }
}

function newQuestion(run: RunContext, call: CallView): Question {
  const askedAt = run.deps.clock.now()
  const command = call.args['command']
  const body = typeof command === 'string' ? command : `${call.tool} ${canonicalJson(call.args)}`
  return {
    id: shortId(),
    runId: run.runId,
    thread: agentRun(run).request.thread,
    kind: 'unknown_outcome',
    status: 'open',
    title: { key: 'question.unknown.title' },
    body,
    why: { key: 'engine.unknown_outcome', params: { command: body, call: call.key } },
    options: [
      { id: 'done', label: { key: 'option.done' } },
      { id: 'run_again', label: { key: 'option.run_again' } },
      { id: 'stop', label: { key: 'option.stop' } },
    ],
    askedAt,
    expiresAt: askedAt + run.deps.settings.questionExpiryMs,
    callKey: call.key,
  }
}

const earlierQuestion = (run: RunContext, key: string): Question | undefined =>
  [...run.view.questions.values()].findLast(
    ({ kind, callKey }) => kind === 'unknown_outcome' && callKey === key,
  )
