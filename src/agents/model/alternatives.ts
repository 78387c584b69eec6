import { z } from 'zod'
import { jsonSchemaOf } from '../models/json-schema.ts'

/**
 * One of several objects, told apart by a field that only it has; the first field that is there decides. A plain union
 * would say of a wrong answer only that it is wrong, and a model needs to be told what is.
 */
export function alternatives<T>(branches: Readonly<Record<string, z.ZodType<T>>>): z.ZodType<T> {
  const fields = Object.keys(branches)
  const read = (value: unknown, context: z.RefinementCtx): T => {
    const held = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
    const field = fields.find((name) => held[name] !== undefined && held[name] !== null)
    const branch = field === undefined ? undefined : branches[field]
    const parsed = branch?.safeParse(value)
    if (parsed?.success) return parsed.data
    for (const { message, path } of parsed?.error.issues ?? [])
      context.addIssue({ code: 'custom', message, path: [...path], input: value })
    if (!parsed) context.addIssue(`one of these fields is needed: ${fields.join(', ')}`)
    return z.NEVER
  }
  const schema = { anyOf: Object.values(branches).map((branch) => jsonSchemaOf(branch)) }
  return z.unknown().meta(schema).transform(read)
}
