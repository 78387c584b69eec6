import { chmodSync } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { UserError } from '../domain/errors.ts'
import { type Hashed, type Packed, writeArchive } from './backup-archive.ts'
import { ownFiles } from './backup-files.ts'
import { namedBlobs } from './blobs-named.ts'
import { openReadable } from './database.ts'
import { schemaVersion } from './schema.ts'
import { cannotOpen } from './storage-errors.ts'

export const BACKUP_FORMAT = 'autohome-backup-1'

/** `backup.json`, the first file: enough to refuse an archive before anything of it is unpacked. */
export interface BackupLabel {
  readonly format: typeof BACKUP_FORMAT
  /** Of the Autohome that wrote it. */
  readonly version: string
  /** Of its database. */
  readonly schema: number
  readonly createdAt: string
}

/** `manifest.json`, the last file: an archive without it is not whole. */
export interface BackupManifest extends BackupLabel {
  readonly files: readonly Hashed[]
  /** Outputs that the journal names and that were not there. */
  readonly missing: readonly string[]
  /** Files with secrets that were left behind. */
  readonly leftOut: readonly string[]
}

export interface BackupOptions {
  readonly directory: string
  /** Where the archive goes; must not exist yet. */
  readonly file: string
  readonly version: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly withSecrets: boolean
  /** The text of one of the owner's files without the secrets that stand in it; undefined where there are none. */
  readonly withoutSecrets: (name: string) => Promise<string | undefined>
}

/**
 * Writes everything that Autohome knows into one .tar.gz, while an engine works or not. The database is copied as it is at
 * one moment; outputs are on the disk before a row names them, so every one that the copy names is there.
 *
 * @throws UserError `not_found`, `bad_input`, `storage`, `newer_database`
 */
export async function backUp(options: BackupOptions): Promise<BackupManifest> {
  const { directory, file, version, at } = options
  await refuseTaken(file)
  const aside = await mkdtemp(join(dirname(file), '.autohome-backup-')).catch((error: unknown) => {
    throw cannotOpen(dirname(file), error)
  })
  try {
    const copy = copyDatabase(directory, join(aside, 'journal.db'))
    const label: BackupLabel = {
      format: BACKUP_FORMAT,
      version,
      schema: copy.schema,
      createdAt: new Date(at).toISOString(),
    }
    const files: Hashed[] = []
    const missing: string[] = []
    const done: { manifest?: BackupManifest } = {}
    async function* contents(): AsyncGenerator<Packed> {
      yield { name: 'backup.json', content: json(label) }
      yield { name: 'journal.db', content: { path: copy.path } }
      const own = await ownFiles(directory)
      for (const name of own.names) yield { name: `home/${name}`, content: await ownContent(options, name) }
      if (options.withSecrets)
        for (const name of own.secrets)
          yield { name: `home/${name}`, content: { path: join(directory, name) } }
      for (const sha256 of copy.blobs) {
        const path = join(directory, 'blobs', sha256.slice(0, 2), sha256)
        if (await isThere(path)) yield { name: `blobs/${sha256.slice(0, 2)}/${sha256}`, content: { path } }
        else if (copy.outputs.has(sha256)) missing.push(sha256)
      }
      const leftOut = options.withSecrets ? [] : own.secrets
      done.manifest = { ...label, files: [...files], missing, leftOut }
      yield { name: 'manifest.json', content: json(done.manifest) }
    }
    await writeArchive(file, contents(), at, (written) => void files.push(written))
    if (!done.manifest) throw new Error('The archive was closed without a manifest')
    return done.manifest
  } catch (error) {
    throw cannotOpen(file, error)
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

const json = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 2)}\n`)

async function ownContent(
  { directory, withSecrets, withoutSecrets }: BackupOptions,
  name: string,
): Promise<Packed['content']> {
  const cleaned = withSecrets ? undefined : await withoutSecrets(name)
  return cleaned === undefined ? { path: join(directory, name) } : Buffer.from(cleaned)
}

/** VACUUM INTO reads one state of the database, however busy it is, and leaves out what was deleted from it. */
function copyDatabase(directory: string, path: string) {
  const db = openReadable(directory)
  if (!db)
    throw new UserError('not_found', {
      en: `Nothing to back up: ${directory} holds no journal yet.`,
      fr: `Rien à sauvegarder : ${directory} ne contient pas encore de journal.`,
    })
  try {
    db.prepare('VACUUM INTO ?').run(path)
    chmodSync(path, 0o600)
  } finally {
    db.close()
  }
  return lookInto(path)
}

/** The copy itself is asked what it names: the journal goes on meanwhile. */
function lookInto(path: string) {
  const db = new Sqlite(path, { readonly: true })
  try {
    const schema = schemaVersion(db)
    const [blobs, outputs] = [new Set<string>(), new Set<string>()]
    for (const row of namedBlobs(db)) {
      for (const name of row.names) blobs.add(name)
      for (const name of row.outputs) outputs.add(name)
    }
    return { path, schema, blobs: [...blobs].sort(), outputs }
  } finally {
    db.close()
  }
}

async function refuseTaken(file: string): Promise<void> {
  if (await isThere(file))
    throw new UserError('bad_input', {
      en: `${file} exists already: choose another name, a backup overwrites nothing.`,
      fr: `${file} existe déjà : choisissez un autre nom, une sauvegarde n’écrase rien.`,
    })
}

const isThere = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined)) !== undefined
