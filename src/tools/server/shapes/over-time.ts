import { z } from 'zod'
import { certificate } from './certificate.ts'
import { priority } from './log.ts'

export const diskForecastInput = z.object({
  days: z.number().int().min(1).max(400).default(60).describe('How far back measurements count'),
})
export const diskForecastOutput = z.object({
  filesystems: z.array(
    z.object({
      mount: z.string(),
      sizeBytes: z.number(),
      availableBytes: z.number(),
      usedPercent: z.number(),
      /** Measurements kept, this one among them, and the days from the first to the last. */
      samples: z.number(),
      spanDays: z.number(),
      /** Absent where there are too few samples over too short a time. */
      bytesPerDay: z.number().optional(),
      /** Absent also where it does not grow, or will not be full within ten years. */
      fullInDays: z.number().optional(),
    }),
  ),
  /** Mounts with a slope. */
  known: z.number(),
  /** Of the one that is full first. */
  soonestDays: z.number().optional(),
})
export type DiskForecast = z.output<typeof diskForecastOutput>

export const newErrorsInput = z.object({
  sinceS: z.number().int().min(3_600).max(2_592_000).default(86_400).describe('How far back an error is new'),
})
export const newErrorsOutput = z.object({
  fresh: z.array(
    z.object({
      unit: z.string(),
      message: z.string(),
      priority: priority.optional(),
      count: z.number(),
      firstMs: z.number(),
      lastMs: z.number(),
    }),
  ),
  count: z.number(),
  /** Kinds of errors in that time, new or known. */
  kinds: z.number(),
  /** What is compared with reaches back to here; absent: there is nothing to compare with yet. */
  knownSinceMs: z.number().optional(),
  truncated: z.boolean(),
})
export type NewErrors = z.output<typeof newErrorsOutput>

export const restartLoopsInput = z.object({
  sinceS: z.number().int().min(600).max(2_592_000).default(86_400).describe('How far back restarts count'),
  limit: z.number().int().min(1).max(10_000).default(3).describe('More restarts than this are a loop'),
})
export const restartLoopsOutput = z.object({
  looked: z.array(z.object({ kind: z.enum(['container', 'service']), count: z.number() })),
  /** Those that could not be looked at, and why. */
  notLooked: z.array(z.object({ kind: z.enum(['container', 'service']), why: z.string() })),
  loops: z.array(
    z.object({
      kind: z.enum(['container', 'service']),
      name: z.string(),
      state: z.string(),
      /** The counter of docker or systemd. */
      restarts: z.number(),
      /** Since `sinceMs`; absent where it was not measured before. */
      rose: z.number().optional(),
      sinceMs: z.number().optional(),
    }),
  ),
  count: z.number(),
})
export type RestartLoops = z.output<typeof restartLoopsOutput>

export const certificateRenewalInput = z.object({
  path: z.string().min(1).optional().describe('A PEM file; without it those that certbot keeps'),
  warnDays: z.number().int().min(0).max(3_650).default(21),
})
export const certificateRenewalOutput = z.object({
  certificates: z.array(
    certificate.extend({
      /** Days since it was issued. */
      ageDays: z.number(),
      /** Less than a quarter of its life is left and nothing has renewed it. */
      overdue: z.boolean(),
    }),
  ),
  count: z.number(),
  daysLeft: z.number(),
  expiring: z.array(z.string()),
  overdue: z.array(z.string()),
  /** What would renew them: a systemd timer or a cron entry, with the program it starts. */
  renewers: z.array(z.object({ kind: z.enum(['timer', 'cron']), path: z.string(), program: z.string() })),
  lastIssuedMs: z.number(),
})
export type CertificateRenewal = z.output<typeof certificateRenewalOutput>

export const runFiguresInput = z.object({ days: z.number().int().min(1).max(92).default(7) })
export const runFiguresOutput = z.object({
  days: z.number(),
  total: z.number(),
  completed: z.number(),
  failed: z.number(),
  unproven: z.number(),
  cancelled: z.number(),
  unfinished: z.number(),
  workflows: z.array(z.object({ name: z.string(), runs: z.number(), failed: z.number() })),
  incidents: z.array(z.object({ reason: z.string(), severity: z.string(), count: z.number() })),
  incidentCount: z.number(),
  severeCount: z.number(),
})
export type RunFiguresOutput = z.output<typeof runFiguresOutput>
