import type { DoneWrite, ReportView } from '../../domain/agent.ts'
import type { Locale, Localized } from '../../domain/text.ts'
import type { Evidence } from '../../domain/verdict.ts'
import { say } from '../../i18n/say.ts'

const HEADINGS = {
  said: {
    en: 'In the words of the model, which prove nothing:',
    fr: 'Selon le modèle, sans que cela prouve rien :',
  },
  proven: { en: 'Proven:', fr: 'Prouvé :' },
  open: { en: 'Not proven:', fr: 'Non prouvé :' },
  written: { en: 'Files written:', fr: 'Fichiers écrits :' },
  broken: { en: 'Ended before its time:', fr: 'Terminé avant son heure :' },
} as const satisfies Record<string, Localized>

/** What the owner reads: what was proven and what was not, from the evidence; the model's own words are marked as such. */
export function report(view: ReportView): string {
  const { run, brokenOff, tried = [], writes = [] } = view
  const { locale } = run.request
  const last = tried.at(-1)?.turns.at(-1)?.final?.trim() ?? ''
  const proven = criteria(view).filter(({ holds }) => holds)
  const open = criteria(view).filter(({ holds }) => !holds)
  const section = (name: keyof typeof HEADINGS, lines: readonly string[]) =>
    lines.length === 0 ? [] : [[HEADINGS[name][locale], ...lines].join('\n')]
  return [
    ...(brokenOff === undefined ? [] : section('broken', [say(brokenOff, locale)])),
    ...section(
      'proven',
      proven.map(({ line }) => line),
    ),
    ...section(
      'open',
      open.map(({ line }) => line),
    ),
    ...section('written', written(writes)),
    ...(last === '' ? [] : section('said', [last])),
  ].join('\n\n')
}

function criteria({ run, evidence, verdict }: ReportView): readonly { line: string; holds: boolean }[] {
  const latest = new Map<string, Evidence>(evidence.map((one) => [one.criterionId, one]))
  return (run.spec?.acceptance ?? []).map(({ id, statement }) => {
    const judged = verdict?.criteria.find(({ criterionId }) => criterionId === id)
    const shown = latest.get(id)
    // Without a verdict nothing is proven, however well a check went on the way.
    const holds = judged?.result === 'pass'
    const why = holds ? undefined : (judged?.why ?? shown?.why)
    return {
      holds,
      line: lineOf(statement, shown?.figure, why && say(why, run.request.locale), run.request.locale),
    }
  })
}

const lineOf = (
  statement: string,
  figure: string | undefined,
  why: string | undefined,
  locale: Locale,
): string =>
  `- ${statement}${figure === undefined ? '' : ` (${figure})`}${why ? `${locale === 'fr' ? ' :' : ':'} ${why}` : ''}`

/** Each once, in the order in which they were first written. */
const written = (writes: readonly DoneWrite[]): readonly string[] => [
  ...new Set(
    writes.flatMap(({ tool, args, outcome }) =>
      tool === 'write_file' && outcome === 'succeeded' && typeof args['path'] === 'string'
        ? [`- ${args['path']}`]
        : [],
    ),
  ),
]
