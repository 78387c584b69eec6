import type { Json } from '../domain/json.ts'

/** What earlier fields of the same append said, so that a repeated call key costs one byte. */
export interface FieldContext {
  callKey: string | undefined
}

/**
 * How one field of an event is written. `pack` answers undefined for a value that this kind cannot give back
 * unchanged; the codec then keeps it by name, so that nothing is ever lost. A packed value is never null.
 */
export interface FieldKind {
  pack(value: unknown, context: FieldContext): Json | undefined
  unpack(packed: Json, context: FieldContext): unknown
}

/** As JSON, whatever it is. */
export const plain: FieldKind = {
  pack: (value) => (value === null ? undefined : (value as Json)),
  unpack: (packed) => packed,
}

/** true and false as 1 and 0. */
export const flag: FieldKind = {
  pack: (value) => (value === true ? 1 : value === false ? 0 : undefined),
  unpack: (packed) => packed === 1,
}

/** A word as its place in a list to which words may only be appended; a word that is not in it stays a word. */
export const word = (words: readonly string[]): FieldKind => ({
  pack(value) {
    if (typeof value !== 'string') return undefined
    const place = words.indexOf(value)
    return place < 0 ? value : place
  },
  unpack: (packed) => (typeof packed === 'number' ? words[packed] : packed),
})

/** The key of a call: 0 where it is that of the event before. */
export const callKey: FieldKind = {
  pack(value, context) {
    if (typeof value !== 'string') return undefined
    if (value === context.callKey) return 0
    context.callKey = value
    return value
  },
  unpack(packed, context) {
    if (typeof packed === 'string') context.callKey = packed
    return context.callKey
  },
}

/** A step's id: 0 where it is the last part of the call's key, which it mostly is. */
export const stepId: FieldKind = {
  pack(value, context) {
    if (typeof value !== 'string') return undefined
    return context.callKey !== undefined && value === lastPart(context.callKey) ? 0 : value
  },
  unpack: (packed, context) => (packed === 0 ? lastPart(context.callKey ?? '') : packed),
}

const lastPart = (key: string): string => key.slice(key.lastIndexOf('/') + 1)

/** A BlobRef as `[sha256 in base64url, bytes, truncated?]`: 43 characters instead of 64. */
export const blob: FieldKind = {
  pack: (value) => (isObject(value) ? (packBlob(value) ?? (value as Json)) : undefined),
  unpack: (packed) => (Array.isArray(packed) ? unpackBlob(packed) : packed),
}

/** A StoredResult: `[value]`, or a blob. */
export const result: FieldKind = {
  pack(value) {
    if (!isObject(value)) return undefined
    const keys = Object.keys(value)
    if (keys.length !== 1) return value as Json
    if (keys[0] === 'value' && value.value !== undefined) return [value.value as Json]
    if (keys[0] === 'blob' && isObject(value.blob)) return packBlob(value.blob) ?? (value as Json)
    return value as Json
  },
  unpack(packed) {
    if (!Array.isArray(packed)) return packed
    return packed.length === 1 ? { value: packed[0] } : { blob: unpackBlob(packed) }
  },
}

const SHA256 = /^[0-9a-f]{64}$/

function packBlob(value: Record<string, unknown>): Json[] | undefined {
  const { sha256, bytes, truncated, ...rest } = value
  if (typeof sha256 !== 'string' || !SHA256.test(sha256) || typeof bytes !== 'number') return undefined
  if (Object.keys(rest).length > 0) return undefined
  const name = Buffer.from(sha256, 'hex').toString('base64url')
  if (truncated === undefined) return [name, bytes]
  return typeof truncated === 'boolean' ? [name, bytes, truncated ? 1 : 0] : undefined
}

function unpackBlob(packed: readonly Json[]): Json {
  const [name, bytes, truncated] = packed
  const sha256 = Buffer.from(String(name), 'base64url').toString('hex')
  return truncated === undefined
    ? { sha256, bytes: bytes as Json }
    : { sha256, bytes: bytes as Json, truncated: truncated === 1 }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
