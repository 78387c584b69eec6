import { readFileSync } from 'node:fs'
import { readJson, writeDurably } from './durable.ts'
import { windowPath } from './manifest.ts'

/**
 * How long a change may stay unkept. Within one boot the kernel's own seconds since the boot count, which nobody sets
 * and which go on while the machine sleeps; after a reboot only the wall clock is left.
 */
interface Window {
  readonly boot: string
  /** Milliseconds since that boot. */
  readonly sinceBoot: number
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly windowMs: number
}

/** Source: proc(5), /proc/sys/kernel/random/boot_id and /proc/uptime. */
export const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
const uptimeMs = (): number => Math.round(Number.parseFloat(readFileSync('/proc/uptime', 'utf8')) * 1000)

export const openWindow = (directory: string, windowMs: number): Promise<void> => {
  const window: Window = { boot: bootId(), sinceBoot: uptimeMs(), at: Date.now(), windowMs }
  return writeDurably(windowPath(directory), JSON.stringify(window))
}

/** Milliseconds until it is over, 0 where it is; undefined where none was opened. */
export async function timeLeft(directory: string): Promise<number | undefined> {
  const window = await readJson<Window>(windowPath(directory))
  return window === undefined ? undefined : leftOf(window)
}

function leftOf({ boot, sinceBoot, at, windowMs }: Window): number {
  const gone = boot === bootId() ? uptimeMs() - sinceBoot : Date.now() - at
  // A clock that stands before the beginning says nothing: over, the cautious answer.
  return gone < 0 ? 0 : Math.max(0, windowMs - gone)
}
