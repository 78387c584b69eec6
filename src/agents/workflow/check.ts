import { parseHoles } from '../../lib/holes.ts'
import type { Place } from './format.ts'
import { badExpressions } from './check-expressions.ts'
import { readParam } from './params.ts'
import { type Parsed, placedSteps, type Problem } from './places.ts'
import { RIGHTS_STEP } from './rights.ts'

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

function doubles(workflow: Parsed): Problem | undefined {
  const seen = new Set<string>()
  for (const { place, step } of placedSteps(workflow)) {
    const { id } = step
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
  for (const { place, step } of placedSteps(workflow)) {
    const problem = say([...place, 'tool'], step.tool)
    if (problem) return problem
  }
  for (const [i, { check }] of workflow.acceptance.entries()) {
    const problem = say(['acceptance', i, 'check', 'tool'], check.tool)
    if (problem) return problem
  }
  return undefined
}

function badOrder(workflow: Parsed): Problem | undefined {
  for (const { place, step, group } of placedSteps(workflow)) {
    const stranger = step.dependsOn.find((id) => !group.has(id))
    if (stranger !== undefined)
      return {
        place: [...place, 'dependsOn'],
        message: `there is no step "${stranger}" here; known: ${group.ids.join(', ')}`,
      }
    if (group.circular === step.id)
      return { place: [...place, 'dependsOn'], message: `"${step.id}" waits for itself, by way of others` }
  }
  return undefined
}

/** `sudo -n` is put before a command, so it must be one program with arguments. */
function badRoot(workflow: Parsed): Problem | undefined {
  for (const { place, step } of placedSteps(workflow)) {
    const { id, root, tool, args } = step
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
