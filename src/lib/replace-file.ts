import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Replaces a file in one step, for its owner's eyes only: who reads it sees the old text or the new, never half of one.
 *
 * @param options.durable whether the new text must outlive a loss of power
 * @throws the system's error, and the old text stays
 */
export function replaceFile(path: string, text: string, { durable }: { readonly durable: boolean }): void {
  const draft = `${path}.${randomUUID()}`
  try {
    const file = openSync(draft, 'wx', 0o600)
    try {
      writeFileSync(file, text)
      if (durable) fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}
