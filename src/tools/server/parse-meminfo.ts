import { percent } from './figures.ts'
import type { MemoryUsage } from './shapes/memory.ts'

/**
 * /proc/meminfo as figures. MemAvailable (Linux 3.14 and later) is the kernel's own estimate of what a new program could
 * get; "free" alone would call every healthy server full. https://docs.kernel.org/filesystems/proc.html#meminfo
 */
export function parseMeminfo(text: string): Omit<MemoryUsage, 'pressure' | 'oomKills'> | undefined {
  const bytes = new Map<string, number>()
  for (const [, name = '', kibibytes] of text.matchAll(/^(\w+(?:\(\w+\))?):\s+(\d+) kB$/gm))
    bytes.set(name, Number(kibibytes) * 1024)
  const total = bytes.get('MemTotal')
  const available = bytes.get('MemAvailable')
  if (total === undefined || available === undefined) return undefined
  const swapTotal = bytes.get('SwapTotal') ?? 0
  const swapUsed = swapTotal - (bytes.get('SwapFree') ?? 0)
  return {
    totalBytes: total,
    usedBytes: total - available,
    availableBytes: available,
    cachedBytes: (bytes.get('Cached') ?? 0) + (bytes.get('Buffers') ?? 0) + (bytes.get('SReclaimable') ?? 0),
    usedPercent: percent(total - available, total),
    availablePercent: percent(available, total),
    swapTotalBytes: swapTotal,
    swapUsedBytes: swapUsed,
    swapUsedPercent: percent(swapUsed, swapTotal),
  }
}

interface Averages {
  readonly avg10: number
  readonly avg60: number
  readonly avg300: number
}

/** /proc/pressure/*: lines `some avg10=0.00 avg60=0.00 avg300=0.00 total=0`, and for most resources `full …`. */
export function parsePressure(text: string): { some?: Averages; full?: Averages } {
  const found: { some?: Averages; full?: Averages } = {}
  for (const [, kind, a, b, c] of text.matchAll(/^(some|full) avg10=(\S+) avg60=(\S+) avg300=(\S+)/gm)) {
    const averages = { avg10: Number(a), avg60: Number(b), avg300: Number(c) }
    if (kind === 'some') found.some = averages
    else found.full = averages
  }
  return found
}

/** From /proc/vmstat, Linux 4.13 and later. */
export function parseOomKills(vmstat: string): number | undefined {
  const [, count] = /^oom_kill (\d+)$/m.exec(vmstat) ?? []
  return count === undefined ? undefined : Number(count)
}
