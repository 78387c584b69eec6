import { z } from 'zod'
import { defineTool } from '../define.ts'
import { answered, failure } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { askDocker, DOCKER_ERRORS, dockerEffects } from './docker.ts'
import { nonEmptyLines } from './figures.ts'
import { parseJson } from './parse-container.ts'
import { type DockerDiskUsage, dockerDiskUsageInput, dockerDiskUsageOutput } from './shapes/container.ts'

const ARGV = ['docker', 'system', 'df', '--format', '{{json .}}']

export const createDockerDiskUsage = (deps: ServerDeps) =>
  defineTool({
    name: 'docker_disk_usage',
    group: 'server',
    summary: {
      en: 'What Docker keeps on disk, and how much of it could be freed',
      fr: 'Ce que Docker garde sur le disque, et combien pourrait être libéré',
    },
    access: 'read',
    input: dockerDiskUsageInput,
    output: dockerDiskUsageOutput,
    timeoutMs: 30_000,
    errors: ['E_OUTPUT', ...DOCKER_ERRORS],
    effects: (_args, { cwd }) => dockerEffects(deps, ARGV, cwd),
    async run(_args, context) {
      const answer = await askDocker(deps, ARGV, context)
      if (!answer.ok) return answer
      const usage = parseSystemDf(answer.stdout)
      return usage
        ? answered(usage, answer)
        : failure('E_OUTPUT', 'docker system df answered something else than expected')
    },
  })

const line = z.object({
  Type: z.string(),
  TotalCount: z.string(),
  Active: z.string(),
  Size: z.string(),
  Reclaimable: z.string(),
})

/** Four objects, one a line. Undefined where there is none of them. */
export function parseSystemDf(text: string): DockerDiskUsage | undefined {
  const byType = new Map<string, DockerDiskUsage['images']>()
  for (const one of nonEmptyLines(text)) {
    const { success, data } = line.safeParse(parseJson(one))
    if (!success) continue
    byType.set(data.Type, {
      count: Number(data.TotalCount) || 0,
      active: Number(data.Active) || 0,
      bytes: parseSize(data.Size),
      reclaimableBytes: parseSize(data.Reclaimable),
    })
  }
  if (byType.size === 0) return undefined
  const none = { count: 0, active: 0, bytes: 0, reclaimableBytes: 0 }
  const kinds = {
    images: byType.get('Images') ?? none,
    containers: byType.get('Containers') ?? none,
    volumes: byType.get('Local Volumes') ?? none,
    buildCache: byType.get('Build Cache') ?? none,
  }
  const sum = (figure: 'bytes' | 'reclaimableBytes') =>
    Object.values(kinds).reduce((total, one) => total + one[figure], 0)
  return { ...kinds, totalBytes: sum('bytes'), reclaimableBytes: sum('reclaimableBytes') }
}

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  PB: 1e15,
}

/** `16.2GB (87%)`: decimal units, as docker prints sizes. What is not understood is 0. */
export function parseSize(text: string): number {
  const [, figure, unit = ''] = /^([\d.]+(?:e[+-]?\d+)?)\s*([kKMGTP]?B)/.exec(text) ?? []
  return figure === undefined ? 0 : Math.round(Number(figure) * (UNITS[unit] ?? 0))
}
