import { z } from 'zod'

export const listServicesInput = z.object({
  state: z.enum(['failed', 'running', 'all']).default('all').describe('Which services to list'),
})

export const listServicesOutput = z.object({
  state: z.enum(['failed', 'running', 'all']),
  services: z.array(
    z.object({
      /** Whole unit name, e.g. `nginx.service`. */
      name: z.string(),
      /** active, inactive, failed, activating … */
      active: z.string(),
      /** running, exited, dead, failed … */
      sub: z.string(),
      load: z.string(),
      description: z.string(),
    }),
  ),
  count: z.number(),
})
export type ListServices = z.output<typeof listServicesOutput>

export const serviceStatusInput = z.object({
  name: z
    .string()
    .regex(/^[A-Za-z0-9_@][A-Za-z0-9:_.@\\-]*$/, 'a unit name holds letters, digits and : _ . @ \\ - only')
    .describe('Unit name, e.g. nginx or nginx.service'),
})

export const serviceStatusOutput = z.object({
  /** Whole unit name, e.g. `nginx.service`. */
  name: z.string(),
  description: z.string(),
  active: z.boolean(),
  /** active, inactive, failed, activating … */
  state: z.string(),
  /** running, exited, dead, failed … */
  sub: z.string(),
  /** success, exit-code, signal, oom-kill, timeout …: how the last run of it ended. */
  result: z.string(),
  /** ISO 8601, when it entered this state; absent if it never started since boot. */
  since: z.string().optional(),
  sinceEpochMs: z.number().optional(),
  /** Absent where nothing runs. */
  mainPid: z.number().optional(),
  /** Automatic restarts by systemd since it was last started by hand. */
  restarts: z.number(),
  /** enabled, disabled, static, masked … */
  enabled: z.string(),
  memoryBytes: z.number().optional(),
})
export type ServiceStatus = z.output<typeof serviceStatusOutput>
