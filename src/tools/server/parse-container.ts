import { z } from 'zod'
import { given, nonEmptyLines } from './figures.ts'
import type { Container } from './shapes/container.ts'

/** The few fields taken of `docker ps --format '{{json .}}'`; docker prints one object a line. */
const listed = z.object({
  ID: z.string(),
  Names: z.string(),
  Image: z.string(),
  State: z.string().default(''),
  Status: z.string().default(''),
  Ports: z.string().default(''),
  Labels: z.string().default(''),
})
export type Listed = z.output<typeof listed>

/**
 * Only these fields are asked of `docker inspect`: the whole would hold the container's environment, and with it
 * the passwords of whatever runs there. `index`, because Health is missing where there is no health check.
 */
export const INSPECT_FORMAT =
  '{"Id":{{json .Id}},"Restarts":{{json .RestartCount}},"Policy":{{json .HostConfig.RestartPolicy.Name}},' +
  '"Running":{{json .State.Running}},"Exit":{{json .State.ExitCode}},"Oom":{{json .State.OOMKilled}},' +
  '"Started":{{json .State.StartedAt}},"Finished":{{json .State.FinishedAt}},' +
  '"Health":{{with index .State "Health"}}{{json .Status}}{{else}}""{{end}}}'

const inspected = z.object({
  Id: z.string(),
  Restarts: z.number(),
  Policy: z.string(),
  Running: z.boolean(),
  Exit: z.number(),
  Oom: z.boolean(),
  Started: z.string(),
  Finished: z.string(),
  Health: z.string(),
})
export type Inspected = z.output<typeof inspected>

export const parseListed = (text: string): Listed[] => parseLines(text, listed)

export const parseInspected = (text: string): Inspected[] => parseLines(text, inspected)

export function toContainer(line: Listed, details: Inspected): Container {
  const started = dockerTime(details.Started)
  const ended = details.Running ? undefined : dockerTime(details.Finished)
  return {
    id: line.ID.slice(0, 12),
    name: line.Names.split(',')[0] ?? line.Names,
    image: line.Image,
    state: line.State || (details.Running ? 'running' : 'exited'),
    status: line.Status,
    running: details.Running,
    ...given('health', details.Health === '' || details.Health === 'none' ? undefined : details.Health),
    restartCount: details.Restarts,
    restartPolicy: details.Policy === '' ? 'no' : details.Policy,
    ...given('startedAtMs', started),
    ...given('finishedAtMs', ended),
    ...given('exitCode', ended === undefined ? undefined : details.Exit),
    oomKilled: details.Oom,
    ports: line.Ports.split(', ').filter((port) => port !== ''),
    ...given('composeProject', /(?:^|,)com\.docker\.compose\.project=([^,]+)/.exec(line.Labels)?.[1]),
  }
}

/** RFC 3339 with nanoseconds; the year 1 means never. */
function dockerTime(text: string): number | undefined {
  const ms = Date.parse(text)
  return Number.isNaN(ms) || ms <= 0 ? undefined : ms
}

/** One JSON object a line; a line that is none (a warning, a cut) is passed over. */
function parseLines<T>(text: string, schema: z.ZodType<T>): T[] {
  return nonEmptyLines(text).flatMap((line) => {
    const parsed = schema.safeParse(parseJson(line))
    return parsed.success ? [parsed.data] : []
  })
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
