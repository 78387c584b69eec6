import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { AuditResult } from '../domain/journal.ts'
import type { Clock } from '../domain/clock.ts'
import { wait } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { BackupManifest } from '../store/backup.ts'
import type { PruneResult } from '../store/retention.ts'

/** A backup of a data directory, with an engine on it or without. */
export async function backUp(
  { home, version }: Config,
  options: { readonly file: string; readonly withSecrets: boolean; readonly at: number },
): Promise<BackupManifest> {
  const [{ backUp: write }, { withoutSecretKeys }] = await Promise.all([
    import('../store/backup.ts'),
    import('../config/clean-yaml.ts'),
  ])
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

/** What goes because of its age or for want of room; undefined where there is no journal yet. */
export async function prune(
  { home, retention }: Config,
  options: { readonly clock: Clock; readonly dryRun: boolean; readonly signal: AbortSignal },
): Promise<PruneResult | undefined> {
  const [{ prune: remove }, { openBeside }, { databasePath, openReadable }] = await Promise.all([
    import('../store/retention.ts'),
    import('../store/beside.ts'),
    import('../store/database.ts'),
  ])
  if (!existsSync(databasePath(home))) return undefined
  const reading = options.dryRun ? openReadable(home) : undefined
  if (options.dryRun && !reading) return undefined
  const { days, outputDays, maxMb } = retention
  const beside = reading
    ? {
        db: reading,
        write: () => Promise.reject(new Error('A dry run writes nothing')),
        close: () => reading.close(),
      }
    : openBeside(home, options.clock, 'FULL')
  try {
    return await remove({
      ...options,
      beside,
      directory: home,
      retention: { days, outputDays, maxBytes: maxMb * 2 ** 20 },
    })
  } finally {
    beside.close()
  }
}

/** The first look comes when the start is over, the next ones a day apart. Milliseconds. */
const [FIRST_MS, DAY_MS] = [60_000, 86_400_000]

/** Prunes once a day for as long as the process lives; what goes wrong is logged, and tried again the next day. */
export async function pruneDaily(config: Config, clock: Clock, log: Log, signal: AbortSignal): Promise<void> {
  for (let pause = FIRST_MS; !signal.aborted; pause = DAY_MS) {
    await wait(clock, pause, signal).catch(() => undefined)
    if (signal.aborted) return
    try {
      const done = await prune(config, { clock, dryRun: false, signal })
      if (done && (done.runs.length > 0 || done.outputs > 0 || done.broken.length > 0))
        log.info('pruned', { ...done })
      if (done?.stillOver) log.warn('retention.maxMb is exceeded by what is at work or ended today')
    } catch (error) {
      log.error('pruning failed', { err: error })
    }
  }
}
