import type { CallResult } from '../../domain/agent.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import type { Prompts } from '../prompts/format.ts'
import { fillIn } from '../prompts/prompts.ts'
import { shorten } from './shorten.ts'

/** Characters of one result that a model is shown. */
export const SHOWN = 6_000
/** Hex digits of a hash that a model has to copy. */
const REF_DIGITS = 12

/** `failed (E_EXIT), exit 1`: from the system itself, so that it may stand outside of the fence. */
export function outcomeOf({ outcome, error, exitCode, skipped }: CallResult): string {
  const code = error ? ` (${error.code})` : ''
  const exit = exitCode === undefined ? '' : `, exit ${exitCode}`
  return skipped ? 'skipped' : `${outcome}${code}${exit}`
}

/** What a result says, on at most `max` characters. All of it may come from outside: it belongs into a fence. */
export function contentOf(result: CallResult, prompts: Prompts, max = SHOWN): string {
  const { error, ran, recovery, value } = result
  const parts = [
    ...(ran === undefined ? [] : [fillIn(prompts.ran, { command: ran })]),
    ...(error ? [error.message] : []),
    ...(error?.hint === undefined ? [] : [error.hint]),
    ...(recovery && recovery.suggestion.length > 0
      ? [recovery.success ? recovery.message : [prompts.suggestions, ...recovery.suggestion].join('\n')]
      : []),
    ...(value === undefined ? [] : [textOf(value)]),
  ]
  const text = parts.join('\n')
  if (text === '') return prompts.nothing
  const ref = refOf(result)
  return shorten(text, max, (count) =>
    ref === undefined ? fillIn(prompts.cut, { count }) : fillIn(prompts.cutWithRef, { count, ref }),
  )
}

/** By what a model can name the whole output, where it was kept. */
export const refOf = ({ outputSha256, valueSha256 }: CallResult): string | undefined =>
  (outputSha256 ?? valueSha256)?.slice(0, REF_DIGITS)

/** The whole hash of an output of these results; undefined where none begins like that. */
export function resolveRef(ref: string, results: Iterable<CallResult>): string | undefined {
  if (ref.length < REF_DIGITS) return undefined
  for (const { outputSha256, valueSha256 } of results)
    for (const hash of [outputSha256, valueSha256]) if (hash?.startsWith(ref)) return hash
  return undefined
}

/** What programs print and files hold as it is, without the escapes of JSON; everything else as JSON. */
function textOf(value: Json): string {
  if (typeof value === 'string') return value
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return JSON.stringify(value)
  const long = Object.entries(value as JsonObject).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].includes('\n'),
  )
  const names = new Set(long.map(([name]) => name))
  const rest = Object.fromEntries(Object.entries(value as JsonObject).filter(([name]) => !names.has(name)))
  return [JSON.stringify(rest), ...long.map(([name, text]) => `${name}:\n${text}`)].join('\n')
}
