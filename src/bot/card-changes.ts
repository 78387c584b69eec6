import type { RunView } from '../domain/run-view.ts'
import { formatTime } from '../i18n/figures.ts'
import { phrase, say, word } from '../i18n/say.ts'
import type { CardOptions } from './card-options.ts'
import { oneLine } from './visible.ts'

/** Changes that take themselves back: until when one may be kept, and what became of the others. */
export const changeLines = (view: RunView, { locale, timeZone }: CardOptions): string[] =>
  [...view.calls.values()].flatMap(({ key, change }) => {
    if (!change?.confirm) return []
    const what = oneLine(say(change.label, locale), 60)
    if (change.ended === 'kept') return [phrase('card.change.kept', { what }, locale)]
    if (change.ended === 'restored') {
      const why = change.reason === undefined ? '' : word(`card.change.why.${change.reason}`, locale)
      return [
        phrase(change.verified ? 'card.change.restored' : 'card.change.not_restored', { what, why }, locale),
      ]
    }
    const open = [...view.questions.values()].findLast((one) => one.kind === 'keep' && one.callKey === key)
    if (open?.status !== 'open') return []
    return [phrase('card.change.open', { what, time: formatTime(open.expiresAt, locale, timeZone) }, locale)]
  })
