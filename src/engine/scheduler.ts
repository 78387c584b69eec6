import { PRIORITIES, type Priority } from '../domain/run.ts'

/** A run's permission to work. A run that waits for a person gives it up and asks for it again. */
export interface Slot {
  release(): void
  /** Calls of one run that wait at the same time share one place. @throws the signal's reason */
  acquire(signal: AbortSignal): Promise<void>
}

export interface Scheduler {
  slot(priority: Priority): Slot
  readonly running: number
  readonly queued: number
}

interface Waiting {
  readonly rank: number
  readonly grant: () => void
}

/** Highest priority first, then first come, first served; at most `concurrency` at work at once. */
export function createScheduler(concurrency: number): Scheduler {
  let running = 0
  const queue: Waiting[] = []

  const next = () => {
    while (running < concurrency) {
      const waiting = queue.shift()
      if (!waiting) return
      running++
      waiting.grant()
    }
  }

  const enqueue = (waiting: Waiting) => {
    const at = queue.findIndex((other) => other.rank < waiting.rank)
    if (at === -1) queue.push(waiting)
    else queue.splice(at, 0, waiting)
  }

  return {
    get running() {
      return running
    },
    get queued() {
      return queue.length
    },
    slot(priority) {
      let held = false
      let pending: Promise<void> | undefined
      return {
        release() {
          if (!held) return
          held = false
          running--
          next()
        },
        acquire(signal) {
          if (held) return Promise.resolve()
          if (signal.aborted) return Promise.reject(signal.reason)
          pending ??= new Promise<void>((resolve, reject) => {
            const onAbort = () => {
              queue.splice(queue.indexOf(waiting), 1)
              reject(signal.reason)
            }
            const waiting: Waiting = {
              rank: PRIORITIES.indexOf(priority),
              grant() {
                held = true
                signal.removeEventListener('abort', onAbort)
                resolve()
              },
            }
            signal.addEventListener('abort', onAbort, { once: true })
            enqueue(waiting)
            next()
          }).finally(() => {
            pending = undefined
          })
          return pending
        },
      }
    },
  }
}
