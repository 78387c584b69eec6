import type { z } from 'zod'
import { referencesOf } from '../../lib/expression.ts'
import { parseHoles } from '../../lib/holes.ts'
import { expressionsIn, whyNotFillable } from '../../lib/template.ts'
import { allSteps, type Place, type workflowSchema, type WorkflowStep } from './format.ts'
import { readParam } from './params.ts'
import { RIGHTS_STEP } from './rights.ts'

type Parsed = z.output<typeof workflowSchema>

export interface Problem {
  readonly place: Place
  readonly message: string
}

/** Arguments that are bash scripts: values are put into them quoted. */
export const QUOTE_KEYS: readonly string[] = ['command']

/** What expressions may name beside `$steps` and `$params`; a report may name them all. */
const COMMON = ['run', 'locale']
const REPORT = [...COMMON, 'status', 'errors', 'criteria', 'verdict']

/** The first thing that would go wrong when this workflow runs; undefined when nothing was found. */
export async function findProblem(
  workflow: Parsed,
  toolNames: readonly string[],
): Promise<Problem | undefined> {
  return (
    doubles(workflow) ??
    unknownTools(workflow, toolNames) ??
    badOrder(workflow) ??
    badRoot(workflow) ??
    badParams(workflow) ??
    (await badExpressions(workflow))
  )
}

/** Steps with the place where they stand, and the steps of which they may depend. */
function* placedSteps(workflow: Parsed): Generator<readonly [Place, WorkflowStep, readonly WorkflowStep[]]> {
  for (const [i, step] of workflow.steps.entries()) yield [['steps', i], step, workflow.steps]
  for (const [c, { repair }] of workflow.acceptance.entries())
    for (const [i, step] of repair.entries()) yield [['acceptance', c, 'repair', i], step, repair]
}

function doubles(workflow: Parsed): Problem | undefined {
  const seen = new Set<string>()
  for (const [place, { id }] of placedSteps(workflow)) {
    if (seen.has(id)) return { place: [...place, 'id'], message: `"${id}" is the id of another step already` }
    seen.add(id)
  }
  const criteria = new Set<string>()
  for (const [i, { id }] of workflow.acceptance.entries()) {
    if (criteria.has(id))
      return { place: ['acceptance', i, 'id'], message: `"${id}" is the id of another criterion already` }
    criteria.add(id)
  }
  return undefined
}

function unknownTools(workflow: Parsed, toolNames: readonly string[]): Problem | undefined {
  const say = (place: Place, tool: string): Problem | undefined =>
    toolNames.includes(tool)
      ? undefined
      : { place, message: `there is no tool "${tool}"; known: ${[...toolNames].sort().join(', ')}` }
  for (const [place, { tool }] of placedSteps(workflow)) {
    const problem = say([...place, 'tool'], tool)
    if (problem) return problem
  }
  for (const [i, { check }] of workflow.acceptance.entries()) {
    const problem = say(['acceptance', i, 'check', 'tool'], check.tool)
    if (problem) return problem
  }
  return undefined
}

function badOrder(workflow: Parsed): Problem | undefined {
  for (const [place, step, group] of placedSteps(workflow)) {
    const stranger = step.dependsOn.find((id) => !group.some((one) => one.id === id))
    if (stranger !== undefined)
      return {
        place: [...place, 'dependsOn'],
        message: `there is no step "${stranger}" here; known: ${group.map(({ id }) => id).join(', ')}`,
      }
    if (before(step, group).has(step.id))
      return { place: [...place, 'dependsOn'], message: `"${step.id}" waits for itself, by way of others` }
  }
  return undefined
}

/** Ids of all steps that are done with when this one starts. */
function before(step: WorkflowStep, group: readonly WorkflowStep[]): Set<string> {
  const found = new Set<string>()
  const todo = [...step.dependsOn]
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    if (found.has(id)) continue
    found.add(id)
    todo.push(...(group.find((one) => one.id === id)?.dependsOn ?? []))
  }
  return found
}

/** `sudo -n` is put before a command, so it must be one program with arguments. */
function badRoot(workflow: Parsed): Problem | undefined {
  for (const [place, { id, root, tool, args }] of placedSteps(workflow)) {
    if (id === RIGHTS_STEP)
      return { place: [...place, 'id'], message: `"${RIGHTS_STEP}" is kept for Autohome's own step` }
    if (!root) continue
    const { command } = args
    if (tool !== 'execute_command' || typeof command !== 'string')
      return { place: [...place, 'root'], message: 'only a command of execute_command can ask for root' }
    const literals = parseHoles(command)
    if (literals.ok && /[;&|<>()`$"'\\\n]/.test(literals.holes.literals.join('')))
      return {
        place: [...place, 'args', 'command'],
        message: 'a command that needs root is one program with plain arguments',
      }
  }
  return undefined
}

function badParams(workflow: Parsed): Problem | undefined {
  for (const [name, param] of Object.entries(workflow.params)) {
    const place = ['params', name]
    if (param.type === 'choice' && !param.choices) return { place, message: 'a choice needs "choices"' }
    if (param.pattern !== undefined && !isPattern(param.pattern))
      return { place: [...place, 'pattern'], message: `not a regular expression: ${param.pattern}` }
    if (param.default === undefined) continue
    const read = readParam(param, param.default)
    if (!read.ok) return { place: [...place, 'default'], message: read.message.en }
  }
  return undefined
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp
  } catch {
    return false
  }
}

interface Scope {
  readonly steps: ReadonlySet<string>
  readonly params: ReadonlySet<string>
  readonly others: readonly string[]
  readonly criteria?: ReadonlySet<string>
}

async function badExpressions(workflow: Parsed): Promise<Problem | undefined> {
  const params = new Set(Object.keys(workflow.params))
  const executed = new Set(workflow.steps.map(({ id }) => id))
  const all = new Set(allSteps(workflow).map(({ id }) => id))
  const none: Scope = { steps: new Set(), params, others: [] }
  const criteria = new Set(workflow.acceptance.map(({ id }) => id))
  const reported: Scope = { steps: all, params, others: REPORT, criteria }

  const texts: (readonly [Place, unknown, Scope])[] = [
    [['objective'], workflow.objective, none],
    [['risks'], workflow.risks, none],
    [['outOfScope'], workflow.outOfScope, none],
    [['report', 'en'], workflow.report.en, reported],
    [['report', 'fr'], workflow.report.fr, reported],
  ]
  const expressions: (readonly [Place, string | undefined, Scope])[] = []

  for (const [place, step, group] of placedSteps(workflow)) {
    const known = before(step, group)
    const scope = {
      steps: group === workflow.steps ? known : new Set([...executed, ...known]),
      params,
      others: COMMON,
    }
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
    if (name === undefined) continue
    const known = namesOf(variable, scope)
    if (known?.has(name) === false)
      return `${shown(expression)} names $${reference}; known here: ${[...known].join(', ') || 'none'}`
    if (!known && ['steps', 'params', ...REPORT].includes(variable) && !scope.others.includes(variable))
      return `${shown(expression)} names $${variable}, which is not known here`
  }
  return undefined
}

function namesOf(variable: string, scope: Scope): ReadonlySet<string> | undefined {
  switch (variable) {
    case 'params':
      return scope.params
    case 'steps':
      return scope.steps
    case 'status':
    case 'errors':
      return scope.others.includes(variable) ? scope.steps : undefined
    case 'criteria':
      return scope.criteria
    default:
      return undefined
  }
}

const shown = (expression: string): string => {
  const line = expression.replace(/\s+/g, ' ')
  return line.length > 70 ? `"${line.slice(0, 69)}…"` : `"${line}"`
}
