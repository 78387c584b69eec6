import { availableParallelism, cpus, hostname, loadavg, release, uptime } from 'node:os'
import type { ToolContext } from '../../domain/tool.ts'
import { defineTool } from '../define.ts'
import { askProgram, programEffect } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { given } from './figures.ts'
import { parseOomKills, parsePressure } from './parse-meminfo.ts'
import { REBOOT_REQUIRED } from './pending-updates.ts'
import { readProcesses } from './process-table.ts'
import { hostHealthInput, hostHealthOutput } from './shapes/health.ts'
import { readEffects, systemText } from './system-text.ts'
import { readTemperatures, THERMAL } from './temperatures.ts'

/** Understood by every time service that tells systemd about it: timesyncd, chrony, ntpsec. */
const TIME_ARGV = ['timedatectl', 'show', '-p', 'NTPSynchronized']

export const createHostHealth = (deps: ServerDeps) =>
  defineTool({
    name: 'host_health',
    group: 'server',
    summary: {
      en: 'Uptime, load, temperatures, zombies and clock of this machine',
      fr: 'Durée de fonctionnement, charge, températures, zombies et horloge de la machine',
    },
    access: 'read',
    input: hostHealthInput,
    output: hostHealthOutput,
    timeoutMs: 20_000,
    errors: [],
    effects: (_args, { cwd }) => [
      ...readEffects(['/proc', '/etc/os-release', THERMAL, REBOOT_REQUIRED]),
      programEffect(TIME_ARGV, cwd),
    ],
    async run(_args, context) {
      const [temperatures, processes, cpuPressure, vmstat, osRelease, reboot, timeSynchronized] =
        await Promise.all([
          readTemperatures(),
          readProcesses(),
          systemText('/proc/pressure/cpu'),
          systemText('/proc/vmstat'),
          systemText('/etc/os-release'),
          systemText(REBOOT_REQUIRED),
          isTimeSynchronized(deps, context),
        ])
      const [one = 0, five = 0, fifteen = 0] = loadavg().map(twoDecimals)
      // cpus() is empty where /proc/cpuinfo cannot be read.
      const cpuCount = cpus().length || availableParallelism()
      const all = [...processes.values()]
      const hottest =
        temperatures.length === 0 ? undefined : Math.max(...temperatures.map((zone) => zone.celsius))
      return {
        ok: true,
        value: {
          hostname: hostname(),
          os: prettyName(osRelease ?? ''),
          kernel: release(),
          uptimeS: Math.round(uptime()),
          cpuCount,
          load: { one, five, fifteen },
          loadPerCpu: twoDecimals(five / cpuCount),
          ...given('cpuPressure', parsePressure(cpuPressure ?? '').some),
          temperatures,
          ...given('hottestCelsius', hottest),
          ...given('oomKills', parseOomKills(vmstat ?? '')),
          processes: all.length,
          zombies: all.filter((process) => process.state === 'Z').length,
          ...given('timeSynchronized', timeSynchronized),
          rebootRequired: reboot !== undefined,
        },
      }
    },
  })

const twoDecimals = (value: number): number => Math.round(value * 100) / 100

/** os-release(5): values may stand in quotes. */
export const prettyName = (osRelease: string): string =>
  /^PRETTY_NAME=(["']?)(.*)\1$/m.exec(osRelease)?.[2] ?? 'Linux'

async function isTimeSynchronized(
  { runner }: ServerDeps,
  { cwd, signal }: ToolContext,
): Promise<boolean | undefined> {
  const answer = await askProgram(runner, { argv: TIME_ARGV, cwd, signal, timeoutMs: 10_000 })
  if (!answer.ok || answer.exitCode !== 0) return undefined
  const [, synchronized] = /^NTPSynchronized=(yes|no)$/m.exec(answer.stdout) ?? []
  return synchronized === undefined ? undefined : synchronized === 'yes'
}
