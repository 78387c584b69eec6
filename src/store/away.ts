import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Away, AwayMode } from '../domain/engine.ts'
import { cannotOpen, cannotWrite } from './storage-errors.ts'
import { replaceFile } from '../lib/replace-file.ts'

/** Whether the owner is away, in a file of the data directory: it outlives the process and needs no engine to be read. */
export function openAway(directory: string): AwayMode {
  const path = join(directory, 'away.json')
  return {
    current: () => read(path),
    set(away) {
      try {
        mkdirSync(directory, { recursive: true, mode: 0o700 })
        if (away) replaceFile(path, JSON.stringify(away), { durable: true })
        else rmSync(path, { force: true })
      } catch (error) {
        throw cannotWrite(path, error)
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
    throw cannotOpen(path, error)
  }
  try {
    const { since, by } = JSON.parse(text) as Away
    if (typeof since === 'number' && typeof by.id === 'string') return { since, by }
  } catch {
    // Fall through to the cautious answer.
  }
  return { since: 0, by: { surface: 'console', id: 'unknown' } }
}
