import { isFinal } from '../domain/run.ts'
import type { RunView } from '../domain/run-view.ts'
import type { Check, Criterion } from '../domain/spec.ts'
import type { Locale } from '../domain/text.ts'
import type { Verdict } from '../domain/verdict.ts'
import { phrase, say, word } from '../i18n/say.ts'
import type { CriterionLine } from './card-model.ts'
import { CRITERION_MARKERS } from './markers.ts'
import { oneLine } from './visible.ts'

/**
 * Each acceptance criterion with what was seen of it so far in this attempt; then the checks that a project brought, which
 * count as much: they are left out only where they were.
 */
export function criteriaLines(view: RunView, locale: Locale): CriterionLine[] {
  const named = view.spec?.acceptance ?? []
  const others = view.evidence.filter(
    ({ criterionId, attempt, outcome }) =>
      attempt === attemptShown(view) && outcome !== 'skipped' && !named.some(({ id }) => id === criterionId),
  )
  return [
    ...named.map((criterion) => criterionLine(view, criterion, locale)),
    ...others.map(({ criterionId: id, check }) =>
      criterionLine(view, { id, statement: projectWords(check, locale) }, locale),
    ),
  ]
}

/** `the tests of web pass`: in words where it is one of the usual checks, else as it is called. */
function projectWords({ tool, args }: Check, locale: Locale): string {
  const { path } = args
  const where = typeof path === 'string' ? path : ''
  return PROJECT_CHECKS.has(tool)
    ? phrase('card.project', { check: word(`card.project.${tool as ProjectCheck}`, locale), where }, locale)
    : `${tool} ${where}`.trim()
}

type ProjectCheck = 'run_tests' | 'run_build' | 'run_lint' | 'run_typecheck'
const PROJECT_CHECKS: ReadonlySet<string> = new Set<ProjectCheck>([
  'run_tests',
  'run_build',
  'run_lint',
  'run_typecheck',
])

function criterionLine(
  view: RunView,
  { id, statement }: Pick<Criterion, 'id' | 'statement'>,
  locale: Locale,
): CriterionLine {
  const judged = currentVerdict(view)?.criteria.find(({ criterionId }) => criterionId === id)
  const seen = view.evidence.filter((held) => held.criterionId === id && held.attempt === attemptShown(view))
  const last = seen.at(-1)
  const result = judged?.result ?? last?.outcome ?? 'pending'
  const why = judged?.why ?? last?.why
  const figure = seen.findLast((held) => held.figure !== undefined)?.figure
  return {
    id,
    statement: oneLine(statement, 200),
    result,
    marker: CRITERION_MARKERS[result],
    words: word(`card.criterion.${result}`, locale),
    ...(figure === undefined ? {} : { figure: oneLine(figure, 80) }),
    ...(why === undefined || result === 'pass' ? {} : { why: oneLine(say(why, locale), 200) }),
    evidence: judged?.evidence.length ? judged.evidence : seen.map((held) => held.id),
  }
}

/** While a new attempt is under way, the verdict of the one before says nothing about it. */
const currentVerdict = (view: RunView) =>
  isFinal(view.status) || view.verdict?.attempt === view.attempt ? view.verdict : undefined

const attemptShown = (view: RunView): number => currentVerdict(view)?.attempt ?? view.attempt

/** `4 of 4 criteria proven.`; undefined until there is a verdict. */
export function verdictLine(view: RunView, locale: Locale): string | undefined {
  if (view.status === 'completed' && view.unproven) return word('card.verdict.unproven', locale)
  const verdict = currentVerdict(view)
  if (!verdict) return undefined
  const skipped = verdict.criteria.filter(({ result }) => result === 'skipped').length
  const total = verdict.criteria.length - skipped
  const proven = verdict.criteria.filter(({ result }) => result === 'pass').length
  const parts = [
    ...(total === 0 && skipped > 0 ? [] : [phrase('card.verdict', { proven, total }, locale)]),
    ...(skipped === 0 ? [] : [phrase('card.verdict.skipped', { skipped }, locale)]),
    ...judgeWords(verdict, locale),
  ]
  return parts.join(' ')
}

/** Who gave an opinion, where anybody did; one that judges its own work is told as such. */
function judgeWords({ judgedBy, judgesItself }: Verdict, locale: Locale): string[] {
  if (judgedBy === undefined) return []
  const model = oneLine(judgedBy, 80)
  return [phrase(judgesItself ? 'card.verdict.same_judge' : 'card.verdict.judge', { model }, locale)]
}
