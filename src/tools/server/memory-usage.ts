import { defineTool } from '../define.ts'
import { failure } from '../program.ts'
import { given } from './figures.ts'
import { parseMeminfo, parseOomKills, parsePressure } from './parse-meminfo.ts'
import { memoryUsageInput, memoryUsageOutput } from './shapes/memory.ts'
import { readEffects, systemText } from './system-text.ts'

const PATHS = ['/proc/meminfo', '/proc/pressure/memory', '/proc/vmstat'] as const

export const createMemoryUsage = () =>
  defineTool({
    name: 'memory_usage',
    group: 'server',
    summary: {
      en: 'Memory and swap: used, available, and whether programs wait for it',
      fr: 'Mémoire et swap : utilisée, disponible, et si des programmes en manquent',
    },
    access: 'read',
    input: memoryUsageInput,
    output: memoryUsageOutput,
    timeoutMs: 5_000,
    errors: ['E_UNAVAILABLE'],
    effects: () => readEffects(PATHS),
    async run() {
      const [meminfo, waiting, vmstat] = await Promise.all(PATHS.map(systemText))
      const memory = parseMeminfo(meminfo ?? '')
      if (!memory)
        return failure('E_UNAVAILABLE', 'this machine has no /proc/meminfo that tells available memory')
      const { some, full } = parsePressure(waiting ?? '')
      return {
        ok: true,
        value: {
          ...memory,
          ...given('pressure', some && { some, ...given('full', full) }),
          ...given('oomKills', parseOomKills(vmstat ?? '')),
        },
      }
    },
  })
