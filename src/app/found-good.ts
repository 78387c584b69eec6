import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { sha256 } from '../lib/canonical.ts'
import { policyFiles, workflowDirectories } from './furnish.ts'

/**
 * A bad policy or workflow file must stop the start, but checking them is most of what a start costs. So what was
 * checked is remembered by its bytes: while nothing has changed, the start only compares.
 */
export function isFoundGood(config: Config): boolean {
  return read(rememberedIn(config)) === digestOf(config)
}

/** Best effort: without it the next start checks again. */
export function rememberFoundGood(config: Config): void {
  try {
    writeFileSync(rememberedIn(config), digestOf(config), { mode: 0o600 })
  } catch {
    // A full or read-only data directory is told of by what needs to write there.
  }
}

const rememberedIn = ({ home }: Config): string => join(home, 'checked.sha256')

/** Of every file that is checked, where it lies, and the version that checks it. */
function digestOf(config: Config): string {
  const { base, owner } = policyFiles(config)
  const files = [base, owner, ...workflowDirectories(config).flatMap(({ path }) => yamlIn(path))]
  const told = files.map((path) => [path, sha256(read(path))])
  return sha256(JSON.stringify([config.version, config.home, config.workspace, told]))
}

function yamlIn(directory: string): string[] {
  try {
    return readdirSync(directory)
      .sort()
      .map((name) => join(directory, name))
  } catch {
    return []
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
