import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalJson, sha256 } from '../lib/canonical.ts'
import { replaceFile } from '../lib/replace-file.ts'
import { ENVIRONMENT } from './environment.ts'
import type { Settings } from './schema.ts'
import type { Sources } from './sources.ts'

/**
 * Settings that were checked once need no checking while nothing that they come from has changed by a byte. Parser and
 * schema are most of what a start costs, so the outcome is kept in the data directory, without its secrets: those are
 * taken from the environment again.
 */

interface Remembered {
  readonly digest: string
  readonly settings: Settings
}

const SECRETS = ENVIRONMENT.filter(({ secret }) => secret)

/** Of everything that has a say in the settings, and of the version that understands it. */
const digestOf = ({ files, variables, userHome, locale }: Sources, version: string): string =>
  sha256(canonicalJson({ version, files, variables, userHome, locale }))

export function recall(sources: Sources, version: string): Settings | undefined {
  try {
    const { digest, settings } = JSON.parse(readFileSync(pathIn(sources.home), 'utf8')) as Remembered
    return digest === digestOf(sources, version) ? withSecrets(settings, sources) : undefined
  } catch {
    return undefined
  }
}

/** Best effort: a data directory that is not there yet, or is full, costs the next start its time and nothing else. */
export function remember(sources: Sources, version: string, settings: Settings): void {
  const open = withoutSecrets(settings)
  // A secret that a file holds could not be put back without reading the file.
  if (canonicalJson(withSecrets(open, sources)) !== canonicalJson(settings)) return
  const remembered: Remembered = { digest: digestOf(sources, version), settings: open }
  try {
    replaceFile(pathIn(sources.home), JSON.stringify(remembered), { durable: false })
  } catch {
    // Checked again next time.
  }
}

const pathIn = (home: string): string => join(home, 'settings.json')

function withoutSecrets(settings: Settings): Settings {
  const open = structuredClone(settings)
  for (const { key } of SECRETS) set(open, key, undefined)
  return open
}

function withSecrets(settings: Settings, { variables }: Sources): Settings {
  const whole = structuredClone(settings)
  for (const { key } of SECRETS) {
    const given = variables.findLast((one) => one.key === key)
    if (given) set(whole, key, given.value)
  }
  return whole
}

function set(settings: Settings, key: string, value: unknown): void {
  const [group = '', name = ''] = key.split('.')
  const held = (settings as unknown as Record<string, Record<string, unknown>>)[group]
  if (!held) return
  if (value === undefined) delete held[name]
  else held[name] = value
}
