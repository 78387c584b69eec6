import { z } from 'zod'

/** syslog(3), most urgent first. */
export const PRIORITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const
export const priority = z.enum(PRIORITIES)
export type Priority = (typeof PRIORITIES)[number]

export const systemLogInput = z.object({
  sinceS: z.number().int().min(1).max(31_536_000).default(86_400).describe('How far back, in seconds'),
  priority: priority.default('warning').describe('This priority and more urgent ones'),
  unit: z
    .string()
    .regex(/^[A-Za-z0-9_@][A-Za-z0-9:_.@\\-]*$/, 'a unit name holds letters, digits and : _ . @ \\ - only')
    .optional()
    .describe('Only this unit'),
  limit: z.number().int().min(1).max(2_000).default(200).describe('At most so many entries, the newest'),
})

export const logEntry = z.object({
  /** ISO 8601, UTC. */
  time: z.string(),
  timeMs: z.number(),
  /** Unit, or the program's name where no unit is known. */
  unit: z.string(),
  /** A plain text log does not record it: absent there. */
  priority: priority.optional(),
  message: z.string(),
})
export type LogEntry = z.output<typeof logEntry>

export const systemLogOutput = z.object({
  source: z.enum(['journal', 'file']),
  /** The file read, where the source is one. */
  path: z.string().optional(),
  /** Oldest first. */
  entries: z.array(logEntry),
  /** Of all that were read, at most 2,000: `entries` may hold fewer. byUnit and groups count the same. */
  count: z.number(),
  /** There were more than `limit`, or more than could be read. */
  truncated: z.boolean(),
  /** Most frequent first. */
  byUnit: z.array(z.object({ unit: z.string(), count: z.number() })),
  /** Messages that differ only in numbers and ids, counted together; most frequent first, at most 50. */
  groups: z.array(
    z.object({
      unit: z.string(),
      /** The newest of the group, as written. */
      message: z.string(),
      priority: priority.optional(),
      count: z.number(),
      firstMs: z.number(),
      lastMs: z.number(),
    }),
  ),
})
export type SystemLog = z.output<typeof systemLogOutput>
