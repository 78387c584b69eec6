import type { CallResult, ReportView } from '../../domain/agent.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { Locale, Localized } from '../../domain/text.ts'
import type { Evidence } from '../../domain/verdict.ts'
import { sayToolError } from '../../i18n/tool-error.ts'
import { evaluate } from '../../lib/expression.ts'
import { fillTemplate } from '../../lib/template.ts'
import { bindingsOf, standingOf, stepValues } from './bindings.ts'
import { QUOTE_KEYS } from './quote-keys.ts'
import { allSteps, type Workflow, type WorkflowStep } from './format.ts'
import { render } from './render.ts'
import { withRights } from './rights.ts'
import { fillTitle } from './titles.ts'

/**
 * What the owner reads at the end: the workflow's own report, then what could not be looked at, was refused or went wrong.
 * A report never hides a gap, and a mistake in its template never loses it.
 */
export async function report(workflow: Workflow, view: ReportView): Promise<string> {
  const { locale } = view.run.request
  const { results } = view
  const bindings: JsonObject = {
    ...bindingsOf(view.run, stepValues(results)),
    status: Object.fromEntries([...results].map(([id, result]) => [id, standingOf(result)])),
    errors: Object.fromEntries(
      [...results].flatMap(([id, { error }]) =>
        error ? [[id, { ...error, message: sayToolError(error, locale) }]] : [],
      ),
    ),
    criteria: criteriaOf(view),
    verdict: view.verdict?.result,
  }
  const rendered = await render(workflow.report[locale], bindings)
  const body = rendered.ok ? rendered.text : UNREADABLE[locale].replace('{why}', rendered.message)
  const gaps = await gapsOf(workflow, view, bindings)
  return [body, gaps].filter((part) => part !== '').join('\n\n')
}

const UNREADABLE: Localized = {
  en: 'The report of this workflow cannot be filled in: {why}',
  fr: 'Le rapport de ce workflow ne peut pas être rempli : {why}',
}

const HEADINGS = {
  skipped: { en: 'Not looked at', fr: 'Non examiné' },
  denied: { en: 'Refused', fr: 'Refusé' },
  failed: { en: 'Went wrong', fr: 'En échec' },
} as const satisfies Record<string, Localized>

type Gap = keyof typeof HEADINGS

/** Steps that share a reason share a line: three that need Docker are one gap to whoever reads. */
async function gapsOf(workflow: Workflow, view: ReportView, bindings: JsonObject): Promise<string> {
  const { locale } = view.run.request
  const found: Record<Gap, Map<string, Set<string>>> = {
    skipped: new Map(),
    denied: new Map(),
    failed: new Map(),
  }
  for (const step of allSteps(workflow)) {
    const result = view.results.get(step.id)
    const gap = result && gapOf(result)
    const why = gap && (await whyOf(step, result, bindings, locale))
    if (!gap || why === undefined) continue
    const titles = found[gap].get(why) ?? new Set()
    found[gap].set(why, titles.add(await fillTitle(step.title[locale], view.run)))
  }
  const colon = locale === 'fr' ? ' :' : ':'
  return (Object.keys(HEADINGS) as Gap[])
    .filter((gap) => found[gap].size > 0)
    .map((gap) => {
      const lines = [...found[gap]].map(([why, titles]) => `- ${[...titles].join(', ')}${colon} ${why}`)
      return [`${HEADINGS[gap][locale]}${colon}`, ...lines].join('\n')
    })
    .join('\n\n')
}

function gapOf(result: CallResult): Gap | undefined {
  const standing = standingOf(result)
  if (standing === 'succeeded') return undefined
  return standing === 'skipped' || standing === 'denied' ? standing : 'failed'
}

/** What to tell of a gap; nothing where a step was simply not needed, or waited for one that is told of itself. */
async function whyOf(
  step: WorkflowStep,
  { error }: CallResult,
  bindings: JsonObject,
  locale: Locale,
): Promise<string | undefined> {
  if (error) {
    const said = sayToolError(error, locale)
    return error.hint === undefined ? said : `${said}\n  → ${error.hint}`
  }
  if (step.root === undefined) return undefined
  const holds = step.when === undefined ? undefined : await evaluate(step.when, null, bindings)
  if (holds && !(holds.ok && holds.value === true)) return undefined
  const args = await fillTemplate(step.args, bindings, { quoteKeys: QUOTE_KEYS })
  const allowed = args.ok ? withRights(step.root, args.value, stepsIn(bindings)) : undefined
  return allowed && 'why' in allowed ? allowed.why[locale] : undefined
}

const stepsIn = ({ steps }: JsonObject): JsonObject =>
  typeof steps === 'object' && steps !== null && !Array.isArray(steps) ? (steps as JsonObject) : {}

/** Each criterion as its latest evidence shows it. */
function criteriaOf({ evidence, verdict, run }: ReportView): JsonObject {
  const latest = new Map<string, Evidence>()
  for (const one of evidence) {
    const held = latest.get(one.criterionId)
    if (!held || one.attempt >= held.attempt) latest.set(one.criterionId, one)
  }
  return Object.fromEntries(
    (run.spec?.acceptance ?? []).map(({ id, statement }) => [
      id,
      {
        statement,
        result: verdict?.criteria.find(({ criterionId }) => criterionId === id)?.result,
        outcome: latest.get(id)?.outcome,
        figure: latest.get(id)?.figure,
      },
    ]),
  )
}
