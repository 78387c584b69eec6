import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { dirname, extname } from 'node:path'
import { defineTool } from '../define.ts'
import { type Failure, failure } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { given, oneDecimal, percent } from './figures.ts'
import { type BackupFile, findBackups } from './find-backups.ts'
import { backupStatusInput, backupStatusOutput } from './shapes/backup.ts'
import { readEffects } from './system-text.ts'

const SAMPLE_BYTES = 64 * 1024

export const createBackupStatus = ({ files, clock }: ServerDeps) =>
  defineTool({
    name: 'backup_status',
    group: 'server',
    summary: {
      en: 'Whether the newest backup is fresh and can be read',
      fr: 'Si la dernière sauvegarde est récente et lisible',
    },
    access: 'read',
    input: backupStatusInput,
    output: backupStatusOutput,
    timeoutMs: 60_000,
    errors: ['E_PATH_NOT_FOUND', 'E_NOT_FOUND', 'E_NEEDS_ROOT'],
    effects: ({ path }) => readEffects([files.resolve(path)]),
    async run({ path: asked, maxAgeH }) {
      const path = files.resolve(asked)
      const found = await findBackups(path)
      if (found === 'absent')
        return failure('E_PATH_NOT_FOUND', `${path} does not exist`, { subject: path, recoverable: true })
      const [newest, ...older] = [...found.files].sort((a, b) => b.modifiedAtMs - a.modifiedAtMs)
      // What may not be read could hold the newest one: anything said without it would be a guess.
      if (found.refused !== undefined) return mayNotRead(found.refused)
      if (!newest) return failure('E_NOT_FOUND', `there is no backup in ${path}`, { subject: path })
      const ageH = oneDecimal((clock.now() - newest.modifiedAtMs) / 3_600_000)
      const sampleSha256 = newest.bytes > 0 ? await sample(newest) : undefined
      return {
        ok: true,
        value: {
          path,
          count: found.files.length,
          totalBytes: found.files.reduce((sum, one) => sum + one.bytes, 0),
          newest: { ...newest, ageH, ...given('sampleSha256', sampleSha256) },
          fresh: ageH <= maxAgeH,
          readable: sampleSha256 !== undefined,
          maxAgeH,
          ...given('percentOfPrevious', comparedTo(newest, older)),
          truncated: found.truncated,
        },
      }
    },
  })

/** The one before it of the same kind: a backup that shrank to nothing is fresh, readable and worthless. */
function comparedTo(newest: BackupFile, older: readonly BackupFile[]): number | undefined {
  const kindOf = ({ path }: BackupFile) => `${dirname(path)}\0${extname(path)}`
  const previous = older.find((one) => kindOf(one) === kindOf(newest) && one.bytes > 0)
  return previous && percent(newest.bytes, previous.bytes)
}

/** Both ends: an archive whose disk fails in the middle is beyond a check like this. */
async function sample({ path, bytes }: BackupFile): Promise<string | undefined> {
  try {
    await using file = await open(path, 'r')
    const hash = createHash('sha256')
    const buffer = Buffer.alloc(SAMPLE_BYTES)
    for (const start of new Set([0, Math.max(0, bytes - SAMPLE_BYTES)])) {
      const { bytesRead } = await file.read(buffer, 0, SAMPLE_BYTES, start)
      hash.update(buffer.subarray(0, bytesRead))
    }
    return hash.digest('hex')
  } catch {
    return undefined
  }
}

const mayNotRead = (path: string): Failure =>
  failure('E_NEEDS_ROOT', `this user may not read ${path}`, {
    subject: path,
    hint: `sudo setfacl -R -m u:<user>:rX ${path}`,
  })
