import { referencesOf } from '../../lib/expression.ts'
import { expressionsIn, whyNotFillable } from '../../lib/template.ts'
import { allSteps, type Place } from './format.ts'
import type { Order } from './order.ts'
import { type Parsed, placedSteps, type Problem } from './places.ts'
import { QUOTE_KEYS } from './quote-keys.ts'

/** What expressions may name beside `$steps` and `$params`; a report may name them all. */
const COMMON = ['run', 'locale']
const REPORT = [...COMMON, 'status', 'errors', 'criteria', 'verdict']

/** Names that may stand behind a `.`; listed only where one is wrong. */
interface Names {
  has(name: string): boolean
  list(): readonly string[]
}

interface Scope {
  readonly steps: Names
  readonly params: Names
  readonly others: readonly string[]
  readonly criteria?: Names
}

/** The first template or expression that does not parse, or names something that is not there when it is evaluated. */
export async function badExpressions(workflow: Parsed): Promise<Problem | undefined> {
  const params = namesOf(Object.keys(workflow.params))
  const executed = namesOf(workflow.steps.map(({ id }) => id))
  const all = namesOf(allSteps(workflow).map(({ id }) => id))
  const none: Scope = { steps: namesOf([]), params, others: [] }
  const criteria = namesOf(workflow.acceptance.map(({ id }) => id))
  const reported: Scope = { steps: all, params, others: REPORT, criteria }

  const texts: (readonly [Place, unknown, Scope])[] = [
    [['objective'], workflow.objective, none],
    [['risks'], workflow.risks, none],
    [['outOfScope'], workflow.outOfScope, none],
    [['report', 'en'], workflow.report.en, reported],
    [['report', 'fr'], workflow.report.fr, reported],
  ]
  const expressions: (readonly [Place, string | undefined, Scope])[] = []

  for (const { place, step, group, isRepair } of placedSteps(workflow)) {
    const earlier = stepsBefore(step.id, group)
    const scope = { steps: isRepair ? either(executed, earlier) : earlier, params, others: COMMON }
    texts.push([[...place, 'title'], step.title, none], [[...place, 'args'], step.args, scope])
    expressions.push([[...place, 'when'], step.when, scope])
  }
  for (const [i, { statement, check }] of workflow.acceptance.entries()) {
    const place = ['acceptance', i]
    const scope = { steps: executed, params, others: COMMON }
    texts.push([[...place, 'statement'], statement, none], [[...place, 'check', 'args'], check.args, scope])
    expressions.push([[...place, 'check', 'expect'], check.expect, scope])
    const figures = typeof check.figure === 'object' ? Object.values(check.figure) : [check.figure]
    for (const figure of figures) expressions.push([[...place, 'check', 'figure'], figure, scope])
  }

  for (const [place, value, scope] of texts) {
    const json = value as Parameters<typeof expressionsIn>[0]
    const wrong = whyNotFillable(json, { quoteKeys: QUOTE_KEYS })
    if (wrong !== undefined) return { place, message: wrong }
    for (const one of expressionsIn(json)) expressions.push([place, one, scope])
  }
  for (const [place, expression, scope] of expressions) {
    const message = expression === undefined ? undefined : await badExpression(expression, scope)
    if (message !== undefined) return { place, message }
  }
  return undefined
}

async function badExpression(expression: string, scope: Scope): Promise<string | undefined> {
  const found = await referencesOf(expression)
  if (!found.ok) return `${shown(expression)} does not parse: ${found.message}`
  for (const reference of found.references) {
    const [variable = '', name] = reference.split('.')
    if (REPORT.includes(variable) && !scope.others.includes(variable))
      return `${shown(expression)} names $${variable}, which is not known here`
    const known = knownBehind(variable, scope)
    if (name !== undefined && known?.has(name) === false)
      return `${shown(expression)} names $${reference}; known here: ${known.list().join(', ') || 'none'}`
  }
  return undefined
}

function knownBehind(variable: string, scope: Scope): Names | undefined {
  switch (variable) {
    case 'params':
      return scope.params
    case 'steps':
      return scope.steps
    case 'status':
    case 'errors':
      return scope.steps
    case 'criteria':
      return scope.criteria
    default:
      return undefined
  }
}

function namesOf(names: readonly string[]): Names {
  const set = new Set(names)
  return { has: (name) => set.has(name), list: () => names }
}

const stepsBefore = (step: string, group: Order): Names => ({
  has: (name) => group.isBefore(name, step),
  list: () => group.ids.filter((id) => group.isBefore(id, step)),
})

const either = (one: Names, other: Names): Names => ({
  has: (name) => one.has(name) || other.has(name),
  list: () => [...one.list(), ...other.list()],
})

const shown = (expression: string): string => {
  const line = expression.replace(/\s+/g, ' ')
  return line.length > 70 ? `"${line.slice(0, 69)}…"` : `"${line}"`
}
