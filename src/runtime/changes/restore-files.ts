import { constants } from 'node:fs'
import {
  chmod,
  lchown,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  rmdir,
  symlink,
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { RestoredPart } from '../../domain/change.ts'
import { codeOf, createDurably, makeDirectory, messageOf, syncDirectory } from './durable.ts'
import { asidePath, bytesPath, type Entry, type Manifest } from './manifest.ts'
import { attributesOf, hashOf, lstatOf, readPlain } from './record-files.ts'
import { runShell } from './shell.ts'

type Recorded = Pick<Manifest, 'entries' | 'roots' | 'trustedPath'>

/**
 * Puts every recorded name back as it was, one rename a file, and takes aside what the change had made below the
 * recorded directories. May be broken off anywhere and done again. What already is as it was is not touched.
 *
 * @returns what differed, each with whether it is now as it was; nothing about what never differed
 */
export async function restoreFiles(
  directory: string,
  manifest: Recorded,
  isWanted: (path: string) => boolean = () => true,
): Promise<RestoredPart[]> {
  const parts: RestoredPart[] = []
  for (const path of (await madeSince(manifest)).filter(isWanted))
    parts.push(await part(path, () => takeAside(directory, path)))
  for (const entry of manifest.entries.filter(({ path }) => isWanted(path))) {
    if ((await differs(entry, manifest.trustedPath)) === undefined) continue
    parts.push(
      await part(entry.path, async () => {
        await putBack(directory, entry, manifest.trustedPath)
        const still = await differs(entry, manifest.trustedPath)
        if (still !== undefined) throw new Error(still)
      }),
    )
  }
  return parts
}

async function part(what: string, work: () => Promise<void>): Promise<RestoredPart> {
  try {
    await work()
    return { what, ok: true }
  } catch (error) {
    return { what, ok: false, why: messageOf(error) }
  }
}

/** Everything that is not as it was recorded, with how. */
export async function filesThatDiffer(manifest: Recorded): Promise<RestoredPart[]> {
  const parts: RestoredPart[] = []
  for (const path of await madeSince(manifest)) parts.push({ what: path, ok: false, why: 'was not there' })
  for (const entry of manifest.entries) {
    const why = await differs(entry, manifest.trustedPath).catch(messageOf)
    if (why !== undefined) parts.push({ what: entry.path, ok: false, why })
  }
  return parts
}

/** Names below recorded directories that were not recorded, deepest first. */
async function madeSince({ entries }: Recorded): Promise<string[]> {
  const known = new Set(entries.map(({ path }) => path))
  const found: string[] = []
  const look = async (path: string): Promise<void> => {
    if ((await lstatOf(path))?.isDirectory())
      for (const name of await namesIn(path)) await look(join(path, name))
    found.push(path)
  }
  for (const { path, kind } of entries)
    if (kind === 'directory')
      for (const name of await namesIn(path)) if (!known.has(join(path, name))) await look(join(path, name))
  return found
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).sort()
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return []
    throw error
  }
}

/** In one word what is not as it was; undefined where nothing is. */
async function differs(entry: Entry, trustedPath: readonly string[]): Promise<string | undefined> {
  const now = await lstatOf(entry.path)
  if (entry.kind === 'absent') return now ? 'was not there' : undefined
  if (!now) return 'is gone'
  if (entry.kind === 'link')
    return now.isSymbolicLink() && (await readlink(entry.path)) === entry.target ? undefined : 'another link'
  if (entry.kind === 'directory' ? !now.isDirectory() : !now.isFile()) return 'another kind'
  if ((now.mode & 0o7777) !== entry.mode) return 'another mode'
  if (now.uid !== entry.uid || now.gid !== entry.gid) return 'another owner'
  if (
    entry.kind === 'file' &&
    (now.size !== entry.bytes || hashOf(await readPlain(entry.path)) !== entry.sha256)
  )
    return 'another content'
  return (await attributesOf(entry.path, trustedPath)) === entry.attributes ? undefined : 'other attributes'
}

async function putBack(directory: string, entry: Entry, trustedPath: readonly string[]): Promise<void> {
  const { path } = entry
  const now = await lstatOf(path)
  switch (entry.kind) {
    case 'absent':
      return takeAside(directory, path)
    case 'link': {
      if (now?.isDirectory()) await takeAside(directory, path)
      const draft = draftOf(path)
      await rm(draft, { force: true })
      await symlink(entry.target, draft)
      await rename(draft, path)
      return syncDirectory(dirname(path))
    }
    case 'directory':
      if (now && !now.isDirectory()) await takeAside(directory, path)
      await mkdir(path, { recursive: true })
      break
    case 'file':
      if (now?.isDirectory()) await takeAside(directory, path)
      await putFile(directory, entry)
      break
    default:
      return entry satisfies never
  }
  await lchown(path, entry.uid, entry.gid)
  // After the owner: a change of owner takes away the set-user-id bit.
  await chmod(path, entry.mode)
  if (entry.attributes !== undefined)
    await runShell('setfattr --restore=-', { trustedPath, stdin: entry.attributes })
  await syncDirectory(dirname(path))
}

async function putFile(directory: string, entry: Extract<Entry, { kind: 'file' }>): Promise<void> {
  const data = await readFile(bytesPath(directory, entry.sha256))
  if (hashOf(data) !== entry.sha256) throw new Error('the recorded bytes are damaged')
  await mkdir(dirname(entry.path), { recursive: true })
  const draft = draftOf(entry.path)
  await rm(draft, { force: true })
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
  const file = await open(draft, flags, 0o600)
  try {
    await file.writeFile(data)
    await file.chown(entry.uid, entry.gid)
    await file.chmod(entry.mode)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, entry.path)
  await syncDirectory(dirname(entry.path))
}

/** The same name each time, so that one that was left behind by a loss of power is used again and not left lying. */
const draftOf = (path: string): string => join(dirname(path), `.${basename(path)}.autohome-restore`)

/** A file's bytes stay with the snapshot; directories go when they are empty. */
async function takeAside(directory: string, path: string): Promise<void> {
  const now = await lstatOf(path)
  if (!now) return
  if (now.isDirectory()) {
    for (const name of await namesIn(path)) await takeAside(directory, join(path, name))
    await rmdir(path)
  } else {
    if (now.isFile()) {
      const data = await readPlain(path)
      await makeDirectory(asidePath(directory))
      await createDurably(join(asidePath(directory), encodeURIComponent(path).slice(-200)), data)
    }
    await rm(path, { force: true })
  }
  await syncDirectory(dirname(path))
}
