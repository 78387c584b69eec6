import { readdir, stat } from 'node:fs/promises'
import { defineTool } from '../define.ts'
import { answered, askProgram, exitFailure, failure, programEffect } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { given, nonEmptyLines, oneDecimal } from './figures.ts'
import { parseUpgradable } from './parse-apt.ts'
import { pendingUpdatesInput, pendingUpdatesOutput } from './shapes/update.ts'
import { readEffects, systemText } from './system-text.ts'

/** From the lists as they are: fetching newer ones changes the machine and is a command of its own. */
const ARGV = ['apt', 'list', '--upgradable']

const LISTS = '/var/lib/apt/lists'
const STAMP = '/var/lib/apt/periodic/update-success-stamp'
export const REBOOT_REQUIRED = '/run/reboot-required'
const REBOOT_PACKAGES = '/run/reboot-required.pkgs'
const OTHER_MANAGERS = ['dnf', 'yum', 'zypper', 'pacman', 'apk'] as const

export const createPendingUpdates = ({ runner, clock }: ServerDeps) =>
  defineTool({
    name: 'pending_updates',
    group: 'server',
    summary: {
      en: 'Updates that wait to be installed, and whether a reboot is due',
      fr: 'Les mises à jour en attente, et si un redémarrage est nécessaire',
    },
    access: 'read',
    input: pendingUpdatesInput,
    output: pendingUpdatesOutput,
    timeoutMs: 60_000,
    errors: ['E_UNAVAILABLE', 'E_TIMEOUT', 'E_EXIT', 'E_SPAWN'],
    effects: (_args, { cwd }) => [
      programEffect(ARGV, cwd),
      ...readEffects([LISTS, STAMP, REBOOT_REQUIRED, REBOOT_PACKAGES]),
    ],
    async run(_args, { cwd, signal }) {
      const answer = await askProgram(runner, { argv: ARGV, cwd, signal, timeoutMs: 45_000 })
      if (!answer.ok) return answer.error.code === 'E_UNAVAILABLE' ? noApt(runner.which) : answer
      if (answer.exitCode !== 0) return exitFailure(ARGV, answer)
      const updates = parseUpgradable(answer.stdout)
      const lastUpdatedMs = await lastFetched()
      const packages = nonEmptyLines((await systemText(REBOOT_PACKAGES)) ?? '')
      return answered(
        {
          manager: 'apt' as const,
          updates,
          count: updates.length,
          securityCount: updates.filter((one) => one.security).length,
          ...given('lastUpdatedMs', lastUpdatedMs),
          ...given('listsAgeH', lastUpdatedMs && oneDecimal((clock.now() - lastUpdatedMs) / 3_600_000)),
          rebootRequired: (await systemText(REBOOT_REQUIRED)) !== undefined,
          rebootPackages: [...new Set(packages)],
        },
        answer,
      )
    },
  })

async function noApt(which: (program: string) => Promise<string | undefined>) {
  for (const manager of OTHER_MANAGERS)
    if ((await which(manager)) !== undefined)
      return failure('E_UNAVAILABLE', `this machine installs with ${manager}; only apt is understood`)
  return failure('E_UNAVAILABLE', 'this machine has no apt to ask for updates')
}

/**
 * When lists were last fetched. The lists themselves carry the server's time; the directory that apt downloads into, and
 * the stamp of apt's daily job, carry this machine's.
 */
async function lastFetched(): Promise<number | undefined> {
  const names = await readdir(LISTS).catch(() => [])
  if (!names.some((name) => name.endsWith('Release'))) return undefined
  const times = await Promise.all([LISTS, `${LISTS}/partial`, STAMP].map(modifiedAt))
  const newest = Math.max(...times)
  return newest > 0 ? newest : undefined
}

const modifiedAt = (path: string): Promise<number> =>
  stat(path).then(
    (found) => Math.floor(found.mtimeMs),
    () => 0,
  )
