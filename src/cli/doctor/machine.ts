import { existsSync } from 'node:fs'
import type { Config } from '../../config.ts'
import type { Locale } from '../../domain/text.ts'
import { word } from '../../i18n/say.ts'
import { fail, type Finding, ok, warn } from './finding.ts'
import { find, probe } from './probe.ts'

/** What this machine offers to the steps that run on it. */

export function bash({ commands }: Config, locale: Locale): Finding {
  const found = find('bash', commands.trustedPath)
  return found ? ok('doctor.bash', found) : fail('doctor.bash', word('doctor.bash.missing', locale))
}

export async function git({ commands }: Config, locale: Locale, signal: AbortSignal): Promise<Finding> {
  const found = find('git', commands.trustedPath)
  if (!found) return warn('doctor.git', word('doctor.git.missing', locale))
  return ok('doctor.git', (await probe(found, ['--version'], signal)).text)
}

export async function docker({ commands }: Config, locale: Locale, signal: AbortSignal): Promise<Finding> {
  const found = find('docker', commands.trustedPath)
  if (!found) return warn('doctor.docker', word('doctor.docker.missing', locale))
  const { ok: up, text } = await probe(found, ['version', '--format', '{{.Server.Version}}'], signal)
  return up ? ok('doctor.docker', text) : warn('doctor.docker', word('doctor.docker.down', locale))
}

/** As sd_booted(3) tells it: the directory exists where systemd is the init system, and nowhere else. */
export const systemd = (locale: Locale): Finding =>
  existsSync('/run/systemd/system')
    ? ok('doctor.systemd', '/run/systemd/system')
    : warn('doctor.systemd', word('doctor.systemd.missing', locale))

export async function sudo({ commands }: Config, locale: Locale, signal: AbortSignal): Promise<Finding> {
  if (process.getuid?.() === 0) return warn('doctor.sudo', word('doctor.sudo.root', locale))
  const found = find('sudo', commands.trustedPath)
  if (!found) return warn('doctor.sudo', word('doctor.sudo.missing', locale))
  const listed = await probe(found, ['-n', '-l'], signal)
  return listed.ok && listed.text.includes('NOPASSWD')
    ? ok('doctor.sudo', word('doctor.sudo.some', locale))
    : warn('doctor.sudo', word('doctor.sudo.none', locale))
}
