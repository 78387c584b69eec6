import type { LogEntry, SystemLog } from './shapes/log.ts'

const MOST_GROUPS = 50
/** Of one message, in characters: a stack trace in a single entry would fill the answer. */
const LONGEST_MESSAGE = 500

/** What makes two messages of one kind differ: numbers, addresses, ids, paths of processes. */
const VARIABLE: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b0x[0-9a-f]+\b/gi, '<n>'],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/gi, '<id>'],
  [/\d+/g, '<n>'],
]

export const patternOf = (message: string): string =>
  VARIABLE.reduce(
    (text, [expression, word]) => text.replace(expression, word),
    message.slice(0, LONGEST_MESSAGE),
  )

export const shortMessage = (message: string): string =>
  message.length <= LONGEST_MESSAGE ? message : `${message.slice(0, LONGEST_MESSAGE - 1)}…`

export function groupMessages(entries: readonly LogEntry[]): SystemLog['groups'] {
  const groups = new Map<string, SystemLog['groups'][number]>()
  for (const entry of entries) {
    const key = `${entry.unit}\0${patternOf(entry.message)}`
    const known = groups.get(key)
    groups.set(key, {
      unit: entry.unit,
      message: shortMessage(entry.message),
      ...(entry.priority === undefined ? {} : { priority: entry.priority }),
      count: (known?.count ?? 0) + 1,
      firstMs: Math.min(known?.firstMs ?? entry.timeMs, entry.timeMs),
      lastMs: Math.max(known?.lastMs ?? entry.timeMs, entry.timeMs),
    })
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || b.lastMs - a.lastMs).slice(0, MOST_GROUPS)
}

export function countByUnit(entries: readonly LogEntry[]): SystemLog['byUnit'] {
  const counts = new Map<string, number>()
  for (const { unit } of entries) counts.set(unit, (counts.get(unit) ?? 0) + 1)
  return [...counts].map(([unit, count]) => ({ unit, count })).sort((a, b) => b.count - a.count)
}
