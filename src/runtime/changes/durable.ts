import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Resolves when names that were made, renamed or removed in this directory outlive a loss of power. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

/** A directory for its owner only, with every parent that was missing, there after a loss of power too. */
export async function makeDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = path; ; made = dirname(made)) {
    await syncDirectory(dirname(made))
    if (made === first) return
  }
}

async function draft(path: string, data: string | Uint8Array): Promise<string> {
  const name = `${path}.${randomUUID()}.draft`
  const file = await open(name, 'wx', 0o600)
  try {
    await file.writeFile(data)
    await file.sync()
  } finally {
    await file.close()
  }
  return name
}

/** The old text or the new, never half of either. */
export async function writeDurably(path: string, data: string | Uint8Array): Promise<void> {
  await rename(await draft(path, data), path)
  await syncDirectory(dirname(path))
}

/** Only where there is none yet: of any number of processes that try, one is told true. */
export async function createDurably(path: string, data: string | Uint8Array): Promise<boolean> {
  const name = await draft(path, data)
  try {
    await link(name, path)
    await syncDirectory(dirname(path))
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    await rm(name, { force: true })
  }
}

/** undefined where there is no such file. */
export async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
