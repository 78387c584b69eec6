import { z } from 'zod'

export const topProcessesInput = z.object({
  by: z.enum(['cpu', 'memory']).default('cpu').describe('What to sort by, highest first'),
  limit: z.number().int().min(1).max(100).default(10).describe('How many processes'),
})

export const processEntry = z.object({
  pid: z.number(),
  parentPid: z.number(),
  user: z.string(),
  /** The program's short name, e.g. `node`. */
  command: z.string(),
  /** With its arguments, cut short and with secrets masked; empty for kernel threads. */
  commandLine: z.string(),
  /** Over the last moment; 100 is one whole CPU. */
  cpuPercent: z.number(),
  /** Resident memory; shared pages count in every process. */
  memoryBytes: z.number(),
  memoryPercent: z.number(),
  /** R running, S sleeping, D waiting for a device, Z zombie, T stopped, I idle. */
  state: z.string(),
  ageS: z.number(),
})
export type ProcessEntry = z.output<typeof processEntry>

export const topProcessesOutput = z.object({
  by: z.enum(['cpu', 'memory']),
  processes: z.array(processEntry),
  /** How many processes there are in all. */
  total: z.number(),
  zombies: z.number(),
})
export type TopProcesses = z.output<typeof topProcessesOutput>
