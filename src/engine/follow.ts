import type { LiveOutput, RunEvent } from '../domain/event.ts'
import type { Journal, Positioned } from '../domain/journal.ts'
import type { RunId } from '../domain/run.ts'

export type Listener = (item: RunEvent | LiveOutput) => void

/** A follower that is this far behind is dropped: it can come back and read the journal from where it was. */
const MAX_BEHIND = 10_000

/** Kept events first, then live ones, without gap or double; what calls print in between, as it comes. */
export async function* followRun(
  journal: Journal,
  outputs: (listener: (output: LiveOutput) => void) => () => void,
  runId: RunId,
  afterSeq: number,
  signal: AbortSignal,
): AsyncGenerator<RunEvent | LiveOutput> {
  const queue = createQueue<RunEvent | LiveOutput>(signal)
  const stops = [
    journal.subscribe((events) => {
      for (const { event } of events) if (event.runId === runId) queue.push(event)
    }),
    outputs((output) => {
      if (output.runId === runId) queue.push(output)
    }),
    queue.close,
  ]
  try {
    let last = afterSeq
    let ended = false
    for (const event of journal.events(runId, afterSeq)) {
      last = event.seq
      ended = endState(ended, event)
      yield event
    }
    if (ended && queue.size === 0) return
    for await (const item of queue.items()) {
      if (item.type !== 'live.output') {
        if (item.seq <= last) continue
        last = item.seq
        ended = endState(ended, item)
      }
      yield item
      if (ended && queue.size === 0) return
    }
  } finally {
    for (const stop of stops) stop()
  }
}

/** Every event of every run, from now on. */
export async function* watchAll(journal: Journal, signal: AbortSignal): AsyncGenerator<RunEvent> {
  const queue = createQueue<RunEvent>(signal)
  const stop = journal.subscribe((events: readonly Positioned[]) => {
    for (const { event } of events) queue.push(event)
  })
  try {
    yield* queue.items()
  } finally {
    stop()
    queue.close()
  }
}

function endState(ended: boolean, event: RunEvent): boolean {
  switch (event.type) {
    case 'run.completed':
    case 'run.failed':
    case 'run.cancelled':
      return true
    case 'run.queued':
    case 'run.started':
      return false
    default:
      return ended
  }
}

/** A bounded queue between a publisher that never waits and one reader that may. */
function createQueue<T>(signal: AbortSignal) {
  const held: T[] = []
  let wake: (() => void) | undefined
  let closed = signal.aborted
  const ring = () => wake?.()
  const close = () => {
    closed = true
    ring()
  }
  signal.addEventListener('abort', close, { once: true })
  return {
    get size() {
      return held.length
    },
    push(item: T) {
      if (closed) return
      held.push(item)
      if (held.length > MAX_BEHIND) close()
      ring()
    },
    close() {
      signal.removeEventListener('abort', close)
      close()
    },
    async *items(): AsyncGenerator<T> {
      while (true) {
        const item = held.shift()
        if (item !== undefined) {
          yield item
          continue
        }
        if (closed) return
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}
