import type { Timers } from './timers.ts'

/** Wakes runs whose question got its answer, or ran out of time. */
export interface Questions {
  readonly timers: Timers
  /** Resolves when the question is no longer open. */
  closed(id: string): Promise<void>
  /** Resolves at that moment, which is a row like the others; milliseconds since the epoch. */
  rest(id: string, until: number): Promise<void>
  /** Called after the answer or the expiry is in the journal. */
  wake(id: string): void
}

export function createQuestions(timers: Timers): Questions {
  const waiters = new Map<string, { promise: Promise<void>; resolve: () => void }>()

  function closed(id: string): Promise<void> {
    const known = waiters.get(id)
    if (known) return known.promise
    let resolve: () => void = () => undefined
    const promise = new Promise<void>((done) => {
      resolve = done
    })
    waiters.set(id, { promise, resolve })
    return promise
  }

  return {
    timers,
    closed,
    rest(id, until) {
      const subject = `hold:${id}`
      timers.set({ id: subject, dueAt: until, kind: 'hold', subject })
      return closed(subject)
    },
    wake(id) {
      waiters.get(id)?.resolve()
      waiters.delete(id)
      timers.clear(timerId(id))
    },
  }
}

export const timerId = (questionId: string): string => `question:${questionId}`
