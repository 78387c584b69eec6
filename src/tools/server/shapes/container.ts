import { z } from 'zod'

/** A container's name or id, as the Docker engine allows it. */
export const containerName = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, 'a container name holds letters, digits and _ . - only')
  .describe('Name or id of the container')

export const container = z.object({
  /** Twelve characters, as docker shows it. */
  id: z.string(),
  name: z.string(),
  image: z.string(),
  /** created, running, paused, restarting, removing, exited, dead. */
  state: z.string(),
  /** In docker's words, e.g. `Up 2 hours (healthy)`. */
  status: z.string(),
  running: z.boolean(),
  /** healthy, unhealthy or starting; absent where the image has no health check. */
  health: z.string().optional(),
  restartCount: z.number(),
  /** no, always, unless-stopped, on-failure. */
  restartPolicy: z.string(),
  /** Milliseconds since the epoch; absent if it never started. */
  startedAtMs: z.number().optional(),
  /** Milliseconds since the epoch; absent while it runs. */
  finishedAtMs: z.number().optional(),
  /** Of its last end; absent while it runs or if it never started. */
  exitCode: z.number().optional(),
  oomKilled: z.boolean(),
  /** e.g. `0.0.0.0:8080->80/tcp`. */
  ports: z.array(z.string()),
  /** The compose project that it belongs to. */
  composeProject: z.string().optional(),
})
export type Container = z.output<typeof container>

export const listContainersInput = z.object({
  all: z.boolean().default(true).describe('Stopped containers too'),
})

export const listContainersOutput = z.object({
  containers: z.array(container),
  count: z.number(),
  running: z.number(),
  /** Names of those whose health check fails. */
  unhealthy: z.array(z.string()),
  /** Names of those that docker starts again and again. */
  restarting: z.array(z.string()),
  /** Names of those that ought to run (restart policy always or unless-stopped) and ended with an error. */
  failed: z.array(z.string()),
})
export type ListContainers = z.output<typeof listContainersOutput>

export const containerStatusInput = z.object({ name: containerName })
export const containerStatusOutput = container

export const containerLogsInput = z.object({
  name: containerName,
  sinceS: z.number().int().min(1).optional().describe('Only the last so many seconds'),
  lines: z.number().int().min(1).max(2_000).default(200).describe('At most so many lines, the newest'),
})

export const containerLogsOutput = z.object({
  name: z.string(),
  /** How many lines `text` holds. */
  lines: z.number(),
  /** stdout and stderr together, in time order, each line with its time in front. */
  text: z.string(),
  /** Older lines were left out. */
  truncated: z.boolean(),
})
export type ContainerLogs = z.output<typeof containerLogsOutput>

/** Figures as docker prints them: rounded to about three digits. */
const kind = z.object({
  count: z.number(),
  /** In use by a container. */
  active: z.number(),
  bytes: z.number(),
  reclaimableBytes: z.number(),
})

export const dockerDiskUsageInput = z.object({})

export const dockerDiskUsageOutput = z.object({
  images: kind,
  containers: kind,
  volumes: kind,
  buildCache: kind,
  totalBytes: z.number(),
  reclaimableBytes: z.number(),
})
export type DockerDiskUsage = z.output<typeof dockerDiskUsageOutput>
