import { nearest } from '../lib/nearest.ts'

export type Completion =
  | { readonly kind: 'one'; readonly name: string }
  | { readonly kind: 'several'; readonly names: readonly string[] }
  | { readonly kind: 'none'; readonly nearest?: string }

/** The name itself, or the only one that starts with what was typed. */
export function completeName(typed: string, names: readonly string[]): Completion {
  const wanted = typed.toLowerCase()
  const exact = names.find((name) => name === wanted)
  if (exact !== undefined) return { kind: 'one', name: exact }
  const found = wanted === '' ? [] : names.filter((name) => name.startsWith(wanted))
  const [only] = found
  if (only !== undefined && found.length === 1) return { kind: 'one', name: only }
  if (found.length > 1) return { kind: 'several', names: found }
  const close = nearest(wanted, names)
  return { kind: 'none', ...(close === undefined ? {} : { nearest: close }) }
}
