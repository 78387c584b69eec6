import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { BackupVerify } from '../shapes/backup-verify.ts'
import type { Kept, Opened } from './source.ts'

/** One file is to prove that restoring works, not to fill the disk. */
const MOST_BYTES = 256 * 1024 * 1024

type Restored = Pick<BackupVerify, 'restored' | 'restoreError'>

/**
 * Takes one file out of the newest backup into the workspace, and compares it by hash with the original where that has not
 * changed since. The copy is removed again.
 */
export async function restoreOne(opened: Opened, workspace: string): Promise<Restored> {
  const files = await opened.files()
  if ('error' in files) return { restoreError: files.error.message }
  const chosen = await choose(files)
  if (!chosen) return { restoreError: 'there is no file in it that could be restored' }
  const { file, original } = chosen
  const directory = await mkdtemp(join(workspace, '.autohome-restore-'))
  try {
    const taken = await opened.take(file, directory)
    if (typeof taken !== 'string') return { restoreError: taken.error.message }
    const { size } = await stat(taken)
    const sha256 = await hashOf(taken)
    const against = original ?? (file.path === opened.id.split('/').at(-1) ? opened.id : undefined)
    const matches = size === file.bytes && (against === undefined || (await hashOf(against)) === sha256)
    const compared = original !== undefined ? 'original' : against === undefined ? 'size' : 'backup'
    return { restored: { path: file.path, bytes: size, sha256, compared, matches } }
  } catch (error) {
    return { restoreError: error instanceof Error ? error.message : String(error) }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** The youngest whose original is still as it was then; else the youngest. Names that mean more than themselves are passed over. */
async function choose(files: readonly Kept[]): Promise<{ file: Kept; original?: string } | undefined> {
  const fit = files
    .filter(
      ({ path, bytes }) =>
        bytes > 0 && bytes <= MOST_BYTES && !/[*?[\]\\\n]|^-|(?:^|\/)\.\.(?:\/|$)/.test(path),
    )
    .sort((a, b) => b.mtimeMs - a.mtimeMs)
  for (const file of fit.slice(0, 200)) {
    const original = `/${file.path}`
    const found = await stat(original).catch(() => undefined)
    // Some backups keep whole seconds only.
    if (found?.isFile() && found.size === file.bytes && Math.abs(found.mtimeMs - file.mtimeMs) < 1_000)
      return { file, original }
  }
  const [file] = fit
  return file && { file }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
