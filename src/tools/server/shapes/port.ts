import { z } from 'zod'

export const listeningPortsInput = z.object({})

export const listeningPort = z.object({
  protocol: z.enum(['tcp', 'udp']),
  address: z.string(),
  port: z.number(),
  /** Absent where this user may not see it. */
  process: z.string().optional(),
  pid: z.number().optional(),
  /** Reachable from other machines, as far as the address tells; a firewall may still stand before it. */
  exposed: z.boolean(),
})
export type ListeningPort = z.output<typeof listeningPort>

export const listeningPortsOutput = z.object({
  source: z.enum(['ss', 'proc']),
  /** By port, then protocol. */
  ports: z.array(listeningPort),
  count: z.number(),
  exposedCount: z.number(),
  /** False where the owner of some socket is not visible to this user. */
  processesKnown: z.boolean(),
})
export type ListeningPorts = z.output<typeof listeningPortsOutput>
