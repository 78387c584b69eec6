import { createHash } from 'node:crypto'

/** JSON with sorted keys and without undefined: equal values give equal text (RFC 8785 for what events hold). */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const entries = Object.entries(value)
    .filter(([, held]) => held !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, held]) => `${JSON.stringify(key)}:${canonicalJson(held)}`).join(',')}}`
}

/** Hex sha256. */
export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')
