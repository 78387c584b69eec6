import { z } from 'zod'

/** Share of time, in percent, in which tasks waited: https://docs.kernel.org/accounting/psi.html */
export const pressure = z.object({ avg10: z.number(), avg60: z.number(), avg300: z.number() })

export const memoryUsageInput = z.object({})

export const memoryUsageOutput = z.object({
  totalBytes: z.number(),
  /** total - available: what programs could not give back. */
  usedBytes: z.number(),
  availableBytes: z.number(),
  cachedBytes: z.number(),
  usedPercent: z.number(),
  availablePercent: z.number(),
  /** 0 where there is no swap. */
  swapTotalBytes: z.number(),
  swapUsedBytes: z.number(),
  swapUsedPercent: z.number(),
  /** Some tasks, or all of them, waited for memory. */
  pressure: z.object({ some: pressure, full: pressure.optional() }).optional(),
  /** Processes killed for want of memory since boot. */
  oomKills: z.number().optional(),
})
export type MemoryUsage = z.output<typeof memoryUsageOutput>
