import { defineTool } from '../define.ts'
import { failure } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { createDiskUsage } from './disk-usage.ts'
import { given, oneDecimal } from './figures.ts'
import { type DiskForecast, diskForecastInput, diskForecastOutput } from './shapes/over-time.ts'
import { theilSen } from './slope.ts'

const DAY_MS = 86_400_000
/** Fewer measurements, or over a shorter time, say nothing that would be worth telling. */
const LEAST_SAMPLES = 4
const LEAST_SPAN_DAYS = 2
const FAR_DAYS = 3_650

/** Measures how full the disks are, keeps that, and says from what was kept when they will be full. */
export const createDiskForecast = (deps: ServerDeps) => {
  const usage = createDiskUsage(deps)
  return defineTool({
    name: 'disk_forecast',
    group: 'server',
    summary: {
      en: 'When the disks will be full, from what was measured',
      fr: 'Quand les disques seront pleins, d’après les mesures',
    },
    access: 'read',
    input: diskForecastInput,
    output: diskForecastOutput,
    timeoutMs: usage.timeoutMs,
    errors: [...usage.errors, 'E_UNAVAILABLE'],
    effects: (_args, context) => usage.effects({}, context),
    async run({ days }, context) {
      const { samples, clock } = deps
      if (!samples) return failure('E_UNAVAILABLE', 'nothing is kept here to forecast from')
      const measured = await usage.run({}, context)
      if (!measured.ok) return { ok: false, error: measured.error }
      const now = clock.now()
      const filesystems = measured.value.filesystems.map((one): DiskForecast['filesystems'][number] => {
        const series = `disk:${one.mount}`
        samples.add(series, { at: now, value: one.usedBytes })
        const kept = samples.since(series, now - days * DAY_MS)
        const spanDays = oneDecimal(((kept.at(-1)?.at ?? now) - (kept[0]?.at ?? now)) / DAY_MS)
        const enough = kept.length >= LEAST_SAMPLES && spanDays >= LEAST_SPAN_DAYS
        const slope = enough ? theilSen(kept) : undefined
        const bytesPerDay = slope === undefined ? undefined : Math.round(slope * DAY_MS)
        const left =
          bytesPerDay !== undefined && bytesPerDay > 0 ? one.availableBytes / bytesPerDay : undefined
        return {
          mount: one.mount,
          sizeBytes: one.sizeBytes,
          availableBytes: one.availableBytes,
          usedPercent: one.usedPercent,
          samples: kept.length,
          spanDays,
          ...given('bytesPerDay', bytesPerDay),
          ...given('fullInDays', left !== undefined && left <= FAR_DAYS ? oneDecimal(left) : undefined),
        }
      })
      const ends = filesystems.flatMap(({ fullInDays }) => fullInDays ?? [])
      return {
        ok: true,
        value: {
          filesystems,
          known: filesystems.filter(({ bytesPerDay }) => bytesPerDay !== undefined).length,
          ...given('soonestDays', ends.length > 0 ? Math.min(...ends) : undefined),
        },
      }
    },
  })
}
