import { z } from 'zod'

export const backupStatusInput = z.object({
  path: z.string().min(1).describe('A backup file, or the directory that holds the backups'),
  maxAgeH: z.number().positive().max(8_760).default(26).describe('Older than this many hours is not fresh'),
})

export const backupStatusOutput = z.object({
  path: z.string(),
  /** Files found, at most four levels down; partial and hidden files are left out. */
  count: z.number(),
  totalBytes: z.number(),
  newest: z.object({
    path: z.string(),
    bytes: z.number(),
    modifiedAtMs: z.number(),
    /** Hours, one decimal. */
    ageH: z.number(),
    /** sha256 of the first and last 64 KiB together; absent where it cannot be read. */
    sampleSha256: z.string().optional(),
  }),
  /** Of the newest: younger than maxAgeH. */
  fresh: z.boolean(),
  /** Of the newest: not empty and both its ends could be read. */
  readable: z.boolean(),
  maxAgeH: z.number(),
  /** Size of the newest against the one before it in the same directory with the same ending, in percent. */
  percentOfPrevious: z.number().optional(),
  /** More files than could be looked at: the newest may be missing. */
  truncated: z.boolean(),
})
export type BackupStatus = z.output<typeof backupStatusOutput>
