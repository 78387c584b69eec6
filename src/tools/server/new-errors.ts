import { createHash } from 'node:crypto'
import { defineTool } from '../define.ts'
import { failure } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { given } from './figures.ts'
import { patternOf } from './group-messages.ts'
import type { LogEntry } from './shapes/log.ts'
import { newErrorsInput, newErrorsOutput } from './shapes/over-time.ts'
import { createSystemLog } from './system-log.ts'

const KIND = 'log'
/** What the log itself still holds is compared with too: the first digest is not all news. */
const WEEK_S = 7 * 86_400
const MOST_SHOWN = 50

/** Not the text: an error may hold what nobody should keep. */
const printOf = (entry: LogEntry): string =>
  createHash('sha256')
    .update(`${entry.unit}\0${patternOf(entry.message)}`)
    .digest('hex')
    .slice(0, 24)

/** Kinds of errors (messages that differ in numbers and ids only) that were never seen before the last day. */
export const createNewErrors = (deps: ServerDeps) => {
  const log = createSystemLog(deps)
  return defineTool({
    name: 'new_errors',
    group: 'server',
    summary: {
      en: 'Kinds of errors in the log that were not there before',
      fr: 'Les sortes d’erreurs du journal qui n’y étaient pas avant',
    },
    access: 'read',
    input: newErrorsInput,
    output: newErrorsOutput,
    timeoutMs: log.timeoutMs,
    errors: log.errors,
    effects: ({ sinceS }, context) => log.effects(question(sinceS), context),
    async run({ sinceS }, context) {
      const { samples, clock } = deps
      if (!samples) return failure('E_UNAVAILABLE', 'nothing is kept here to compare with')
      const read = await log.run(question(sinceS), context)
      if (!read.ok) return { ok: false, error: read.error }
      const { entries, truncated } = read.value
      const since = clock.now() - sinceS * 1000
      const kinds = kindsOf(entries)
      const known = samples.seen(KIND)
      samples.see(
        KIND,
        [...kinds].map(([print, { first, last }]) => ({ print, firstAt: first.timeMs, lastAt: last.timeMs })),
      )
      const firstKnown = Math.min(
        ...known.map(({ firstAt }) => firstAt),
        ...entries.map(({ timeMs }) => timeMs),
      )
      const before = new Set(known.filter(({ firstAt }) => firstAt < since).map(({ print }) => print))
      const recent = [...kinds].filter(([, { last }]) => last.timeMs >= since)
      const fresh = recent
        .filter(([print, { first }]) => !before.has(print) && first.timeMs >= since)
        .map(([, { first, last, count }]) => ({
          unit: last.unit,
          message: last.message,
          ...given('priority', last.priority),
          count,
          firstMs: first.timeMs,
          lastMs: last.timeMs,
        }))
      return {
        ok: true,
        value: {
          fresh: fresh.sort((a, b) => b.count - a.count).slice(0, MOST_SHOWN),
          count: fresh.length,
          kinds: recent.length,
          ...given('knownSinceMs', firstKnown < since ? firstKnown : undefined),
          truncated,
        },
      }
    },
  })
}

const question = (sinceS: number) => ({
  sinceS: Math.max(sinceS * 2, WEEK_S),
  priority: 'err' as const,
  limit: 2_000,
})

function kindsOf(entries: readonly LogEntry[]) {
  const kinds = new Map<string, { first: LogEntry; last: LogEntry; count: number }>()
  for (const entry of entries) {
    const print = printOf(entry)
    const known = kinds.get(print)
    if (!known) kinds.set(print, { first: entry, last: entry, count: 1 })
    else
      kinds.set(print, {
        first: entry.timeMs < known.first.timeMs ? entry : known.first,
        last: entry.timeMs >= known.last.timeMs ? entry : known.last,
        count: known.count + 1,
      })
  }
  return kinds
}
