import { defineTool } from '../define.ts'
import { answered, askProgram, exitFailure, failure, programEffect } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { parseSs } from './parse-ss.ts'
import { readProcNet } from './proc-net.ts'
import {
  type ListeningPort,
  type ListeningPorts,
  listeningPortsInput,
  listeningPortsOutput,
} from './shapes/port.ts'
import { readEffects } from './system-text.ts'

const ARGV = ['ss', '-H', '-tulnp']

export const createListeningPorts = ({ runner }: ServerDeps) =>
  defineTool({
    name: 'listening_ports',
    group: 'server',
    summary: {
      en: 'Ports that wait for connections, and which are open to other machines',
      fr: 'Les ports en écoute, et ceux ouverts aux autres machines',
    },
    access: 'read',
    input: listeningPortsInput,
    output: listeningPortsOutput,
    timeoutMs: 20_000,
    errors: ['E_UNAVAILABLE', 'E_TIMEOUT', 'E_EXIT', 'E_SPAWN'],
    effects: (_args, { cwd }) => [programEffect(ARGV, cwd), ...readEffects(['/proc/net', '/proc'])],
    async run(_args, { cwd, signal }) {
      const answer = await askProgram(runner, { argv: ARGV, cwd, signal, timeoutMs: 15_000 })
      if (answer.ok && answer.exitCode !== 0) return exitFailure(ARGV, answer)
      if (answer.ok) return answered(summarise('ss', parseSs(answer.stdout)), answer)
      if (answer.error.code !== 'E_UNAVAILABLE') return answer
      const ports = await readProcNet()
      if (!ports) return failure('E_UNAVAILABLE', 'this machine has neither ss nor /proc/net')
      return { ok: true, value: summarise('proc', ports) }
    },
  })

const summarise = (source: 'ss' | 'proc', ports: ListeningPort[]): ListeningPorts => ({
  source,
  ports,
  count: ports.length,
  exposedCount: ports.filter((one) => one.exposed).length,
  processesKnown: ports.every((one) => one.pid !== undefined),
})
