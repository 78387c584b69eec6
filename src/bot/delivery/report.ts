import type { RunView } from '../../domain/run-view.ts'
import type { Locale } from '../../domain/text.ts'
import { phrase } from '../../i18n/say.ts'
import { clip, visible } from '../visible.ts'
import type { Rendered } from './rendered.ts'

/** Characters that fit into one message on either platform beside its heading (Discord: 4,000; a Slack section: 3,000). */
const ROOM = 2_500

/** The final report. What does not fit stands whole in a file beside it. */
export function reportOf(view: RunView, title: string, locale: Locale): Rendered | undefined {
  const report = view.report?.trim() ?? ''
  if (report === '') return undefined
  const whole = visible(report)
  const heading = phrase('surface.report', { title }, locale)
  if (whole.length <= ROOM)
    return { message: { kind: 'report', locale, title: heading, markdown: whole, files: [] }, title }
  const name = `report-${view.runId}.md`
  const markdown = `${firstPart(whole)}\n\n${phrase('surface.report.file', { name }, locale)}`
  const files = [{ name, bytes: Buffer.from(`${report}\n`) }]
  return { message: { kind: 'report', locale, title: heading, markdown, files }, title }
}

/** Up to the end of a paragraph, or of a line, where there is one; a code block that was cut is closed. */
function firstPart(text: string): string {
  const cut = clip(text, ROOM)
  const end = Math.max(cut.lastIndexOf('\n\n'), cut.lastIndexOf('\n'))
  const part = end > ROOM / 2 ? cut.slice(0, end) : cut
  const fences = part.match(/^```/gm)?.length ?? 0
  return fences % 2 === 0 ? part : `${part}\n\`\`\``
}
