import { wait } from '../../lib/clock.ts'
import { defineTool } from '../define.ts'
import { failure } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { oneDecimal, percent } from './figures.ts'
import { maskSecrets } from './mask-secrets.ts'
import { parseMeminfo } from './parse-meminfo.ts'
import { type ProcessStat, readProcesses, readUserNames, TICKS_PER_SECOND } from './process-table.ts'
import { type ProcessEntry, topProcessesInput, topProcessesOutput } from './shapes/process.ts'
import { readEffects, systemText } from './system-text.ts'

/** Between the two looks whose difference is the CPU use: ps would give the mean since each process began. */
const SAMPLE_MS = 500
const LONGEST_COMMAND_LINE = 160

interface Host {
  readonly uptimeS: number
  readonly memoryBytes: number
  readonly userNames: ReadonlyMap<string, string>
}

export const createTopProcesses = ({ clock }: ServerDeps) =>
  defineTool({
    name: 'top_processes',
    group: 'server',
    summary: {
      en: 'The processes that use most CPU or memory at this moment',
      fr: 'Les processus qui utilisent le plus de CPU ou de mémoire en ce moment',
    },
    access: 'read',
    input: topProcessesInput,
    output: topProcessesOutput,
    timeoutMs: 15_000,
    errors: ['E_UNAVAILABLE'],
    effects: () => readEffects(['/proc', '/etc/passwd']),
    async run({ by, limit }, { signal }) {
      const before = await readProcesses()
      const startedAt = clock.elapsed()
      await wait(clock, SAMPLE_MS, signal)
      const after = await readProcesses()
      if (after.size === 0) return failure('E_UNAVAILABLE', 'this machine has no /proc with processes')
      const seconds = (clock.elapsed() - startedAt) / 1000
      const cpuOf = (one: ProcessStat) => cpuPercent(before.get(one.pid), one, seconds)
      const figure = by === 'cpu' ? cpuOf : (one: ProcessStat) => one.residentPages
      const all = [...after.values()]
      const chosen = all
        .sort((a, b) => figure(b) - figure(a) || b.residentPages - a.residentPages)
        .slice(0, limit)
      const host = await readHost()
      const processes = await Promise.all(chosen.map((one) => describe(one, cpuOf(one), host)))
      const zombies = all.filter((one) => one.state === 'Z').length
      return { ok: true, value: { by, processes, total: all.length, zombies } }
    },
  })

/** One that was not there before, or whose number was given to another, counts from its own start. */
export function cpuPercent(before: ProcessStat | undefined, after: ProcessStat, seconds: number): number {
  const same = before !== undefined && before.startTicks === after.startTicks
  const ticks = after.cpuTicks - (same ? before.cpuTicks : 0)
  return seconds <= 0 ? 0 : oneDecimal((Math.max(0, ticks) / TICKS_PER_SECOND / seconds) * 100)
}

async function readHost(): Promise<Host> {
  const [uptime, meminfo, userNames] = await Promise.all([
    systemText('/proc/uptime'),
    systemText('/proc/meminfo'),
    readUserNames(),
  ])
  return {
    uptimeS: Number.parseFloat(uptime ?? '0'),
    memoryBytes: parseMeminfo(meminfo ?? '')?.totalBytes ?? 0,
    userNames,
  }
}

async function describe(one: ProcessStat, cpu: number, host: Host): Promise<ProcessEntry> {
  const [status = '', commandLine = ''] = await Promise.all([
    systemText(`/proc/${one.pid}/status`),
    systemText(`/proc/${one.pid}/cmdline`),
  ])
  const [, uid = '?'] = /^Uid:\s+\d+\s+(\d+)/m.exec(status) ?? []
  const [, kibibytes = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? []
  const memoryBytes = Number(kibibytes) * 1024
  return {
    pid: one.pid,
    parentPid: one.parentPid,
    user: host.userNames.get(uid) ?? uid,
    command: one.command,
    commandLine: shorten(maskSecrets(commandLine.slice(0, 4_096).replaceAll('\0', ' ').trim())),
    cpuPercent: cpu,
    memoryBytes,
    memoryPercent: percent(memoryBytes, host.memoryBytes),
    state: one.state,
    ageS: Math.max(0, Math.round(host.uptimeS - one.startTicks / TICKS_PER_SECOND)),
  }
}

const shorten = (text: string): string =>
  text.length <= LONGEST_COMMAND_LINE ? text : `${text.slice(0, LONGEST_COMMAND_LINE - 1)}…`
