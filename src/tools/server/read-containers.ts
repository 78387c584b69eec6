import type { Effect } from '../../domain/effect.ts'
import type { ToolContext } from '../../domain/tool.ts'
import type { Answer, Failure } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { askDocker, dockerEffects } from './docker.ts'
import {
  INSPECT_FORMAT,
  type Inspected,
  type Listed,
  parseInspected,
  parseListed,
  toContainer,
} from './parse-container.ts'
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

interface Wanted {
  readonly all: boolean
  readonly only?: (one: Listed) => boolean
}

/** A container that is removed between the list and the look at it: then the list is read again. */
const TRIES = 3

/** Containers in docker's order, newest first. */
export async function readContainers(
  deps: ServerDeps,
  { all, only = () => true }: Wanted,
  context: ToolContext,
): Promise<ReadContainers | Failure> {
  for (let attempt = 1; ; attempt++) {
    const answer = await askDocker(deps, listArgv(all), context)
    if (!answer.ok) return answer
    const listed = parseListed(answer.stdout).filter(only)
    if (listed.length === 0) return { ok: true, containers: [], answer }
    const inspect = await askDocker(deps, [...INSPECT, ...listed.map((one) => one.ID)], context)
    if (inspect.ok) return { ok: true, containers: join(listed, parseInspected(inspect.stdout)), answer }
    if (attempt === TRIES || !/no such container/i.test(inspect.error.message)) return inspect
  }
}

function join(listed: readonly Listed[], inspected: readonly Inspected[]): Container[] {
  const details = new Map(inspected.map((one) => [one.Id, one]))
  return listed.flatMap((line) => {
    const found = details.get(line.ID)
    return found ? [toContainer(line, found)] : []
  })
}

/** By name, whole id or the beginning of an id, as docker itself would understand it. */
export const isCalled =
  (name: string) =>
  (one: Listed): boolean =>
    one.Names.split(',').includes(name) || (name.length >= 4 && one.ID.startsWith(name))
