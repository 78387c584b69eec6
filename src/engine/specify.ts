import type { Specified } from '../domain/agent.ts'
import type { Question } from '../domain/question.ts'
import type { RunRequest } from '../domain/run.ts'
import { shortId } from '../lib/ids.ts'
import { RunFailed } from './failure.ts'
import { inPhase } from './phase.ts'
import { ask } from './ask.ts'
import { agentRun, type RunContext } from './run-context.ts'

/** SPEC: what is to be true at the end. Where the request fits several workflows, a person chooses. */
export function specify(run: RunContext): Promise<void> {
  if (run.view.spec) return Promise.resolve()
  return inPhase(run, 'spec', 1, async () => {
    const asked = agentRun(run)
    const found = await run.deps.agent.specify(asked, run.signal)
    const settled = found.kind === 'unsure' ? await chooseWorkflow(run, found) : found
    if (settled.kind !== 'spec') throw refused(settled)
    await run.append([
      {
        type: 'spec.set',
        spec: settled.spec,
        ...(settled.workflow ? { workflow: settled.workflow } : {}),
      },
    ])
    const params = { criteria: settled.spec.acceptance.length }
    return { value: undefined, status: 'completed', summary: { key: 'phase.spec', params } }
  })
}

/** No workflow has this name: theirs have no colon. */
const OTHER = 'free:other'

async function chooseWorkflow(
  run: RunContext,
  { candidates, free = false }: Extract<Specified, { kind: 'unsure' }>,
): Promise<Specified> {
  const earlier = [...run.view.questions.values()].find(({ kind }) => kind === 'choice')
  const answered = await ask(run, earlier ?? choice(run, candidates, free))
  const chosen = candidates.find(({ name }) => name === answered.answer?.option)
  if (answered.answer?.option === OTHER)
    return run.deps.agent.specify({ ...agentRun(run), freely: true }, run.signal)
  if (!chosen) return { kind: 'none', why: { key: 'engine.unclear' }, candidates }
  const asked = agentRun(run)
  const request: RunRequest = { ...asked.request, workflow: chosen.name }
  return run.deps.agent.specify({ ...asked, request }, run.signal)
}

function choice(
  run: RunContext,
  candidates: readonly { readonly name: string; readonly title: string }[],
  free: boolean,
): Question {
  const { thread, text } = agentRun(run).request
  const askedAt = run.deps.clock.now()
  return {
    id: shortId(),
    runId: run.runId,
    thread,
    kind: 'choice',
    status: 'open',
    title: { key: 'question.choice.title' },
    body: text,
    options: [
      ...candidates.map(({ name, title }) => ({ id: name, label: title })),
      ...(free ? [{ id: OTHER, label: { key: 'option.other' } }] : []),
      { id: 'stop', label: { key: 'option.stop' } },
    ],
    askedAt,
    expiresAt: askedAt + run.deps.settings.questionExpiryMs,
  }
}

function refused(found: Exclude<Specified, { kind: 'spec' }>): RunFailed {
  switch (found.kind) {
    case 'invalid':
      return new RunFailed('bad_request', found.why)
    case 'none':
      return new RunFailed('no_agent', found.why)
    case 'unsure':
      return new RunFailed('unclear', { key: 'engine.unclear' })
    default:
      return found satisfies never
  }
}
