import { z } from 'zod'
import { pressure } from './memory.ts'

export const hostHealthInput = z.object({})

export const hostHealthOutput = z.object({
  hostname: z.string(),
  /** e.g. `Debian GNU/Linux 12 (bookworm)`. */
  os: z.string(),
  kernel: z.string(),
  uptimeS: z.number(),
  cpuCount: z.number(),
  load: z.object({ one: z.number(), five: z.number(), fifteen: z.number() }),
  /** The five-minute load divided by the CPUs: above 1 work is waiting. */
  loadPerCpu: z.number(),
  cpuPressure: pressure.optional(),
  temperatures: z.array(z.object({ zone: z.string(), celsius: z.number() })),
  hottestCelsius: z.number().optional(),
  /** Processes killed for want of memory since boot. */
  oomKills: z.number().optional(),
  processes: z.number(),
  zombies: z.number(),
  /** Absent where nothing on this machine tells. */
  timeSynchronized: z.boolean().optional(),
  rebootRequired: z.boolean(),
})
export type HostHealth = z.output<typeof hostHealthOutput>
