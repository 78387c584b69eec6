import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { UserError } from '../domain/errors.ts'
import { type Hashed, readArchive, type Unpacked } from './backup-archive.ts'
import { BACKUP_FORMAT, type BackupLabel, type BackupManifest } from './backup.ts'
import { firstInTheWay } from './backup-files.ts'
import { acquireLock } from './lock.ts'
import { SCHEMA_VERSION } from './schema.ts'
import { cannotOpen, cannotWrite } from './storage-errors.ts'

/** Paths that an archive may hold, none of which leads out of the directory. */
const NAME = /^(journal\.db|blobs\/([0-9a-f]{2})\/\2[0-9a-f]{62}|home\/(?!.*(?:^|\/)\.\.?(?:\/|$))[^\0]+)$/

/**
 * Unpacks a backup into an empty directory, or one that is not there. Every file is compared with the manifest before any
 * stands under its name; the journal comes last, so that a restore that was cut short holds none.
 *
 * @throws UserError `bad_input` for what is no whole backup, or a directory that holds something; `newer_database`; `busy`; `storage`
 */
export async function restoreBackup(file: string, into: string): Promise<BackupManifest> {
  await refuseFull(into)
  const archive = readArchive(file)
  try {
    const label = await readLabel(file, archive)
    const lock = acquireLock(into)
    const draft = join(into, `.restoring-${randomUUID()}`)
    try {
      const manifest = await unpack(file, archive, draft, label)
      await settle(draft, into)
      return manifest
    } finally {
      await rm(draft, { recursive: true, force: true })
      lock.release()
    }
  } finally {
    await archive.return(undefined)
  }
}

async function refuseFull(into: string): Promise<void> {
  const held = await firstInTheWay(into).catch((error: unknown) => {
    throw cannotOpen(into, error)
  })
  if (held !== undefined)
    throw new UserError('bad_input', {
      en: `${into} is not empty (it holds ${held}): restore into another directory with --into, or move what is there away.`,
      fr: `${into} n’est pas vide (il contient ${held}) : restaurez dans un autre répertoire avec --into, ou déplacez ce qui s’y trouve.`,
    })
}

async function readLabel(file: string, archive: AsyncGenerator<Unpacked>): Promise<BackupLabel> {
  const first = await archive.next()
  const label =
    first.done !== true && first.value.name === 'backup.json' && first.value.size < MOST_MANIFEST
      ? parsed(await text(first.value.content))
      : undefined
  if (label?.['format'] !== BACKUP_FORMAT || typeof label['schema'] !== 'number') throw notABackup(file)
  if (label['schema'] > SCHEMA_VERSION)
    throw new UserError('newer_database', {
      en: `${file} was written by a newer Autohome (${String(label['version'])}, schema ${label['schema']}; this one knows ${SCHEMA_VERSION}): install that version, then restore.`,
      fr: `${file} a été écrit par un Autohome plus récent (${String(label['version'])}, schéma ${label['schema']} ; celui-ci connaît ${SCHEMA_VERSION}) : installez cette version, puis restaurez.`,
    })
  return label as unknown as BackupLabel
}

/** A manifest has a line for each kept output. Bytes. */
const MOST_MANIFEST = 512 * 2 ** 20

async function unpack(
  file: string,
  archive: AsyncGenerator<Unpacked>,
  draft: string,
  label: BackupLabel,
): Promise<BackupManifest> {
  const found: Hashed[] = []
  const labelText = `${JSON.stringify(label, null, 2)}\n`
  found.push({
    name: 'backup.json',
    sha256: createHash('sha256').update(labelText).digest('hex'),
    bytes: Buffer.byteLength(labelText),
  })
  for await (const each of archive) {
    if (each.name === 'manifest.json' && each.size < MOST_MANIFEST) {
      const manifest = parsed(await text(each.content))
      if (!Array.isArray(manifest?.['files'])) throw notABackup(file)
      compare(file, manifest['files'] as readonly Hashed[], found)
      return manifest as unknown as BackupManifest
    }
    if (!NAME.test(each.name)) throw notABackup(file, each.name)
    found.push(await extract(each, join(draft, each.name)))
  }
  throw notABackup(file)
}

async function extract({ name, content }: Unpacked, path: string): Promise<Hashed> {
  const hash = createHash('sha256')
  let bytes = 0
  const out = await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    .then(() => open(path, 'wx', 0o600))
    .catch((error: unknown) => {
      throw cannotWrite(path, error)
    })
  try {
    for await (const piece of content) {
      hash.update(piece)
      bytes += piece.length
      await out.writeFile(piece).catch((error: unknown) => {
        throw cannotWrite(path, error)
      })
    }
    await out.sync()
  } finally {
    await out.close()
  }
  return { name, sha256: hash.digest('hex'), bytes }
}

/** Exactly the files of the manifest, each with its bytes. */
function compare(file: string, told: readonly Hashed[], found: readonly Hashed[]): void {
  const byName = new Map(told.map((each) => [each.name, each]))
  const names = new Set(found.map(({ name }) => name))
  const differs = ({ name, sha256, bytes }: Hashed): boolean => {
    const same = byName.get(name)
    return !same || same.sha256 !== sha256 || same.bytes !== bytes
  }
  const wrong = found.find(differs) ?? told.find(({ name }) => !names.has(name))
  if (!wrong && told.length === found.length && byName.has('journal.db')) return
  throw new UserError('bad_input', {
    en: `${file} is damaged: ${wrong?.name ?? 'its manifest'} is not what was backed up. Nothing was restored; take another copy.`,
    fr: `${file} est endommagé : ${wrong?.name ?? 'son manifeste'} n’est pas ce qui a été sauvegardé. Rien n’a été restauré ; prenez une autre copie.`,
  })
}

/** Gives everything its name, the journal last. */
async function settle(draft: string, into: string): Promise<void> {
  const own = join(draft, 'home')
  const names = await readdir(own).catch(() => [])
  const moves = [
    ...names.map((name) => [join(own, name), join(into, name)] as const),
    ...(await readdir(draft))
      .filter((name) => name === 'blobs')
      .map((name) => [join(draft, name), join(into, name)] as const),
    [join(draft, 'journal.db'), join(into, 'journal.db')] as const,
  ]
  try {
    for (const [from, to] of moves) await rename(from, to)
    const directory = await open(into, 'r')
    try {
      await directory.sync()
    } finally {
      await directory.close()
    }
  } catch (error) {
    throw cannotWrite(into, error)
  }
}

function parsed(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null
      ? (value as Readonly<Record<string, unknown>>)
      : undefined
  } catch {
    return undefined
  }
}

const notABackup = (file: string, name = ''): UserError =>
  new UserError('bad_input', {
    en: `${file} is not a whole backup of Autohome${name === '' ? '' : ` (it holds ${JSON.stringify(name)})`}: nothing was restored.`,
    fr: `${file} n’est pas une sauvegarde complète d’Autohome${name === '' ? '' : ` (elle contient ${JSON.stringify(name)})`} : rien n’a été restauré.`,
  })
