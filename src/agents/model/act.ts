import type { ActView, CallRequest, PhaseTurns, Turn } from '../../domain/agent.ts'
import type { Usage } from '../../domain/event.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { ModelMessage } from '../../domain/model.ts'
import type { ToolBox } from '../../domain/tool.ts'
import { canonicalJson } from '../../lib/canonical.ts'
import { fillIn, promptsDigest, promptsFor } from '../prompts/prompts.ts'
import { estimateConversationTokens } from '../models/tokens.ts'
import {
  joined,
  type Opening,
  openingOf,
  planText,
  requestParts,
  specText,
  steeredPart,
} from './conversation.ts'
import { evidenceText, failedText } from './evidence.ts'
import { tooLarge } from './failures.ts'
import type { ModelAgentDeps } from './mind.ts'
import { resolveRef } from './observation.ts'
import { askForCall } from './own-calls.ts'
import { IDENTICAL_CALLS, timesMade } from './repeats.ts'
import { type CallAnswer, actSchema, type FinalAnswer } from './schemas.ts'
import { think } from './think.ts'
import { fitHistory, lineOf } from './transcript.ts'

/** Tokens that the turns must at least find room in. */
const LEAST_ROOM = 300

/** Reason, then one call or the end. What came of the calls stands in the view, and is told anew each time. */
export async function act(deps: ModelAgentDeps, view: ActView, signal: AbortSignal): Promise<Turn> {
  const { run } = view
  const heard = run.steered.length
  const prompts = promptsDigest(run.request.locale)
  const own = await askForCall(deps, view, (room) => conversation(deps, view, room, 'own'), signal)
  if (own?.value && own.usage)
    return { ...turnOf(deps, view, own.value, own.more), heard, usage: own.usage, prompts }
  const { value, usage } = await think(
    deps,
    deps.executor,
    {
      run,
      name: 'turn',
      schema: schemaFor(deps.tools),
      messages: (room) => conversation(deps, view, room),
    },
    signal,
  )
  return { ...turnOf(deps, view, value), heard, usage: together(usage, own?.usage), prompts }
}

/** What a turn cost, with an answer before it that could not be used. */
const together = (usage: Usage, wasted: Usage | undefined): Usage =>
  wasted === undefined
    ? usage
    : {
        ...usage,
        promptTokens: usage.promptTokens + wasted.promptTokens,
        answerTokens: usage.answerTokens + wasted.answerTokens,
        calls: (usage.calls ?? 1) + 1,
      }

/** The same for every turn, and dear to make. */
const schemas = new WeakMap<ToolBox, ReturnType<typeof actSchema>>()

function schemaFor(tools: ToolBox): ReturnType<typeof actSchema> {
  const known = schemas.get(tools)
  if (known) return known
  const schema = actSchema(tools.list().map(({ name }) => name))
  schemas.set(tools, schema)
  return schema
}

/** `own`: for a model whose own tool calls are used; it is told of the tools beside the messages. */
export function conversation(
  deps: ModelAgentDeps,
  view: ActView,
  room: number,
  form: 'schema' | 'own' = 'schema',
): readonly ModelMessage[] {
  const { run, phase, plan, turn, past } = view
  const prompts = promptsFor(run.request.locale)
  const ownCalls = form === 'own'
  const opening = openingOf(deps, {
    job: 'act',
    run,
    place: `${run.attempt}/${phase}`,
    tools: !ownCalls,
    ownCalls,
  })
  const { part, fence, system } = opening
  const first = joined([
    ...requestParts(run, opening),
    part('spec', run.spec ? specText(run.spec) : ''),
    ...(phase === 'repair' ? mendingParts(view, opening) : []),
    part('plan', planText(plan)),
  ])
  const last = joined([
    steeredPart(run, opening),
    fillIn(ownCalls ? prompts.ownCalls.ask : prompts.ask.act, { turn, max: deps.limits.maxTurns }),
  ])
  const fixed: ModelMessage[] = [
    { role: 'system', content: system },
    { role: 'user', content: first },
    { role: 'user', content: last },
  ]
  const left = room - estimateConversationTokens(fixed)
  if (left < LEAST_ROOM) throw tooLarge(deps.executor.name, deps.executor.contextTokens)
  const history = { turns: past?.turns ?? [], results: view.results }
  const { condensed, messages } = fitHistory(history, left, { prompts, fence, ownCalls })
  return alternating([
    { role: 'system', content: system },
    { role: 'user', content: joined([first, part('condensed', condensed)]) },
    ...messages,
    { role: 'user', content: last },
  ])
}

function mendingParts({ run, past }: ActView, { part, fence }: Opening): readonly string[] {
  if (!past) return []
  return [
    part('failed', failedText(run.spec, past.verdict)),
    part('evidence', fence.around(evidenceText(past.evidence, past.verdict?.attempt))),
    part('tried', triedText(past.tried)),
  ]
}

export const triedText = (tried: readonly PhaseTurns[]): string =>
  tried
    .flatMap(({ attempt, turns, results }) =>
      turns.map((turn, index) => `${attempt}.${lineOf(index + 1, turn, results)}`),
    )
    .slice(-MOST_TRIED)
    .join('\n')

const MOST_TRIED = 30

/** Some models' templates want user and assistant to take turns. */
function alternating(messages: readonly ModelMessage[]): readonly ModelMessage[] {
  const merged: ModelMessage[] = []
  for (const message of messages) {
    const before = merged.at(-1)
    const plain = !before?.toolCalls && message.role !== 'tool'
    if (before?.role === message.role && plain)
      merged[merged.length - 1] = { ...before, content: `${before.content}\n\n${message.content}` }
    else merged.push(message)
  }
  return merged
}

function turnOf(
  deps: ModelAgentDeps,
  view: ActView,
  answer: CallAnswer | FinalAnswer,
  more = 0,
): Omit<Turn, 'usage'> {
  const { thought } = answer
  if ('final' in answer) return { calls: [], wait: 'all', final: answer.final, thought }
  const { turn, run, past } = view
  const prompts = promptsFor(run.request.locale)
  const args = resolvedArgs(answer, view)
  if (!args) {
    const note = fillIn(prompts.unknownRef, { ref: String(answer.args['ref']) })
    return { calls: [], wait: 'now', thought, note }
  }
  const stepId = stepOf(answer, view)
  const call: CallRequest = {
    ref: `${turn}.1`,
    tool: answer.action,
    args,
    ...(stepId === undefined ? {} : { stepId }),
  }
  const times = timesMade(call, past?.turns ?? [], view.results, (tool) => deps.tools.get(tool)?.access)
  if (times < IDENTICAL_CALLS)
    return { calls: [call], wait: 'all', thought, ...(more > 0 ? { note: prompts.ownCalls.onlyFirst } : {}) }
  const note = fillIn(prompts.repeated, { times })
  if (past?.turns.at(-1)?.note !== note) return { calls: [], wait: 'now', thought, note }
  return { calls: [], wait: 'all', final: '', thought, incident: goingRound(call, times, view) }
}

const goingRound = ({ tool }: CallRequest, times: number, { phase }: ActView) =>
  ({
    reason: 'identical_calls',
    component: 'agent',
    operation: phase,
    severity: 'medium',
    limit: IDENTICAL_CALLS,
    value: times + 2,
    text: { key: 'engine.identical_calls', params: { tool } },
  }) as const

/** The step that the model named, or that asks for exactly this call. */
function stepOf({ action, args, step }: CallAnswer, { plan }: ActView): string | undefined {
  if (plan.steps.some(({ id }) => id === step)) return step
  const mark = canonicalJson(args)
  return plan.steps.find((one) => one.tool === action && canonicalJson(one.args) === mark)?.id
}

/** A model names an output by the beginning of its hash; only outputs that it was shown can be named. */
function resolvedArgs({ action, args }: CallAnswer, { results, past }: ActView): JsonObject | undefined {
  if (action !== 'read_output') return args
  const { ref } = args
  if (typeof ref !== 'string') return args
  const known = [...results.values(), ...(past?.tried ?? []).flatMap((phase) => [...phase.results.values()])]
  const whole = resolveRef(ref, known)
  return whole === undefined ? undefined : { ...args, ref: whole }
}
