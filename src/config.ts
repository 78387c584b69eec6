import { readFileSync, readlinkSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { readEnvFile } from './config/env-file.ts'
import { ENVIRONMENT, toPath } from './config/environment.ts'
import type { Given } from './config/origin.ts'
import { wrongValue } from './config/origin.ts'
import type { Settings } from './config/schema.ts'
import { metaOf, settingKeys, settingsSchema } from './config/schema.ts'
import { readYamlSettings } from './config/yaml-file.ts'
import { UserError } from './domain/errors.ts'
import type { Locale } from './domain/text.ts'
import { canonicalJson, sha256 } from './lib/canonical.ts'
import { preferredLocale } from './lib/locale.ts'

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
  /** Files that were read and variables that had a say, in the order in which they were applied. */
  readonly sources: readonly string[]
}

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T

type Environment = Readonly<Record<string, string | undefined>>

/** @throws UserError `bad_config`: one line with the key, where it came from, what it holds, what is allowed */
export function loadConfig(from: {
  readonly env: Environment
  readonly cwd: string
  readonly packageRoot: string
}): Config {
  const { packageRoot, cwd } = from
  const userHome = from.env['HOME'] || homedir()
  const here = { origin: join(cwd, '.env'), directory: cwd }
  const hereEnv = readEnvFile(here.origin)
  const homeText = from.env['AUTOHOME_HOME'] || hereEnv?.['AUTOHOME_HOME'] || '~/.autohome'
  const home = checkedHome(toPath(homeText, { directory: cwd, userHome }))
  const homeFile = join(home, '.env')
  const homeEnv = homeFile === here.origin ? undefined : readEnvFile(homeFile)
  const locale = preferredLocale({ ...homeEnv, ...hereEnv, ...from.env })

  const builtIn = join(packageRoot, 'config', 'autohome.yaml')
  const ownersFile = join(home, 'autohome.yaml')
  const layers: readonly (readonly [string, readonly Given[] | undefined])[] = [
    [builtIn, readYamlSettings(builtIn, locale, userHome)],
    [ownersFile, readYamlSettings(ownersFile, locale, userHome)],
    [homeFile, fromEnvironment(homeEnv, homeFile, { directory: home, userHome })],
    [here.origin, fromEnvironment(hereEnv, here.origin, { directory: cwd, userHome })],
    ['environment', fromEnvironment(from.env, 'environment', { directory: cwd, userHome })],
  ]
  const given = new Map<string, Given>()
  for (const [, layer] of layers) for (const one of layer ?? []) given.set(one.key, one)

  const settings = check(given, locale)
  refuseSandbox(settings, given, locale)
  return deepFreeze({
    ...settings,
    locale: settings.locale === 'auto' ? locale : settings.locale,
    timezone: settings.timezone === 'auto' ? localTimezone(from.env) : settings.timezone,
    version: versionOf(packageRoot),
    packageRoot,
    home,
    sources: layers.flatMap(([name, layer]) => describe(name, layer, from.env)),
  })
}

/** Binds a run to what was true when it was asked for: sha256 of every setting but secrets. */
export function configDigest(config: Config): string {
  const secrets = new Set(settingKeys().filter((key) => metaOf(key)?.secret))
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

function fromEnvironment(
  env: Environment | undefined,
  origin: string,
  base: { readonly directory: string; readonly userHome: string },
): readonly Given[] | undefined {
  if (env === undefined) return undefined
  // An empty variable counts as unset: that is how compose files and units pass on what they do not know.
  return ENVIRONMENT.flatMap(({ name, key, read }) => {
    const text = env[name]
    return text ? [{ key, name, origin, value: read(text, base) }] : []
  })
}

function check(given: ReadonlyMap<string, Given>, locale: Locale): Settings {
  const checked = settingsSchema.safeParse(nested(given))
  if (checked.success) return checked.data
  const path = checked.error.issues[0]?.path ?? []
  for (let length = path.length; length > 0; length--) {
    const one = given.get(path.slice(0, length).join('.'))
    if (one) throw wrongValue(one, locale)
  }
  throw new Error(`config/autohome.yaml has no default for ${path.join('.')}`)
}

/** `a.b.c` → {a: {b: {c}}}, with every group there, also an empty one. */
function nested(given: ReadonlyMap<string, Given>): Record<string, unknown> {
  const root: Record<string, unknown> = {}
  for (const key of settingKeys()) {
    const names = key.split('.')
    const last = names.pop() ?? ''
    let here = root
    for (const name of names) here = (here[name] ??= {}) as Record<string, unknown>
    const one = given.get(key)
    if (one) here[last] = one.value
  }
  return root
}

/** Never a silent run on the host: until the sandbox is built, choosing it stops the start. */
function refuseSandbox(settings: Settings, given: ReadonlyMap<string, Given>, locale: Locale): void {
  if (settings.execute.mode !== 'sandbox') return
  const one = given.get('execute.mode')
  throw new UserError('bad_config', `${one?.name} (${one?.origin}): ${NO_SANDBOX[locale]}`)
}

export const NO_SANDBOX: Readonly<Record<Locale, string>> = {
  en: 'this version has no sandbox yet, and does not run commands on the server in its place; use direct',
  fr: 'cette version n’a pas encore de bac à sable, et n’exécute rien sur le serveur à sa place ; utilisez direct',
}

/** The system's limit for a socket's path is 108 bytes on Linux and 104 on macOS, its final NUL included. */
const MAX_SOCKET_PATH = 103

function checkedHome(home: string): string {
  const bytes = Buffer.byteLength(join(home, 'autohome.sock'))
  if (bytes <= MAX_SOCKET_PATH && !home.includes('\n')) return home
  const most = MAX_SOCKET_PATH - '/autohome.sock'.length
  throw new UserError(
    'bad_config',
    `AUTOHOME_HOME holds ${JSON.stringify(home)}; allowed: a path of at most ${most} bytes on one line, because a socket is kept there`,
  )
}

function describe(name: string, layer: readonly Given[] | undefined, env: Environment): readonly string[] {
  if (layer === undefined) return []
  if (name !== 'environment') return [name]
  const names = [...(env['AUTOHOME_HOME'] ? ['AUTOHOME_HOME'] : []), ...layer.map((one) => one.name)]
  return names.length === 0 ? [] : [`environment: ${names.join(', ')}`]
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
