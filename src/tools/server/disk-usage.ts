import { defineTool } from '../define.ts'
import { answered, askProgram, exitFailure, failure, programEffect } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { isPseudo, parseDf } from './parse-df.ts'
import type { Filesystem } from './shapes/disk.ts'
import { diskUsageInput, diskUsageOutput } from './shapes/disk.ts'

/** -P: one line a filesystem; a network server that is gone makes df hang, which the time limit ends. */
const dfArgv = (unit: '-k' | '-i', path?: string): string[] => [
  'df',
  '-P',
  '-T',
  unit,
  ...(path === undefined ? [] : ['--', path]),
]

const TIMEOUT_MS = 20_000

export const createDiskUsage = ({ runner, files }: ServerDeps) =>
  defineTool({
    name: 'disk_usage',
    group: 'server',
    summary: {
      en: 'How full the filesystems are, in bytes and inodes',
      fr: 'Remplissage des systèmes de fichiers, en octets et en inodes',
    },
    access: 'read',
    input: diskUsageInput,
    output: diskUsageOutput,
    timeoutMs: TIMEOUT_MS * 2,
    errors: ['E_PATH_NOT_FOUND', 'E_UNAVAILABLE', 'E_TIMEOUT', 'E_EXIT', 'E_OUTPUT'],
    effects: ({ path }, { cwd }) => {
      const absolute = path === undefined ? undefined : files.resolve(path)
      return [programEffect(dfArgv('-k', absolute), cwd), programEffect(dfArgv('-i', absolute), cwd)]
    },
    async run({ path }, { cwd, signal }) {
      const absolute = path === undefined ? undefined : files.resolve(path)
      const blocks = await askProgram(runner, {
        argv: dfArgv('-k', absolute),
        cwd,
        signal,
        timeoutMs: TIMEOUT_MS,
      })
      if (!blocks.ok) return blocks
      const inodes = await askProgram(runner, {
        argv: dfArgv('-i', absolute),
        cwd,
        signal,
        timeoutMs: TIMEOUT_MS,
      })
      const all = parseDf(blocks.stdout, inodes.ok ? inodes.stdout : '')
      const filesystems = absolute === undefined ? all.filter((one) => !isPseudo(one)) : all
      const fullest = highest(filesystems, (one) => one.usedPercent)
      if (fullest) return answered({ filesystems, fullest, ...withInodes(filesystems) }, blocks)
      if (/No such file or directory/.test(blocks.stderr) && path !== undefined)
        return failure('E_PATH_NOT_FOUND', `${path} does not exist`, { subject: path, recoverable: true })
      // df also ends with 1 when a single mount could not be read; that was handled above by having an answer.
      if (blocks.exitCode !== 0) return exitFailure(dfArgv('-k', absolute), blocks)
      return failure('E_OUTPUT', 'df names no filesystem that holds data')
    },
  })

function withInodes(filesystems: readonly Filesystem[]): { fewestInodes?: Filesystem } {
  const counted = filesystems.filter((one) => one.inodesUsedPercent !== undefined)
  const fewestInodes = highest(counted, (one) => one.inodesUsedPercent ?? 0)
  return fewestInodes ? { fewestInodes } : {}
}

const highest = <T>(list: readonly T[], figure: (one: T) => number): T | undefined =>
  [...list].sort((a, b) => figure(b) - figure(a))[0]
