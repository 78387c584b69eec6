import { defineTool } from '../define.ts'
import { answered, programEffect } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { type ListServices, listServicesInput, listServicesOutput } from './shapes/service.ts'
import { askSystemctl } from './systemd.ts'

const listArgv = (state: ListServices['state']): string[] => [
  'systemctl',
  'list-units',
  '--type=service',
  '--all',
  '--full',
  '--plain',
  '--no-legend',
  '--no-pager',
  ...(state === 'all' ? [] : [`--state=${state}`]),
]

export const createListServices = (deps: ServerDeps) =>
  defineTool({
    name: 'list_services',
    group: 'server',
    summary: { en: 'Services and their states', fr: 'Les services et leur état' },
    access: 'read',
    input: listServicesInput,
    output: listServicesOutput,
    timeoutMs: 20_000,
    errors: ['E_UNAVAILABLE', 'E_TIMEOUT', 'E_EXIT', 'E_SPAWN'],
    effects: ({ state }, { cwd }) => [programEffect(listArgv(state), cwd)],
    async run({ state }, context) {
      const answer = await askSystemctl(deps, listArgv(state), context)
      if (!answer.ok) return answer
      const services = parseUnits(answer.stdout)
      return answered({ state, services, count: services.length }, answer)
    },
  })

/** Lines of `systemctl list-units --plain --no-legend`: unit, load, active, sub, description. */
export const parseUnits = (text: string): ListServices['services'] =>
  text.split('\n').flatMap((line) => {
    // Before --plain knew them, some versions still put a mark in front of failed units.
    const [, name, load, active, sub, description] =
      /^[●*x○\s]*(\S+\.\w+)\s+(\S+)\s+(\S+)\s+(\S+)\s*(.*)$/.exec(line) ?? []
    if (name === undefined || load === undefined || active === undefined || sub === undefined) return []
    return [{ name, load, active, sub, description: (description ?? '').trim() }]
  })
