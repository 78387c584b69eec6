import type { Json } from '../../domain/json.ts'
import type { WorkflowParamDef } from '../workflow/format.ts'
import { isCueOf, type Search } from './search.ts'
import type { Word } from './words.ts'

/** 80 %, 500 MB, "more than 10": with a unit anywhere, without one near one of the parameter's words. */
export function findNumber(param: WorkflowParamDef, search: Search): Json | undefined {
  const { words, used } = search
  for (const [i, word] of words.entries()) {
    const number = /^\d+(?:[.,]\d+)?(%|[kmgt]i?[bo]|[kmgt])?$/.exec(word.plain)
    if (!number || used.has(word)) continue
    const next = words[i + 1]
    if (!counted(param, number[1] ?? '', next, words.slice(Math.max(0, i - 3), i))) continue
    used.add(word)
    for (const near of words.slice(Math.max(0, i - 3), i + 2)) if (isCueOf(param, near)) search.cues.add(near)
    const unit = unitOf(next)
    if (number[1] === undefined && unit !== undefined && next) used.add(next)
    return param.unit === 'bytes' && unit !== undefined ? `${word.plain}${unit}` : word.plain.replace('%', '')
  }
  return undefined
}

function counted(
  param: WorkflowParamDef,
  own: string,
  next: Word | undefined,
  before: readonly Word[],
): boolean {
  const unit = own === '' ? (unitOf(next) ?? '') : own
  if (param.unit === 'percent') return unit === '%'
  if (param.unit === 'bytes') return /^[kmgt]i?[bo]?$/.test(unit)
  return [...before, ...(next ? [next] : [])].some((word) => isCueOf(param, word))
}

function unitOf(word: Word | undefined): string | undefined {
  if (!word) return undefined
  if (/^(percent|pourcent|pour-cent)$/.test(word.plain)) return '%'
  if (/^[kmgt]i?[bo]$/.test(word.plain)) return word.plain
  const named = /^(kilo|mega|giga|tera)(bytes?|octets?|s)?$/.exec(word.plain)?.[1]
  return named === undefined ? undefined : `${named[0]}o`
}
