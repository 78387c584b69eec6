import type { RunView } from '../../domain/run-view.ts'
import { formatDuration } from '../../i18n/figures.ts'
import { phrase, word } from '../../i18n/say.ts'
import type { Conversation } from '../conversation.ts'
import { type Reply, said } from '../reply.ts'
import { oneLine } from '../visible.ts'

/** What each criterion rests on: the check, what it showed, and the hash of all that it printed. */
export function evidenceOf({ inbound }: Conversation, view: RunView): Reply {
  const { locale } = inbound
  if (view.evidence.length === 0) return said(phrase('talk.no_evidence', { id: view.runId }, locale))
  const sections = (view.spec?.acceptance ?? []).map(({ id, statement }) => ({
    title: oneLine(statement, 200),
    rows: view.evidence
      .filter(({ criterionId }) => criterionId === id)
      .map((held) => {
        const parts = [
          word(`card.criterion.${held.outcome}`, locale),
          held.figure,
          held.exitCode === undefined ? undefined : phrase('console.exit', { code: held.exitCode }, locale),
          formatDuration(held.durationMs, locale),
          held.sha256 === undefined ? undefined : `sha256 ${held.sha256.slice(0, 16)}`,
        ]
        const shown = parts.filter((part) => part !== undefined).join(' · ')
        return { left: `${held.id}  ${held.check.tool}`, right: oneLine(shown, 200) }
      }),
  }))
  return { kind: 'sections', intro: [], sections: sections.filter(({ rows }) => rows.length > 0) }
}
