import { editDistance } from '../../lib/nearest.ts'

const OFFERED = 3

/** The names that look most like `typed`: by slips of the finger, and by the words they share. Best first. */
export function nearestNames(typed: string, names: readonly string[]): string[] {
  const parts = new Set(typed.toLowerCase().split(/[^a-z0-9]+/))
  const score = (name: string): number => {
    const slips = editDistance(typed.toLowerCase().slice(0, 60), name)
    const shared = name.split('-').filter((part) => parts.has(part)).length
    return slips / Math.max(typed.length, name.length) - shared
  }
  return [...names].sort((a, b) => score(a) - score(b) || (a < b ? -1 : 1)).slice(0, OFFERED)
}
