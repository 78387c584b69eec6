import { z } from 'zod'

export const backupVerifyInput = z.object({
  path: z
    .string()
    .min(1)
    .describe('A restic or borg repository, or a directory of archives, on this machine'),
  passwordFile: z.string().min(1).optional().describe('File that holds the repository’s password'),
  maxAgeH: z.number().positive().max(8_760).default(26).describe('Older than this many hours is not fresh'),
})

export const backupVerifyOutput = z.object({
  kind: z.enum(['restic', 'borg', 'directory']),
  path: z.string(),
  newest: z.object({
    /** Id of the snapshot, name of the archive, path of the file. */
    id: z.string(),
    timeMs: z.number(),
    /** Hours, one decimal. */
    ageH: z.number(),
  }),
  maxAgeH: z.number(),
  fresh: z.boolean(),
  /** The program's own check of the repository, or reading the archive to its end. */
  readable: z.boolean(),
  readError: z.string().optional(),
  /** One file that was taken out of the newest backup into the workspace, and compared; it is removed again. */
  restored: z
    .object({
      path: z.string(),
      bytes: z.number(),
      sha256: z.string(),
      /** With the original, unchanged since; or only with the size that the backup has written down; or with the backup itself. */
      compared: z.enum(['original', 'size', 'backup']),
      matches: z.boolean(),
    })
    .optional(),
  restoreError: z.string().optional(),
})
export type BackupVerify = z.output<typeof backupVerifyOutput>
