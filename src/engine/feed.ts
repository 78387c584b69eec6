import type { Journal, Positioned } from '../domain/journal.ts'

/** Events of one page: a reader that is far behind holds no more than these in memory. */
const PAGE = 500

/**
 * Every event of every run after `position`, in the order of the journal, in pages: kept ones first, then live ones. It
 * reads the journal each time it is told of a commit, so that there is no gap and no double, however slow the reader is.
 * Ends when `signal` aborts.
 */
export async function* feedFrom(
  journal: Pick<Journal, 'after' | 'subscribe'>,
  position: number,
  signal: AbortSignal,
): AsyncGenerator<readonly Positioned[]> {
  let isNews = true
  let wake: () => void = () => undefined
  const ring = () => {
    isNews = true
    wake()
  }
  const stop = journal.subscribe(ring)
  const onAbort = () => wake()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    for (let last = position; !signal.aborted; ) {
      isNews = false
      const page = journal.after(last, PAGE)
      const end = page.at(-1)
      if (end) {
        last = end.position
        yield page
        continue
      }
      await new Promise<void>((resolve) => {
        wake = resolve
        if (isNews || signal.aborted) resolve()
      })
    }
  } finally {
    stop()
    signal.removeEventListener('abort', onAbort)
  }
}
