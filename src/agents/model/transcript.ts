import type { CallRequest, CallResult, Turn } from '../../domain/agent.ts'
import type { ModelMessage } from '../../domain/model.ts'
import type { Prompts } from '../prompts/format.ts'
import { fillIn } from '../prompts/prompts.ts'
import { estimateMessageTokens, estimateTokens } from '../models/tokens.ts'
import type { Fence } from './fence.ts'
import { contentOf, outcomeOf, SHOWN } from './observation.ts'
import { shorten, shortJson } from './shorten.ts'

/** Characters of one text among the arguments of an earlier call: the model wrote it, and can read the file. */
const ARGUMENT = 1_500
/** Characters of a turn that is only told in short. */
const LINE = 160
/** Turns are condensed by so many at a time, so that the beginning of a prompt does not change with every turn. */
const STRIDE = 4
/** Of the room for turns, what those told in short may take. */
const CONDENSED_SHARE = 1 / 4
/** A result is shortened to no less than this, in characters. */
const LEAST_SHOWN = 400

export interface History {
  readonly turns: readonly Turn[]
  readonly results: ReadonlyMap<string, CallResult>
}

export interface Wording {
  readonly prompts: Prompts
  readonly fence: Fence
  /** Calls are told as the model's own tool calls, and what came of them as results of tools. */
  readonly ownCalls?: boolean
}

export interface FittedHistory {
  /** Older turns, a line each; empty where all of them are told whole. */
  readonly condensed: string
  readonly messages: readonly ModelMessage[]
}

/**
 * The turns so far within `room` tokens: the last ones whole, those before in a line each, those before them as a number.
 * Where not even the last one fits, its result is shortened.
 */
export function fitHistory(history: History, room: number, wording: Wording): FittedHistory {
  const { turns } = history
  const whole = turns.map((turn) => messagesOf(turn, history.results, wording, SHOWN))
  const costs = whole.map((messages) => messages.reduce((sum, one) => sum + estimateMessageTokens(one), 0))
  if (costs.reduce((a, b) => a + b, 0) <= room) return { condensed: '', messages: whole.flat() }

  const forShort = Math.floor(room * CONDENSED_SHARE)
  let left = room - forShort
  let first = turns.length
  while (first > 0 && (costs[first - 1] ?? 0) <= left) left -= costs[--first] ?? 0
  first = Math.min(turns.length - 1, Math.ceil(first / STRIDE) * STRIDE)
  const condensed = condense(turns.slice(0, first), history, forShort, wording.prompts)
  const kept = whole.slice(first).flat()
  if (costs.slice(first).reduce((a, b) => a + b, 0) <= room - forShort) return { condensed, messages: kept }
  return { condensed, messages: squeezed(turns.slice(first), history, room - forShort, wording) }
}

/** One turn as the model answered it, and as the system replied. */
function messagesOf(
  turn: Turn,
  results: ReadonlyMap<string, CallResult>,
  wording: Wording,
  max: number,
): readonly ModelMessage[] {
  const { thought = '', calls, final, note } = turn
  const { prompts, fence } = wording
  if (wording.ownCalls) return ownMessagesOf(turn, results, wording, max)
  const [call] = calls
  const said = call ? { thought, action: call.tool, args: call.args } : { thought, final: final ?? '' }
  const cut = (count: number) => fillIn(prompts.cut, { count })
  const replies = calls.map((one) => replyTo(one, results.get(one.ref), { prompts, fence }, max))
  if (note !== undefined) replies.push(`${prompts.part.note}\n${note}`)
  return [
    { role: 'assistant', content: shortJson(said, ARGUMENT, cut) },
    ...(replies.length === 0 ? [] : [{ role: 'user', content: replies.join('\n\n') } as const]),
  ]
}

function ownMessagesOf(
  { thought = '', calls, final, note }: Turn,
  results: ReadonlyMap<string, CallResult>,
  { prompts, fence }: Wording,
  max: number,
): readonly ModelMessage[] {
  const cut = (count: number) => fillIn(prompts.cut, { count })
  const toolCalls = calls.map(({ tool, args, stepId }) => ({
    name: tool,
    args: JSON.parse(
      shortJson({ ...args, ...(stepId === undefined ? {} : { step: stepId }) }, ARGUMENT, cut),
    ),
  }))
  return [
    { role: 'assistant', content: final || thought || '…', ...(calls.length === 0 ? {} : { toolCalls }) },
    ...calls.map(
      ({ ref, tool, ...one }): ModelMessage => ({
        role: 'tool',
        toolName: tool,
        content: replyTo({ ref, tool, ...one }, results.get(ref), { prompts, fence }, max),
      }),
    ),
    ...(note === undefined ? [] : [{ role: 'user', content: `${prompts.part.note}\n${note}` } as const]),
  ]
}

function replyTo(
  { ref, tool }: CallRequest,
  result: CallResult | undefined,
  { prompts, fence }: Wording,
  max: number,
): string {
  if (!result) return `${tool}: ${prompts.nothing}`
  const outcome = outcomeOf(result)
  const heading = fillIn(prompts.part.result, { call: `${ref} ${tool}`, outcome })
  const content = fence.around(shown(result, prompts, max))
  return [heading, content, ...(result.outcome === 'denied' ? [prompts.refused] : [])].join('\n')
}

/** A result is told again with every turn after it: its text is made once. */
const texts = new WeakMap<CallResult, { readonly prompts: Prompts; readonly text: string }>()

function shown(result: CallResult, prompts: Prompts, max: number): string {
  if (max !== SHOWN) return contentOf(result, prompts, max)
  const held = texts.get(result)
  if (held?.prompts === prompts) return held.text
  const text = contentOf(result, prompts)
  texts.set(result, { prompts, text })
  return text
}

function condense(turns: readonly Turn[], { results }: History, room: number, prompts: Prompts): string {
  const lines: string[] = []
  let left = room
  for (const [index, turn] of [...turns.entries()].reverse()) {
    const line = lineOf(index + 1, turn, results)
    left -= estimateTokens(line) + 1
    if (left < 0) {
      lines.push(fillIn(prompts.leftOut, { count: index + 1 }))
      break
    }
    lines.push(line)
  }
  return lines.reverse().join('\n')
}

/** `3 execute_command {"command":"pytest -q"} → failed (E_EXIT), exit 1`: nothing of it comes from outside. */
export function lineOf(
  number: number,
  { calls, final, note }: Turn,
  results: ReadonlyMap<string, CallResult>,
): string {
  const parts = calls.map(({ ref, tool, args }) => {
    const result = results.get(ref)
    const short = shorten(JSON.stringify(args), LINE, () => '…').replaceAll('\n', '')
    return `${tool} ${short} → ${result ? outcomeOf(result) : '?'}`
  })
  if (final !== undefined) parts.push(`∎ ${shorten(final, LINE, () => '…').replaceAll('\n', ' ')}`)
  if (parts.length === 0 && note !== undefined) parts.push('–')
  return `${number} ${parts.join('; ')}`
}

/** Halves what is shown of each result until all of them fit, or hardly anything is left. */
function squeezed(
  turns: readonly Turn[],
  { results }: History,
  room: number,
  wording: Wording,
): readonly ModelMessage[] {
  for (let max = SHOWN / 2; ; max /= 2) {
    const messages = turns.flatMap((turn) => messagesOf(turn, results, wording, Math.round(max)))
    const cost = messages.reduce((sum, one) => sum + estimateMessageTokens(one), 0)
    if (cost <= room || max <= LEAST_SHOWN) return messages
  }
}
