import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { withoutSecretKeys } from '../config/clean-yaml.ts'
import type { AuditResult } from '../domain/journal.ts'
import type { BackupManifest } from '../store/backup.ts'

/** A backup of a data directory, with an engine on it or without. */
export async function backUp(
  { home, version }: Config,
  options: { readonly file: string; readonly withSecrets: boolean; readonly at: number },
): Promise<BackupManifest> {
  const { backUp: write } = await import('../store/backup.ts')
  return write({
    ...options,
    directory: home,
    version,
    withoutSecrets: async (name) =>
      name === 'autohome.yaml' ? withoutSecretKeys(await readFile(join(home, name), 'utf8')) : undefined,
  })
}

/** What came out of a backup, and what the chains of its runs say. */
export interface RestoredHome {
  readonly manifest: BackupManifest
  readonly audits: readonly AuditResult[]
}

/** @throws UserError as `restoreBackup` does */
export async function restore(file: string, into: string): Promise<RestoredHome> {
  const [{ restoreBackup }, { auditDirectory }] = await Promise.all([
    import('../store/backup-restore.ts'),
    import('../store/audit.ts'),
  ])
  const manifest = await restoreBackup(file, into)
  return { manifest, audits: auditDirectory(into) }
}
