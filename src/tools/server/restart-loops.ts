import type { ToolContext } from '../../domain/tool.ts'
import { defineTool } from '../define.ts'
import { type Failure, failure, programEffect } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { containerEffects, readContainers } from './read-containers.ts'
import { type RestartLoops, restartLoopsInput, restartLoopsOutput } from './shapes/over-time.ts'
import { askSystemctl } from './systemd.ts'

type Loop = RestartLoops['loops'][number]
/** Something that counts its restarts. `inLoop`: it is plainly being restarted at this moment. */
type Counted = Pick<Loop, 'kind' | 'name' | 'state' | 'restarts'> & { readonly inLoop: boolean }

const SHOW_ARGV = [
  'systemctl',
  'show',
  '--type=service',
  '--property=Id,NRestarts,SubState',
  '--no-pager',
  '*.service',
]

export const createRestartLoops = (deps: ServerDeps) =>
  defineTool({
    name: 'restart_loops',
    group: 'server',
    summary: {
      en: 'Containers and services that start again and again',
      fr: 'Les conteneurs et services qui redémarrent sans cesse',
    },
    access: 'read',
    input: restartLoopsInput,
    output: restartLoopsOutput,
    timeoutMs: 90_000,
    errors: ['E_UNAVAILABLE'],
    effects: (_args, { cwd }) => [...containerEffects(deps, true, cwd), programEffect(SHOW_ARGV, cwd)],
    async run({ sinceS, limit }, context) {
      const read = {
        container: await countContainers(deps, context),
        service: await countServices(deps, context),
      }
      const notLooked = Object.entries(read).flatMap(([kind, found]) =>
        'error' in found ? [{ kind: kind as Loop['kind'], why: found.error.message }] : [],
      )
      if (notLooked.length === 2) return failure('E_UNAVAILABLE', notLooked.map(({ why }) => why).join('; '))
      const counted = Object.values(read).flatMap((found) => ('error' in found ? [] : found))
      const loops = counted.flatMap((one) => loopOf(one, deps, { sinceS, limit }))
      return {
        ok: true,
        value: {
          looked: Object.entries(read).flatMap(([kind, found]) =>
            'error' in found ? [] : [{ kind: kind as Loop['kind'], count: found.length }],
          ),
          notLooked,
          loops: loops.sort((a, b) => (b.rose ?? b.restarts) - (a.rose ?? a.restarts)),
          count: loops.length,
        },
      }
    },
  })

/** A counter that went down was set back by a new start: all that it shows now came since. */
function loopOf(
  { inLoop, ...one }: Counted,
  { samples, clock }: ServerDeps,
  { sinceS, limit }: { readonly sinceS: number; readonly limit: number },
): Loop[] {
  const now = clock.now()
  const series = `restarts:${one.kind}:${one.name}`
  const [first, ...later] = samples?.since(series, now - sinceS * 1000) ?? []
  samples?.add(series, { at: now, value: one.restarts })
  const values = first ? [first.value, ...later.map(({ value }) => value), one.restarts] : []
  const rose = values.slice(1).reduce((sum, value, i) => {
    const before = values[i] ?? 0
    return sum + (value >= before ? value - before : value)
  }, 0)
  if (!inLoop && rose <= limit) return []
  return [{ ...one, ...(first ? { rose, sinceMs: first.at } : {}) }]
}

async function countContainers(deps: ServerDeps, context: ToolContext): Promise<Counted[] | Failure> {
  const read = await readContainers(deps, { all: true }, context)
  if (!read.ok) return read
  return read.containers.map((one) => ({
    kind: 'container',
    name: one.name,
    state: one.state,
    restarts: one.restartCount,
    inLoop: one.state === 'restarting',
  }))
}

async function countServices(deps: ServerDeps, context: ToolContext): Promise<Counted[] | Failure> {
  const answer = await askSystemctl(deps, SHOW_ARGV, context)
  if (!answer.ok) return answer
  return parseShown(answer.stdout)
}

/** Blocks of `Name=value`, an empty line between units. */
export function parseShown(text: string): Counted[] {
  return text.split(/\n\s*\n/).flatMap((block) => {
    const of = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(block)?.[1]
    const name = of('Id')
    if (name === undefined) return []
    const state = of('SubState') ?? ''
    return [
      {
        kind: 'service',
        name,
        state,
        restarts: Number(of('NRestarts') ?? 0),
        inLoop: state === 'auto-restart',
      },
    ]
  })
}
