import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Checks values against the part of JSON Schema that Discord's own API description uses. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly oneOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly maxProperties?: number
  readonly uniqueItems?: boolean
  readonly pattern?: string
}

interface Description {
  readonly requests: Readonly<Record<string, Schema>>
  readonly schemas: Readonly<Record<string, Schema>>
}

const path = fileURLToPath(new URL('../../fixtures/discord-openapi.json', import.meta.url))
let read: Description | undefined
const description = (): Description => (read ??= JSON.parse(readFileSync(path, 'utf8')) as Description)

/** What is wrong with a request's body, as `path: what`; `request` is `post /channels/{channel_id}/messages`. */
export function wrongWith(request: string, body: unknown): string[] {
  const schema = description().requests[request]
  if (!schema) throw new Error(`the description has no ${request}`)
  return errors(schema, body, '')
}

/** The same for one schema by its name. */
export function wrongAs(name: string, value: unknown): string[] {
  return errors({ $ref: `#/components/schemas/${name}` }, value, '')
}

function resolved(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema
  const held = description().schemas[schema.$ref.split('/').at(-1) ?? '']
  if (!held) throw new Error(`the description has no ${schema.$ref}`)
  return resolved(held)
}

function errors(given: Schema, value: unknown, at: string): string[] {
  const schema = resolved(given)
  const variants = schema.oneOf ?? schema.anyOf
  if (variants && !schema.type) return ofVariants(variants, value, at)
  const types = schema.type === undefined ? [] : [schema.type].flat()
  if (types.length > 0 && !types.some((type) => isType(type, value)))
    return [`${at}: ${JSON.stringify(value)?.slice(0, 60)} is no ${types.join(' or ')}`]
  const found: string[] = []
  if (schema.enum && !schema.enum.includes(value)) found.push(`${at}: not one of ${schema.enum.join(', ')}`)
  if (typeof value === 'string') found.push(...ofText(schema, value, at))
  if (typeof value === 'number') {
    if (value < (schema.minimum ?? value)) found.push(`${at}: below ${schema.minimum}`)
    if (value > (schema.maximum ?? value)) found.push(`${at}: above ${schema.maximum}`)
  }
  if (Array.isArray(value)) found.push(...ofList(schema, value, at))
  else if (typeof value === 'object' && value !== null) found.push(...ofObject(schema, value as never, at))
  return found
}

/** Of the variants the one that comes closest explains best what is wrong. */
function ofVariants(variants: readonly Schema[], value: unknown, at: string): string[] {
  const tried = variants.map((variant) => errors(variant, value, at))
  return tried.toSorted((a, b) => rank(a) - rank(b))[0] ?? []
}

const rank = (found: readonly string[]): number =>
  found.length === 0 ? 0 : found.length + (found.some((one) => / is no |not one of/.test(one)) ? 100 : 0)

function ofText(schema: Schema, value: string, at: string): string[] {
  const length = [...value].length
  if (length < (schema.minLength ?? 0)) return [`${at}: shorter than ${schema.minLength}`]
  if (length > (schema.maxLength ?? length))
    return [`${at}: ${length} characters, at most ${schema.maxLength}`]
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value))
    return [`${at}: does not match ${schema.pattern}`]
  return []
}

function ofList(schema: Schema, value: readonly unknown[], at: string): string[] {
  if (value.length < (schema.minItems ?? 0)) return [`${at}: fewer than ${schema.minItems}`]
  if (value.length > (schema.maxItems ?? value.length)) return [`${at}: more than ${schema.maxItems}`]
  if (schema.uniqueItems && new Set(value.map((one) => JSON.stringify(one))).size < value.length)
    return [`${at}: holds one twice`]
  const { items } = schema
  return items ? value.flatMap((one, index) => errors(items, one, `${at}[${index}]`)) : []
}

function ofObject(schema: Schema, value: Readonly<Record<string, unknown>>, at: string): string[] {
  const { properties, additionalProperties: other, required = [] } = schema
  const missing = required.filter((name) => value[name] === undefined).map((name) => `${at}.${name}: missing`)
  if (Object.keys(value).length > (schema.maxProperties ?? Number.POSITIVE_INFINITY))
    return [`${at}: too many properties`]
  const inside = Object.entries(value).flatMap(([name, held]) => {
    const known = properties?.[name]
    if (known) return errors(known, held, `${at}.${name}`)
    if (typeof other === 'object') return errors(other, held, `${at}.${name}`)
    return properties && other !== true ? [`${at}.${name}: unknown`] : []
  })
  return [...missing, ...inside]
}

function isType(type: string, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null
    case 'array':
      return Array.isArray(value)
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    default:
      return typeof value === type
  }
}
