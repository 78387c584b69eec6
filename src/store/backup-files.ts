import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * What is not the owner's: made again by the next start, of this process only, or kept in the archive in another way.
 * What was recorded to take changes back belongs to this machine's disk: brought to another one it would do harm there.
 */
const LEFT_OUT =
  /^(journal\.db|lock\.db|blobs$|backups$|changes$|snapshots$|sandbox$|reserve$|engine\.json|settings\.json|checked\.sha256|policy\.sha256|.*\.log(\.\d+)?$|.*\.sock$|lost\+found$|\.restoring-)/

/** What a thief could use, as far as its name tells. */
const SECRET = /^(\.env(\..*)?|secrets\.ya?ml|.*\.key)$/

/** Names that a directory may hold and still count as empty: a start or a look at the settings leaves them behind. */
const DISPOSABLE =
  /^(lock\.db(-journal)?|settings\.json|checked\.sha256|policy\.sha256|autohome\.log|lost\+found)$/

/** A draft of a file that is being replaced: its name and a UUID. */
const DRAFT = /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export interface OwnFiles {
  /** Relative to the data directory. */
  readonly names: readonly string[]
  /** There, and left out because they hold secrets. */
  readonly secrets: readonly string[]
}

/** The owner's plain files in a data directory: settings, rules, workflows. Links are not followed. */
export async function ownFiles(directory: string): Promise<OwnFiles> {
  const names: string[] = []
  const secrets: string[] = []
  const walk = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(directory, below), { withFileTypes: true })) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`
      if ((below === '' && LEFT_OUT.test(name)) || DRAFT.test(name)) continue
      if (entry.isDirectory()) await walk(name)
      else if (entry.isFile()) (SECRET.test(entry.name) ? secrets : names).push(name)
    }
  }
  await walk('')
  return { names: names.sort(), secrets: secrets.sort() }
}

/** What stands in the way of a restore; undefined where the directory is empty, or not there. */
export async function firstInTheWay(directory: string): Promise<string | undefined> {
  try {
    return (await readdir(directory)).find((name) => !DISPOSABLE.test(name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
