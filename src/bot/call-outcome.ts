import type { RunView } from '../domain/run-view.ts'
import type { Locale } from '../domain/text.ts'
import { formatDuration } from '../i18n/figures.ts'
import { phrase } from '../i18n/say.ts'
import { sayToolError } from '../i18n/tool-error.ts'
import { oneLine } from './visible.ts'

/** What came of the call that this answer let run: `exit 0 · 3 s`; undefined while it has not ended. */
export function callOutcome(view: RunView, questionId: string, locale: Locale): string | undefined {
  const call = [...view.calls.values()].findLast(({ approval }) => approval === questionId)
  if (call?.outcome === undefined) return undefined
  const parts = [
    call.exitCode === undefined ? undefined : phrase('console.exit', { code: call.exitCode }, locale),
    call.error && call.exitCode === undefined ? oneLine(sayToolError(call.error, locale), 200) : undefined,
    call.durationMs === undefined ? undefined : formatDuration(call.durationMs, locale),
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? undefined : parts.join(' · ')
}
