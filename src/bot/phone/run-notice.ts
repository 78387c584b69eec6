import { SEVERITIES, type Severity } from '../../domain/incident.ts'
import { isFinal } from '../../domain/run.ts'
import type { RunView } from '../../domain/run-view.ts'
import { phrase, say } from '../../i18n/say.ts'
import { cardOf } from '../card.ts'
import { oneLine } from '../visible.ts'
import type { Draft, Subject } from './draft.ts'

/** Somebody has just asked for something that cannot be done and was told so on the spot. */
const TOLD_AT_ONCE: ReadonlySet<string> = new Set(['no_agent', 'bad_request', 'unclear'])

/** Whether how this run ended is worth a notification. */
export function isWorthTelling(view: RunView, longRunMs: number): boolean {
  if (view.status === 'failed') return !isExpected(view)
  if (view.status !== 'completed') return false
  return isScheduled(view) || (view.endedAt ?? 0) - (view.startedAt ?? view.createdAt) >= longRunMs
}

/** How a run ended; undefined where it has not, or where nobody needs to hear of it. */
export function runNotice(subject: Subject, longRunMs: number): Draft | undefined {
  const { view, locale, title } = subject
  const mended = view.status === 'completed' && hadFailed(view)
  if (!isFinal(view.status) || !(mended || isWorthTelling(view, longRunMs))) return undefined
  const { status, verdict, reasons, hints, elapsed, state } = cardOf(view, subject)
  const incidents = view.incidents.map(({ text }) => oneLine(say(text, locale), 300))
  const lines = [
    ...new Set([...reasons.slice(0, 4), ...incidents.slice(-2), verdict ?? '', ...hints.slice(0, 2)]),
  ].filter((line) => line !== '')
  const well = view.status === 'completed'
  return {
    title: `${title} · ${status}`,
    message:
      lines.length === 0 ? phrase('phone.run.took', { elapsed }, locale) : [...lines, elapsed].join('\n'),
    severity: severityOf(view, well),
    tags: [well ? 'white_check_mark' : 'x'],
    choices: [],
    facts: { state, ...(view.failure ? { code: view.failure.code } : {}), attempt: view.attempt },
  }
}

/** A no that somebody said is news to nobody; a no because nobody answered is. */
function isExpected({ failure, questions, incidents }: RunView): boolean {
  if (failure === undefined) return true
  if (incidents.some(({ severity }) => severity === 'critical')) return false
  if (failure.code === 'denied') return ![...questions.values()].some(({ status }) => status === 'expired')
  return TOLD_AT_ONCE.has(failure.code)
}

const hadFailed = ({ verdicts, attempt }: RunView): boolean =>
  attempt > 1 && [...verdicts.values()].some(({ result }) => result !== 'pass')

const isScheduled = ({ request }: RunView): boolean => request?.schedule !== undefined

/** What was urgent on the way is urgent in the end. */
function severityOf({ request, incidents }: RunView, well: boolean): Severity {
  const { priority } = request ?? {}
  const own = well ? 'low' : priority === 'critical' || priority === 'high' ? priority : 'medium'
  const all = [own, ...incidents.map(({ severity }) => severity)]
  return SEVERITIES.findLast((severity) => all.includes(severity)) ?? own
}
