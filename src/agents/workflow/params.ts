import type { Json, JsonObject } from '../../domain/json.ts'
import type { Localized } from '../../domain/text.ts'
import { parseDuration } from '../../lib/duration.ts'
import type { Workflow, WorkflowParamDef } from './format.ts'

export type ReadParam =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly message: Localized }

export type ReadParams =
  | { readonly ok: true; readonly params: JsonObject }
  | { readonly ok: false; readonly message: Localized }

/**
 * The values of all parameters: what was given, else the default. Text is taken for what the type needs ("85" for an
 * integer), because a command line has nothing else. Durations become seconds.
 */
export function readParams(workflow: Pick<Workflow, 'name' | 'params'>, given: JsonObject): ReadParams {
  const known = Object.keys(workflow.params)
  const stranger = Object.keys(given).find((name) => !known.includes(name))
  if (stranger !== undefined) return { ok: false, message: unknownName(workflow.name, stranger, known) }
  const params: Record<string, Json> = {}
  for (const [name, param] of Object.entries(workflow.params)) {
    const value = given[name] ?? param.default
    if (value === undefined || value === null) {
      if (param.required) return { ok: false, message: missing(workflow.name, name, param) }
      continue
    }
    const read = readParam(param, value)
    if (!read.ok) return { ok: false, message: misfit(workflow.name, name, value, read.message) }
    params[name] = read.value
  }
  return { ok: true, params }
}

/** One value as its parameter's type; or what is allowed. */
export function readParam(param: WorkflowParamDef, value: Json): ReadParam {
  const typed = convert(param, value)
  return typed !== undefined && fits(param, typed)
    ? { ok: true, value: typed }
    : { ok: false, message: allowed(param) }
}

const YES = ['true', 'yes', 'on', '1', 'oui', 'vrai']
const NO = ['false', 'no', 'off', '0', 'non', 'faux']

function convert(param: WorkflowParamDef, value: Json): Json | undefined {
  switch (param.type) {
    case 'boolean': {
      const text = String(value).toLowerCase()
      return YES.includes(text) ? true : NO.includes(text) ? false : undefined
    }
    case 'integer':
    case 'number': {
      const number = param.unit ? parseAmount(String(value)) : numberOf(value)
      return number !== undefined && (param.type === 'number' || Number.isInteger(number))
        ? number
        : undefined
    }
    case 'duration':
      return typeof value === 'number' ? value : typeof value === 'string' ? parseDuration(value) : undefined
    default:
      return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
  }
}

const numberOf = (value: Json): number | undefined => {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || !/^\s*-?\d+([.,]\d+)?\s*$/.test(value)) return undefined
  return Number(value.replace(',', '.'))
}

const SCALES: readonly (readonly [RegExp, number])[] = [
  [/^(b|o|%|bytes?|octets?)?$/, 1],
  [/^k[bo]?$/, 1e3],
  [/^m[bo]?$/, 1e6],
  [/^g[bo]?$/, 1e9],
  [/^t[bo]?$/, 1e12],
  [/^ki[bo]$/, 2 ** 10],
  [/^mi[bo]$/, 2 ** 20],
  [/^gi[bo]$/, 2 ** 30],
  [/^ti[bo]$/, 2 ** 40],
]

/** 500 MB, 1,5 Go, 80 %, 12: the number that is meant, in bytes or percent. */
export function parseAmount(text: string): number | undefined {
  const parts = /^\s*(\d+(?:[.,]\d+)?)\s*(%|[a-z]*)\s*$/i.exec(text)
  const scale = SCALES.find(([pattern]) => pattern.test((parts?.[2] ?? '?').toLowerCase()))
  return parts && scale ? Number((parts[1] ?? '').replace(',', '.')) * scale[1] : undefined
}

function fits(param: WorkflowParamDef, value: Json): boolean {
  if (typeof value === 'number') return value >= (param.min ?? -Infinity) && value <= (param.max ?? Infinity)
  if (typeof value !== 'string') return true
  if (value === '' || value.includes('\0') || value.length > 4_096) return false
  if (param.type === 'choice') return param.choices?.includes(value) === true
  if (param.type === 'path' && !/^[/~.]/.test(value)) return false
  return param.pattern === undefined || new RegExp(`^(?:${param.pattern})$`, 'u').test(value)
}

/** What a parameter may hold, for a person who gave something else. */
export function allowed(param: WorkflowParamDef): Localized {
  const range = between(param)
  switch (param.type) {
    case 'integer':
    case 'number':
      return {
        en: `a ${param.type === 'integer' ? 'whole ' : ''}number${range.en}`,
        fr: `un nombre${param.type === 'integer' ? ' entier' : ''}${range.fr}`,
      }
    case 'boolean':
      return { en: 'yes or no', fr: 'oui ou non' }
    case 'choice':
      return {
        en: `one of ${param.choices?.join(', ')}`,
        fr: `une valeur parmi ${param.choices?.join(', ')}`,
      }
    case 'path':
      return { en: 'a path that begins with / or ~', fr: 'un chemin qui commence par / ou ~' }
    case 'duration':
      return { en: 'a duration such as 30m, 24h or 7d', fr: 'une durée comme 30m, 24h ou 7j' }
    default:
      if (param.example !== undefined)
        return { en: `a text such as ${param.example}`, fr: `un texte comme ${param.example}` }
      return param.pattern === undefined
        ? { en: 'a text', fr: 'un texte' }
        : { en: `a text that matches ${param.pattern}`, fr: `un texte de la forme ${param.pattern}` }
  }
}

function between({ min, max }: WorkflowParamDef): Localized {
  if (min !== undefined && max !== undefined)
    return { en: ` from ${min} to ${max}`, fr: ` de ${min} à ${max}` }
  if (min !== undefined) return { en: ` of at least ${min}`, fr: ` d'au moins ${min}` }
  return max === undefined ? { en: '', fr: '' } : { en: ` of at most ${max}`, fr: ` d'au plus ${max}` }
}

const missing = (workflow: string, name: string, param: WorkflowParamDef): Localized => ({
  en: `"${workflow}" needs ${name} (${param.title.en.toLowerCase()}): ${allowed(param).en}. Write ${name}=…`,
  fr: `« ${workflow} » a besoin de ${name} (${param.title.fr.toLowerCase()}) : ${allowed(param).fr}. Écrivez ${name}=…`,
})

const misfit = (workflow: string, name: string, value: Json, may: Localized): Localized => ({
  en: `"${workflow}": ${name} is ${shown(value)}; it must be ${may.en}`,
  fr: `« ${workflow} » : ${name} vaut ${shown(value)} ; il faut ${may.fr}`,
})

const unknownName = (workflow: string, name: string, known: readonly string[]): Localized => ({
  en: `"${workflow}" has no parameter ${name}; it has ${known.join(', ') || 'none'}`,
  fr: `« ${workflow} » n'a pas de paramètre ${name} ; il a ${known.join(', ') || 'aucun'}`,
})

const shown = (value: Json): string => {
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
