import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Away, AwayMode } from '../domain/engine.ts'
import { StorageError } from '../domain/errors.ts'

/** Whether the owner is away, in a file of the data directory: it outlives the process and needs no engine to be read. */
export function openAway(directory: string): AwayMode {
  const path = join(directory, 'away.json')
  return {
    current: () => read(path),
    set(away) {
      try {
        mkdirSync(directory, { recursive: true, mode: 0o700 })
        if (away) replace(path, JSON.stringify(away))
        else rmSync(path, { force: true })
      } catch (error) {
        throw new StorageError(`${path} cannot be written: ${String(error)}`, error)
      }
    },
  }
}

/** A file that cannot be understood means away: the cautious answer. */
function read(path: string): Away | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new StorageError(`${path} cannot be read: ${String(error)}`, error)
  }
  try {
    const { since, by } = JSON.parse(text) as Away
    if (typeof since === 'number' && typeof by.id === 'string') return { since, by }
  } catch {
    // Fall through to the cautious answer.
  }
  return { since: 0, by: { surface: 'console', id: 'unknown' } }
}

function replace(path: string, text: string): void {
  const draft = `${path}.new`
  rmSync(draft, { force: true })
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(draft, path)
}
