import { readdir, readFile, readlink } from 'node:fs/promises'
import { defineTool } from '../define.ts'
import { failure } from '../program.ts'
import { nonEmptyLines } from './figures.ts'
import { REBOOT_REQUIRED } from './pending-updates.ts'
import { type RestartNeeded, restartNeededInput, restartNeededOutput } from './shapes/update.ts'
import { readEffects, systemText } from './system-text.ts'

const REBOOT_PACKAGES = '/run/reboot-required.pkgs'

/**
 * What runs from files that were replaced: the kernel marks a mapped library or a program "(deleted)" once another took its
 * name (proc(5)), which is how needrestart and checkrestart find it too.
 */
export const createRestartNeeded = () =>
  defineTool({
    name: 'restart_needed',
    group: 'server',
    summary: {
      en: 'Programs that still run the code from before an update, and whether a reboot is due',
      fr: 'Les programmes qui tournent encore avec le code d’avant une mise à jour, et si un redémarrage est dû',
    },
    access: 'read',
    input: restartNeededInput,
    output: restartNeededOutput,
    timeoutMs: 60_000,
    errors: ['E_UNAVAILABLE'],
    effects: () => readEffects(['/proc', REBOOT_REQUIRED, REBOOT_PACKAGES]),
    async run() {
      const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
      if (pids.length === 0) return failure('E_UNAVAILABLE', 'this machine has no /proc to look into')
      const processes: RestartNeeded['processes'] = []
      let unreadable = 0
      for (const pid of pids) {
        const found = await staleFile(pid)
        if (found === 'refused') unreadable++
        else if (found !== undefined) processes.push({ ...(await describe(pid)), file: found })
      }
      return {
        ok: true,
        value: {
          processes,
          services: [...new Set(processes.flatMap(({ unit }) => unit ?? []))].sort(),
          looked: pids.length - unreadable,
          unreadable,
          rebootRequired: (await systemText(REBOOT_REQUIRED)) !== undefined,
          rebootPackages: [...new Set(nonEmptyLines((await systemText(REBOOT_PACKAGES)) ?? ''))],
        },
      }
    },
  })

async function staleFile(pid: string): Promise<string | undefined> {
  try {
    const program = await readlink(`/proc/${pid}/exe`)
    if (program.startsWith('/') && program.endsWith(' (deleted)')) return program.slice(0, -10)
    const maps = await readFile(`/proc/${pid}/maps`, 'utf8')
    return / r-xp \S+ \S+ \d+ +(\/\S+\.so(?:\.\S+)?) \(deleted\)$/m.exec(maps)?.[1]
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    return code === 'EACCES' || code === 'EPERM' ? 'refused' : undefined
  }
}

async function describe(pid: string): Promise<{ pid: number; command: string; unit?: string }> {
  const [command, group] = await Promise.all([
    systemText(`/proc/${pid}/comm`),
    systemText(`/proc/${pid}/cgroup`),
  ])
  const unit = /\/system\.slice\/(?:.*\/)?([^/\n]+\.service)(?:\/|$)/m.exec(group ?? '')?.[1]
  return { pid: Number(pid), command: (command ?? '?').trim(), ...(unit === undefined ? {} : { unit }) }
}
