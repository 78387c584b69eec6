import type { Clock } from '../../domain/clock.ts'

/** At most ten pictures a second: more than that is flicker and work, not news. */
const FRAME_MS = 100

export interface Painter {
  /** Something changed: drawn at once, or when the next picture is due. The latest state wins. */
  touch(): void
  /** Nothing is drawn any more. */
  stop(): void
}

export function createPainter(clock: Clock, draw: () => void): Painter {
  let last = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | undefined
  let stopped = false

  const paintNow = () => {
    cancel = undefined
    if (stopped) return
    last = clock.elapsed()
    draw()
  }
  return {
    touch() {
      if (stopped || cancel) return
      const wait = FRAME_MS - (clock.elapsed() - last)
      if (wait <= 0) paintNow()
      else cancel = clock.after(wait, paintNow)
    },
    stop() {
      stopped = true
      cancel?.()
    },
  }
}
