import { createHash } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { lstat, open, readdir, readlink, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Text } from '../../domain/text.ts'
import { codeOf, createDurably, makeDirectory, messageOf } from './durable.ts'
import { type Entry, bytesPath, type Rights } from './manifest.ts'
import { runShell } from './shell.ts'

/** More names than this are no configuration. */
const MOST_ENTRIES = 20_000

export interface Found {
  readonly entries: readonly Entry[]
  readonly bytes: number
  readonly cannot: readonly Text[]
}

export interface Taking {
  /** Where the bytes go; absent where it is only looked at what could be recorded. */
  readonly directory?: string
  /** Hashes all the same where no bytes are kept. */
  readonly hashed?: true
  readonly maxBytes: number
  readonly trustedPath: readonly string[]
}

/**
 * Everything at and below these paths, absence too, as it is now. What a link leads to is recorded beside the link.
 * What is no file, directory or link, cannot be read, or is more than `maxBytes` together is named in `cannot`.
 */
export async function recordFiles(roots: readonly string[], taking: Taking): Promise<Found> {
  const entries = new Map<string, Entry>()
  const cannot: Text[] = []
  let bytes = 0
  const pending = [...roots].toReversed()

  const refuse = (path: string, why: string) => {
    cannot.push({ key: 'change.cannot', params: { what: path, why } })
  }

  const take = async (path: string): Promise<void> => {
    if (entries.has(path)) return
    const found = await lstatOf(path)
    if (found === undefined) return void entries.set(path, { path, kind: 'absent' })
    if (found.isSymbolicLink()) {
      entries.set(path, { path, kind: 'link', target: await readlink(path) })
      const led = await realpath(path).catch(() => undefined)
      if (led !== undefined && (await lstatOf(led))?.isFile()) pending.push(led)
      return
    }
    if (found.isDirectory()) {
      entries.set(path, { path, kind: 'directory', ...(await rightsOf(path, found, taking)) })
      for (const name of (await readdir(path)).sort().toReversed()) pending.push(join(path, name))
      return
    }
    if (!found.isFile()) return refuse(path, 'no file')
    if (bytes + found.size > taking.maxBytes) return refuse(path, `more than ${taking.maxBytes} bytes`)
    bytes += found.size
    const sha256 = await hashFor(path, taking)
    entries.set(path, {
      path,
      kind: 'file',
      sha256,
      bytes: found.size,
      ...(await rightsOf(path, found, taking)),
    })
  }

  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (entries.size >= MOST_ENTRIES) {
      refuse(path, `more than ${MOST_ENTRIES} names`)
      break
    }
    try {
      await take(path)
    } catch (error) {
      refuse(path, codeOf(error) || messageOf(error))
    }
  }
  return { entries: [...entries.values()], bytes, cannot }
}

async function hashFor(path: string, { directory, hashed, maxBytes }: Taking): Promise<string> {
  if (directory !== undefined) return keep(path, directory, maxBytes)
  return hashed ? hashOf(await readPlain(path, maxBytes)) : ''
}

const MODE_BITS = 0o7777

async function rightsOf(path: string, found: Stats, { directory, trustedPath }: Taking): Promise<Rights> {
  const rights = { mode: found.mode & MODE_BITS, uid: found.uid, gid: found.gid }
  if (directory === undefined) return rights
  const attributes = await attributesOf(path, trustedPath)
  return attributes === undefined ? rights : { ...rights, attributes }
}

/** Which of the trusted directories hold `getfattr` does not change while Autohome runs. */
let hasAttributes: Promise<boolean> | undefined

/** Extended attributes, ACLs among them, where the program that reads them is installed and there are any. */
export async function attributesOf(
  path: string,
  trustedPath: readonly string[],
): Promise<string | undefined> {
  hasAttributes ??= runShell('command -v getfattr setfattr', { trustedPath }).then(
    ({ exitCode }) => exitCode === 0,
  )
  if (!(await hasAttributes)) return undefined
  const quoted = `'${path.replaceAll("'", "'\\''")}'`
  const { exitCode, stdout } = await runShell(
    `getfattr --absolute-names --no-dereference --dump --match=- --encoding=base64 -- ${quoted}`,
    { trustedPath },
  )
  return exitCode === 0 && stdout.trim() !== '' ? stdout : undefined
}

export async function lstatOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined
    throw error
  }
}

/** Bytes of a file, which must not be a link by now. @throws the system's error; an Error where it has grown past `most` */
export async function readPlain(path: string, most = Infinity): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const { size } = await file.stat()
    if (size > most) throw new Error(`more than ${most} bytes`)
    return await file.readFile()
  } finally {
    await file.close()
  }
}

export const hashOf = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex')

async function keep(path: string, directory: string, most: number): Promise<string> {
  const data = await readPlain(path, most)
  const sha256 = hashOf(data)
  await makeDirectory(join(directory, 'files'))
  await createDurably(bytesPath(directory, sha256), data)
  return sha256
}
