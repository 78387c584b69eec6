import { z } from 'zod'

export const pendingUpdatesInput = z.object({})

export const pendingUpdatesOutput = z.object({
  manager: z.literal('apt'),
  updates: z.array(
    z.object({
      name: z.string(),
      current: z.string(),
      candidate: z.string(),
      security: z.boolean(),
    }),
  ),
  count: z.number(),
  securityCount: z.number(),
  /** When the package lists were last fetched; absent where they never were. */
  lastUpdatedMs: z.number().optional(),
  listsAgeH: z.number().optional(),
  rebootRequired: z.boolean(),
  /** Packages that ask for the reboot. */
  rebootPackages: z.array(z.string()),
})
export type PendingUpdates = z.output<typeof pendingUpdatesOutput>

export const restartNeededInput = z.object({})

export const restartNeededOutput = z.object({
  /** Programs that run from files which were replaced since. */
  processes: z.array(
    z.object({ pid: z.number(), command: z.string(), unit: z.string().optional(), file: z.string() }),
  ),
  /** Units of those, e.g. `nginx.service`. */
  services: z.array(z.string()),
  looked: z.number(),
  /** Processes of others, which this user may not look into. */
  unreadable: z.number(),
  rebootRequired: z.boolean(),
  rebootPackages: z.array(z.string()),
})
export type RestartNeeded = z.output<typeof restartNeededOutput>
