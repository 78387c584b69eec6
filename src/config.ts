import { readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { ENVIRONMENT } from './config/environment.ts'
import { ownersWithPhone } from './config/phone-owner.ts'
import { recall, remember } from './config/remembered.ts'
import type { Settings } from './config/schema.ts'
import { type Environment, gather } from './config/sources.ts'
import type { Locale } from './domain/text.ts'
import { canonicalJson, sha256 } from './lib/canonical.ts'

/**
 * THE configuration: `config/autohome.yaml` (every default), then `AUTOHOME_HOME/autohome.yaml` (the owner's), then
 * `.env` of AUTOHOME_HOME, `.env` of the working directory, and the environment, the later one winning.
 * Read once, checked, frozen.
 */
export type Config = DeepReadonly<Omit<Settings, 'locale'>> & {
  /** Of package.json: the one version number. */
  readonly version: string
  /** Where `config/` and `package.json` are. */
  readonly packageRoot: string
  /** The data directory, absolute. */
  readonly home: string
  readonly locale: Locale
  /** Somebody chose the language, in the settings or of the terminal; else a request is answered in its own. */
  readonly languageSet: boolean
  /** Files that were read and variables that had a say, in the order in which they were applied. */
  readonly sources: readonly string[]
}

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T

/** @throws UserError `bad_config`: one line with the key, where it came from, what it holds, what is allowed */
export async function loadConfig(from: {
  readonly env: Environment
  readonly cwd: string
  readonly packageRoot: string
}): Promise<Config> {
  const sources = gather(from)
  const version = versionOf(from.packageRoot)
  let settings = recall(sources, version)
  if (settings === undefined) {
    const { check } = await import('./config/check.ts')
    settings = check(sources)
    remember(sources, version, settings)
  }
  return deepFreeze({
    ...settings,
    owners: ownersWithPhone(settings),
    locale: settings.locale === 'auto' ? sources.locale : settings.locale,
    languageSet: settings.locale !== 'auto' || sources.languageSet,
    timezone: settings.timezone === 'auto' ? localTimezone(from.env) : settings.timezone,
    version,
    packageRoot: from.packageRoot,
    home: sources.home,
    sources: sources.names,
  })
}

/** Binds a run to what was true when it was asked for: sha256 of every setting but secrets. */
export function configDigest(config: Config): string {
  const secrets = new Set(ENVIRONMENT.filter(({ secret }) => secret).map(({ key }) => key))
  const plain = (value: unknown, key: string): unknown => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
    const kept = Object.entries(value)
      .map(([name, held]) => [name, key === '' ? name : `${key}.${name}`, held] as const)
      .filter(([, path]) => !secrets.has(path))
    return Object.fromEntries(kept.map(([name, path, held]) => [name, plain(held, path)]))
  }
  const { sources: _sources, packageRoot: _root, ...settings } = config
  return sha256(canonicalJson(plain(settings, '')))
}

/** Every secret value that is configured, for the redactor. */
export const secretsOf = (config: Config): readonly string[] =>
  [
    config.models.openaiApiKey,
    config.slack.botToken,
    config.slack.appToken,
    config.discord.token,
    config.ntfy.token,
    config.webhook.secret,
  ].filter((value) => value !== undefined)

/** The Unix socket on which a running engine is reached. */
export const socketPath = (config: Config): string => join(config.home, 'autohome.sock')

/** Where the log is written unless it goes to stderr. */
export const logPath = (config: Config): string => join(config.home, 'autohome.log')

/** @throws Error when the package is broken: that is no matter of configuration */
export function versionOf(packageRoot: string): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    version: string
  }
  return version
}

/** As `Intl` would answer, without the 30 ms that loading its data takes at each start. */
function localTimezone(env: Environment): string {
  const named = env['TZ'] || zoneOfLink('/etc/localtime')
  return named !== undefined && ZONE.test(named) ? named : Intl.DateTimeFormat().resolvedOptions().timeZone
}

const ZONE = /^[A-Z][A-Za-z]+(\/[A-Z][A-Za-z_+-]+[A-Za-z0-9_+-]*){0,2}$/

function zoneOfLink(link: string): string | undefined {
  try {
    return /\/zoneinfo\/(?:posix\/)?(.+)$/.exec(readlinkSync(link))?.[1]
  } catch {
    return undefined
  }
}

function deepFreeze<T extends object>(value: T): T {
  for (const held of Object.values(value)) if (held !== null && typeof held === 'object') deepFreeze(held)
  return Object.freeze(value)
}
