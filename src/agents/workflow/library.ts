import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { WorkflowInfo, WorkflowParam } from '../../domain/agent.ts'
import { UserError } from '../../domain/errors.ts'
import type { Json } from '../../domain/json.ts'
import type { Locale } from '../../domain/text.ts'
import type { Workflow } from './format.ts'
import { parseWorkflow } from './parse.ts'

export interface WorkflowDirectory {
  readonly path: string
  /** The owner's own files: they win over shipped ones of the same name, and a broken one does not stop the rest. */
  readonly owner: boolean
}

export interface BrokenWorkflow {
  /** The file's name without its ending. */
  readonly name: string
  readonly file: string
  readonly message: string
}

/** Every job that is written down. */
export interface WorkflowLibrary {
  readonly workflows: readonly Workflow[]
  /** Files of the owner that cannot be used, and why: to be told at start and wherever one is asked for. */
  readonly broken: readonly BrokenWorkflow[]
  get(name: string): Workflow | undefined
  infos(locale: Locale): readonly WorkflowInfo[]
  /** As `parseWorkflow`, for a text that an earlier run has pinned. */
  parse(text: string, file: string): Promise<Workflow>
}

/**
 * Reads `*.yaml` of every directory, shipped ones first. The owner's directory need not exist.
 *
 * @throws UserError `bad_workflow` for a shipped file that is malformed or a shipped directory that cannot be read
 */
export async function loadWorkflows(options: {
  readonly directories: readonly WorkflowDirectory[]
  readonly toolNames: readonly string[]
}): Promise<WorkflowLibrary> {
  const byName = new Map<string, Workflow>()
  const broken: BrokenWorkflow[] = []
  for (const directory of options.directories) {
    const here = new Map<string, Workflow>()
    const files = await filesOf(directory)
    const texts = files.map((file) =>
      readFile(file, 'utf8').catch((error: unknown) => unreadable(file, error)),
    )
    for (const [i, text] of (await Promise.all(texts)).entries()) {
      const file = files[i] ?? ''
      try {
        if (text instanceof UserError) throw text
        const workflow = await parseWorkflow(text, file, options.toolNames)
        refuseDoubles(workflow, here, directory.owner ? byName : here)
        here.set(workflow.name, workflow)
      } catch (error) {
        if (!directory.owner) throw error
        const message = error instanceof Error ? error.message : String(error)
        broken.push({ name: basename(file).replace(/\.ya?ml$/, ''), file, message })
      }
    }
    for (const [name, workflow] of here) byName.set(name, workflow)
  }
  return createLibrary([...byName.values()], broken, options.toolNames)
}

/** A library that is read when somebody first asks for it, and once. A failure is told again to the next who asks. */
export function lazyLibrary(load: () => Promise<WorkflowLibrary>): () => Promise<WorkflowLibrary> {
  let loading: Promise<WorkflowLibrary> | undefined
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined
      throw error
    })
    return loading
  }
}

async function filesOf({ path, owner }: WorkflowDirectory): Promise<string[]> {
  try {
    const names = await readdir(path)
    return names
      .filter((name) => /^[^.].*\.ya?ml$/.test(name))
      .sort()
      .map((name) => join(path, name))
  } catch (error) {
    if (owner && codeOf(error) === 'ENOENT') return []
    throw unreadable(path, error)
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

const unreadable = (path: string, error: unknown): UserError =>
  new UserError('bad_workflow', `${path}: cannot be read (${String(codeOf(error) ?? error)})`)

/** Two jobs that answer to the same words would be a matter of luck. An owner's file replaces a shipped one whole. */
function refuseDoubles(
  workflow: Workflow,
  here: ReadonlyMap<string, Workflow>,
  others: ReadonlyMap<string, Workflow>,
): void {
  const double = here.get(workflow.name)
  if (double)
    throw new UserError(
      'bad_workflow',
      `${workflow.file}:1: name: "${workflow.name}" is the name of ${double.file} already`,
    )
  const mine = namesOf(workflow)
  for (const other of [...here.values(), ...others.values()]) {
    if (other.name === workflow.name) continue
    const taken = [...mine].find((alias) => namesOf(other).has(alias))
    if (taken !== undefined)
      throw new UserError(
        'bad_workflow',
        `${workflow.file}:1: aliases: "${taken}" belongs to "${other.name}" (${other.file}) already`,
      )
  }
}

const namesOf = ({ aliases }: Workflow): Set<string> =>
  new Set([...aliases.en, ...aliases.fr].map((alias) => alias.toLowerCase()))

function createLibrary(
  workflows: readonly Workflow[],
  broken: readonly BrokenWorkflow[],
  toolNames: readonly string[],
): WorkflowLibrary {
  const byName = new Map(workflows.map((workflow) => [workflow.name, workflow]))
  return {
    workflows,
    broken,
    get: (name) => byName.get(name),
    infos: (locale) => [
      ...workflows.map((workflow) => withBroken(infoOf(workflow, locale), broken)),
      ...broken.filter(({ name }) => !byName.has(name)).map(infoOfBroken),
    ],
    parse: (text, file) => parseWorkflow(text, file, toolNames),
  }
}

/** Listed as well: who asks for it by name is told what is wrong with it. */
const infoOfBroken = ({ name, message }: BrokenWorkflow): WorkflowInfo => ({
  name,
  title: name,
  description: message,
  examples: [],
  params: [],
  broken: message,
})

/** A shipped file stands in for the owner's of that name, which is no reason to be silent about it. */
function withBroken(info: WorkflowInfo, broken: readonly BrokenWorkflow[]): WorkflowInfo {
  const own = broken.find(({ name }) => name === info.name)
  return own ? { ...info, broken: own.message } : info
}

function infoOf(workflow: Workflow, locale: Locale): WorkflowInfo {
  const params = Object.entries(workflow.params).map(([name, param]): WorkflowParam => {
    const preset: Json | undefined = param.default
    return {
      name,
      type: param.type,
      title: param.title[locale],
      required: param.required,
      ...(preset === undefined ? {} : { default: preset }),
      ...(param.choices ? { choices: param.choices } : {}),
    }
  })
  return {
    name: workflow.name,
    title: workflow.title[locale],
    description: workflow.description[locale],
    examples: workflow.aliases[locale],
    params,
  }
}
