import type { WorkflowInfo, WorkflowParam } from '../domain/agent.ts'
import { UserError } from '../domain/errors.ts'
import type { Json, JsonObject } from '../domain/json.ts'
import type { ExecuteMode, Priority, RunRequest } from '../domain/run.ts'
import { phrase } from '../i18n/say.ts'
import { ulid } from '../lib/ids.ts'
import type { Cli } from './cli.ts'
import { completeName } from './names.ts'

export interface RunOptions {
  readonly json?: boolean
  readonly mode?: ExecuteMode
  /** false with --no-verify. */
  readonly verify?: boolean
  readonly priority?: Priority
  readonly detach?: boolean
}

const ASSIGNMENT = /^([A-Za-z_][\w.-]*)=(.*)$/s

/**
 * `disk-report path=/srv` is a workflow with parameters when its first word is the name of one (or a unique start of
 * it) and all others are assignments; anything else is a request in plain words.
 *
 * @throws UserError `ambiguous`, `not_found` (assignments behind a name that no workflow has)
 */
export function toRequest(
  words: readonly string[],
  options: RunOptions,
  workflows: readonly WorkflowInfo[],
  cli: Pick<Cli, 'locale' | 'actor'>,
): RunRequest {
  const named = namedWorkflow(words, workflows, cli)
  return {
    text: words.join(' '),
    locale: cli.locale,
    actor: cli.actor,
    thread: `console:${ulid(Date.now())}`,
    ...(named && {
      workflow: named.workflow.name,
      params: paramsOf(named.assignments, named.workflow.params),
    }),
    ...(options.priority && { priority: options.priority }),
    ...(options.mode && { mode: options.mode }),
    ...(options.verify === false && { verify: false }),
  }
}

function namedWorkflow(
  words: readonly string[],
  workflows: readonly WorkflowInfo[],
  cli: Pick<Cli, 'locale'>,
) {
  const [first = '', ...assignments] = words
  if (/\s/.test(first) || !assignments.every((word) => ASSIGNMENT.test(word))) return undefined
  const names = workflows.map(({ name }) => name)
  const found = completeName(first, names)
  if (found.kind === 'one') {
    const workflow = workflows.find(({ name }) => name === found.name)
    return workflow && { workflow, assignments }
  }
  if (found.kind === 'several')
    throw new UserError(
      'ambiguous',
      phrase('cli.ambiguous', { typed: first, names: found.names.join(', ') }, cli.locale),
    )
  if (assignments.length === 0) return undefined
  throw new UserError(
    'not_found',
    phrase('cli.unknown_workflow', { typed: first, nearest: found.nearest ?? '' }, cli.locale),
  )
}

function paramsOf(assignments: readonly string[], params: readonly WorkflowParam[]): JsonObject {
  const entries = assignments.map((assignment) => {
    const [, name = '', value = ''] = ASSIGNMENT.exec(assignment) ?? []
    return [name, typed(value, params.find((param) => param.name === name)?.type)] as const
  })
  return Object.fromEntries(entries)
}

/** A text in the parameter's type; what does not fit stays text and is refused, by name, by the workflow. */
function typed(value: string, type: WorkflowParam['type'] | undefined): Json {
  if (type === 'integer' && /^[+-]?\d+$/.test(value)) return Number(value)
  if (type === 'number' && /^[+-]?\d+(\.\d+)?$/.test(value)) return Number(value)
  if (type === 'boolean' && /^(true|yes|on|oui)$/i.test(value)) return true
  if (type === 'boolean' && /^(false|no|off|non)$/i.test(value)) return false
  return value
}
