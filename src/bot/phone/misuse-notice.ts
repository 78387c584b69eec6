import type { Severity } from '../../domain/incident.ts'
import type { Locale } from '../../domain/text.ts'
import { formatTime } from '../../i18n/figures.ts'
import { phrase, word } from '../../i18n/say.ts'
import type { Matter, Misuse } from './matter.ts'
import type { Draft } from './draft.ts'

/** A press that came too late harms nobody; one that nobody was given is somebody at the door. */
const SEVERITY = {
  forged: 'high',
  used: 'high',
  changed: 'high',
  stranger: 'high',
  unknown: 'medium',
  expired: 'low',
  closed: 'low',
  refused: 'medium',
} as const satisfies Record<Misuse, Severity>

export function misuseNotice(
  { why, at, questionId, detail }: Extract<Matter, { type: 'misuse' }>,
  { locale, timeZone }: { readonly locale: Locale; readonly timeZone: string },
): Draft {
  const time = formatTime(at, locale, timeZone)
  const about = questionId === undefined ? [] : [phrase('phone.misuse.about', { id: questionId }, locale)]
  return {
    title: word(SEVERITY[why] === 'low' ? 'phone.misuse.late' : 'phone.misuse.title', locale),
    message: [
      phrase(`phone.misuse.${why}`, { time }, locale),
      ...(detail === undefined ? [] : [detail]),
      ...about,
    ].join('\n'),
    severity: SEVERITY[why],
    wanted: why === 'closed' || why === 'expired' || why === 'refused',
    tags: ['no_entry'],
    choices: [],
    facts: { why, at, ...(questionId === undefined ? {} : { question: questionId }) },
  }
}
