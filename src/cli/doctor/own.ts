import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Config, secretsOf, socketPath } from '../../config.ts'
import type { Locale } from '../../domain/text.ts'
import { formatBytes } from '../../i18n/figures.ts'
import { phrase, word } from '../../i18n/say.ts'
import { connectEngine } from '../client.ts'
import { fail, type Finding, ok, warn } from './finding.ts'

/** Autohome's own things: its Node.js, its files, its engine. */

export function nodeVersion(locale: Locale): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const version = process.versions.node
  if (major > 20 || (major === 20 && minor >= 19)) return ok('doctor.node', version)
  return fail('doctor.node', phrase('doctor.node.old', { version }, locale))
}

export function dataDirectory({ home }: Config, locale: Locale): Finding {
  const path = home
  if (!existsSync(home)) {
    const code = unwritable(firstThere(home))
    return code === undefined
      ? ok('doctor.home', phrase('doctor.home.missing', { path }, locale))
      : fail('doctor.home', phrase('doctor.home.unwritable', { path, code }, locale))
  }
  const code = unwritable(home)
  if (code !== undefined) return fail('doctor.home', phrase('doctor.home.unwritable', { path, code }, locale))
  if ((statSync(home).mode & 0o077) !== 0)
    return warn('doctor.home', phrase('doctor.home.open', { path }, locale))
  return ok('doctor.home', path)
}

const [LOW_BYTES, HARDLY_ANY_BYTES] = [500e6, 50e6]

export function freeSpace({ home }: Config, locale: Locale): Finding {
  const { bavail, bsize } = statfsSync(firstThere(home))
  const free = bavail * bsize
  if (free >= LOW_BYTES) return ok('doctor.space', formatBytes(free, locale))
  const level = free < HARDLY_ANY_BYTES ? fail : warn
  return level('doctor.space', phrase('doctor.space.low', { free }, locale))
}

export async function engine(config: Config, locale: Locale): Promise<Finding> {
  const running = await connectEngine(socketPath(config), locale)
  if (!running) return notRunning(config, locale)
  try {
    const { version, pid } = await running.status()
    const own = config.version
    if (version !== own) return warn('doctor.engine', phrase('doctor.engine.other', { version, own }, locale))
    return ok('doctor.engine', phrase('doctor.engine.up', { version, pid: String(pid) }, locale))
  } finally {
    await running.close()
  }
}

/** A lock with a living holder behind it and nobody on the socket: it hangs, or is starting this very moment. */
function notRunning({ home }: Config, locale: Locale): Finding {
  const pid = holder(join(home, 'engine.json'))
  if (pid === undefined) return ok('doctor.engine', word('doctor.engine.none', locale))
  return warn('doctor.engine', phrase('doctor.engine.starting', { pid: String(pid), home }, locale))
}

function holder(file: string): number | undefined {
  try {
    const { pid } = JSON.parse(readFileSync(file, 'utf8')) as { readonly pid: number }
    process.kill(pid, 0)
    return pid
  } catch {
    return undefined
  }
}

export function configuration(config: Config, locale: Locale): Finding {
  const holdsSecrets = secretsOf(config).length > 0
  const open = config.sources.find(
    (path) => holdsSecrets && path.startsWith(config.home) && (statSync(path).mode & 0o077) !== 0,
  )
  if (open !== undefined) return warn('doctor.config', phrase('doctor.config.open', { path: open }, locale))
  return ok('doctor.config', config.sources.join(', '))
}

export function workspace({ workspace: path }: Config, locale: Locale): Finding {
  const code = unwritable(firstThere(path))
  if (code !== undefined)
    return fail('doctor.workspace', phrase('doctor.workspace.unwritable', { path, code }, locale))
  return ok(
    'doctor.workspace',
    existsSync(path) ? path : phrase('doctor.workspace.missing', { path }, locale),
  )
}

function unwritable(path: string): string | undefined {
  try {
    accessSync(path, constants.W_OK | constants.X_OK)
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'EACCES'
  }
}

const firstThere = (path: string): string => (existsSync(path) ? path : firstThere(dirname(path)))
