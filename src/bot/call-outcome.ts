import type { StoredResult } from '../domain/event.ts'
import type { RunView } from '../domain/run-view.ts'
import type { Locale } from '../domain/text.ts'
import { formatDuration } from '../i18n/figures.ts'
import { phrase } from '../i18n/say.ts'
import { sayToolError } from '../i18n/tool-error.ts'
import { oneLine } from './visible.ts'

/** A figure that a command ends with is what the owner wants to know: `Total reclaimed space: 16.2GB`. */
const LAST_LINE_MAX = 100

/** What came of the call that this answer let run: `exit 0 · Total reclaimed space: 16.2GB · 3 s`; undefined while it has not ended. */
export function callOutcome(view: RunView, questionId: string, locale: Locale): string | undefined {
  const call = [...view.calls.values()].findLast(({ approval }) => approval === questionId)
  if (call?.outcome === undefined) return undefined
  const parts = [
    call.exitCode === undefined ? undefined : phrase('console.exit', { code: call.exitCode }, locale),
    call.error && call.exitCode === undefined ? oneLine(sayToolError(call.error, locale), 200) : undefined,
    call.outcome === 'succeeded' ? lastFigure(call.result) : undefined,
    call.durationMs === undefined ? undefined : formatDuration(call.durationMs, locale),
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? undefined : parts.join(' · ')
}

/** The last line that was printed, where it is short and holds a figure. */
function lastFigure(result: StoredResult | undefined): string | undefined {
  if (!result || !('value' in result)) return undefined
  const { stdout } = (result.value ?? {}) as { readonly stdout?: unknown }
  const last = typeof stdout === 'string' ? (stdout.trimEnd().split('\n').at(-1) ?? '').trim() : ''
  return last.length <= LAST_LINE_MAX && /\d/.test(last) ? oneLine(last) : undefined
}
