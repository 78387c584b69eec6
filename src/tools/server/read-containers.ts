import type { Effect } from '../../domain/effect.ts'
import type { ToolContext } from '../../domain/tool.ts'
import type { Answer, Failure } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { askDocker, dockerEffects } from './docker.ts'
import { INSPECT_FORMAT, type Listed, parseInspected, parseListed, toContainer } from './parse-container.ts'
import type { Container } from './shapes/container.ts'

const listArgv = (all: boolean): string[] => [
  'docker',
  'ps',
  ...(all ? ['--all'] : []),
  '--no-trunc',
  '--format',
  '{{json .}}',
]

/** The ids follow: which they are is known only once the list has been read. */
const INSPECT = ['docker', 'container', 'inspect', '--format', INSPECT_FORMAT]

export const containerEffects = (deps: ServerDeps, all: boolean, cwd: string): readonly Effect[] => [
  ...dockerEffects(deps, listArgv(all), cwd),
  ...dockerEffects(deps, INSPECT, cwd),
]

export interface ReadContainers {
  readonly ok: true
  readonly containers: readonly Container[]
  readonly answer: Answer
}

/** Containers in docker's order, newest first. One that is removed in the middle of this is left out. */
export async function readContainers(
  deps: ServerDeps,
  { all, only = () => true }: { readonly all: boolean; readonly only?: (one: Listed) => boolean },
  context: ToolContext,
): Promise<ReadContainers | Failure> {
  const answer = await askDocker(deps, listArgv(all), context)
  if (!answer.ok) return answer
  const listed = parseListed(answer.stdout).filter(only)
  if (listed.length === 0) return { ok: true, containers: [], answer }
  const inspect = await askDocker(deps, [...INSPECT, ...listed.map((one) => one.ID)], context)
  if (!inspect.ok && inspect.error.code !== 'E_EXIT') return inspect
  const details = new Map(parseInspected(inspect.ok ? inspect.stdout : '').map((one) => [one.Id, one]))
  const containers = listed.flatMap((line) => {
    const found = details.get(line.ID)
    return found ? [toContainer(line, found)] : []
  })
  return { ok: true, containers, answer }
}

/** By name, whole id or the beginning of an id, as docker itself would understand it. */
export const isCalled =
  (name: string) =>
  (one: Listed): boolean =>
    one.Names.split(',').includes(name) || (name.length >= 4 && one.ID.startsWith(name))
