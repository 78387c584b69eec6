import type { AgentRun } from '../../domain/agent.ts'
import type { Check, Criterion, TaskSpec } from '../../domain/spec.ts'
import type { AnyTool } from '../../domain/tool.ts'
import { looksAtNothing, referencesOf } from '../../lib/expression.ts'
import { promptsFor } from '../prompts/prompts.ts'
import { callProblem } from './call-problem.ts'
import { consider } from './consider.ts'
import { openingOf, requestParts } from './conversation.ts'
import { identifiers } from './identifiers.ts'
import type { ModelAgentDeps } from './mind.ts'
import { type SpecDraft, specAnswer } from './schemas.ts'

/** What is to be true at the end, with a check that can be carried out wherever there is one. */
export async function specify(deps: ModelAgentDeps, run: AgentRun, signal: AbortSignal): Promise<TaskSpec> {
  const opening = openingOf(deps, { job: 'spec', run, place: '1/spec', tools: true, checks: true })
  const names = deps.tools.list().map(({ name }) => name)
  const draft = await consider<SpecDraft>(
    deps,
    {
      run,
      opening,
      key: '1/spec',
      refs: '',
      name: 'spec',
      parts: requestParts(run, opening),
      ask: promptsFor(run.request.locale).ask.spec,
      schema: (mayLook) => specAnswer(names, mayLook),
      problem: (made) => specProblem(deps, made),
    },
    signal,
  )
  return specOf(draft)
}

async function specProblem(
  { tools }: ModelAgentDeps,
  { acceptance }: SpecDraft,
): Promise<string | undefined> {
  for (const { id, check } of acceptance) {
    if (!check) continue
    const wrong = callProblem(tools, check.tool, check.args) ?? changes(tools.get(check.tool))
    if (wrong !== undefined) return `${id}: ${wrong}`
    for (const expression of [check.expect, check.figure]) {
      const why = expression === undefined ? undefined : await expressionProblem(expression)
      if (why !== undefined) return `${id}: ${why}`
    }
  }
  return acceptance.some(({ check }) => check) ? undefined : 'no criterion has a check'
}

/** A check only looks: by a tool that reads, by what a project's own tests say, or by a command, which policy judges. */
const changes = (tool: AnyTool | undefined): string | undefined =>
  !tool || tool.access === 'read' || tool.group === 'qa' || tool.name === 'execute_command'
    ? undefined
    : `${tool.name} changes something: a check only looks`

async function expressionProblem(expression: string): Promise<string | undefined> {
  const read = await referencesOf(expression)
  if (!read.ok) return `${expression}: ${read.message}`
  return (await looksAtNothing(expression))
    ? `${expression}: an expression that is always the same, whatever the result, proves nothing`
    : undefined
}

/** What the system itself calls things beside the checks of a VERIFY. */
const RESERVED = ['diff', 'grant', 'judge']

function specOf({ objective, acceptance, assumptions, risks, outOfScope }: SpecDraft): TaskSpec {
  const ids = identifiers(
    acceptance.map(({ id }) => id),
    RESERVED,
  )
  return {
    objective,
    assumptions,
    acceptance: acceptance.map(
      ({ statement, check }, index): Criterion => ({
        id: ids[index] ?? `c${index + 1}`,
        statement,
        ...(check ? { check: checkOf(check) } : {}),
      }),
    ),
    risks,
    outOfScope,
  }
}

const checkOf = ({
  tool,
  args,
  expect,
  figure,
}: NonNullable<SpecDraft['acceptance'][number]['check']>): Check => ({
  tool,
  args,
  ...(expect === undefined ? {} : { expect }),
  ...(figure === undefined ? {} : { figure }),
})
