import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { nonEmptyLines } from './figures.ts'
import type { CertificateRenewal } from './shapes/over-time.ts'
import { systemText } from './system-text.ts'

type Renewer = CertificateRenewal['renewers'][number]

/** Programs that renew certificates, as they are started by a timer or by cron. */
const PROGRAMS =
  /\b(certbot(?=\b.*\brenew)|acme\.sh(?=.*--cron)|lego(?=.*\brenew)|dehydrated(?=.*(?:-c\b|--cron))|getssl|simp_le)/

/** A timer runs once something wants it: that is what `systemctl enable` links. */
const WANTED = ['systemd/system/timers.target.wants']
const CRON = ['cron.d', 'cron.daily', 'cron.weekly', 'cron.hourly']

/** @param roots where systems keep their configuration: /etc, and the crontabs of users */
export async function findRenewers(roots: {
  readonly etc: string
  readonly crontabs: string
}): Promise<Renewer[]> {
  const found: Renewer[] = []
  for (const directory of WANTED.map((one) => join(roots.etc, one)))
    for (const name of await namesIn(directory)) {
      const [, program] = /^(?:snap\.)?(certbot|acme[._-]?sh|lego|dehydrated)\b.*\.timer$/.exec(name) ?? []
      if (program !== undefined) found.push({ kind: 'timer', path: join(directory, name), program })
    }
  const files = [
    join(roots.etc, 'crontab'),
    ...(await Promise.all([...CRON.map((one) => join(roots.etc, one)), roots.crontabs].map(pathsIn))).flat(),
  ]
  for (const path of files) {
    const line = nonEmptyLines((await systemText(path)) ?? '').find(
      (one) => !one.trim().startsWith('#') && PROGRAMS.test(one),
    )
    // Debian's own entry for certbot does nothing where systemd runs; its timer is found above then.
    const program = line === undefined ? undefined : PROGRAMS.exec(line)?.[1]
    if (program !== undefined) found.push({ kind: 'cron', path, program })
  }
  return found
}

const namesIn = (directory: string): Promise<string[]> =>
  readdir(directory).then(
    (names) => names.sort(),
    () => [],
  )

const pathsIn = async (directory: string): Promise<string[]> =>
  (await namesIn(directory)).map((name) => join(directory, name))
