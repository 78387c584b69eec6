import { StringDecoder } from 'node:string_decoder'
import type { Clock } from '../../domain/clock.ts'

/** People watch this; ten times a second is as fast as anybody reads and as slow as feels alive. */
const EVERY_MS = 100
/** Of a flood only the newest part is worth showing. */
const MOST_CHARACTERS = 8192

export interface LiveOutput {
  take(stream: 'stdout' | 'stderr', chunk: Uint8Array): void
  /** Hands over what is left. Nothing is told afterwards. */
  end(): void
}

/** Whole characters, at most ten times a second; the first at once. A listener that throws ends nothing but itself. */
export function createLiveOutput(clock: Clock, listener: ((chunk: string) => void) | undefined): LiveOutput {
  if (!listener) return { take: () => undefined, end: () => undefined }
  const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') }
  let pending = ''
  let cancel: (() => void) | undefined
  let tell: ((chunk: string) => void) | undefined = listener

  function flush(): void {
    if (pending === '' || !tell) return
    const chunk = pending
    pending = ''
    try {
      tell(chunk)
    } catch {
      tell = undefined
    }
  }

  function onTimer(): void {
    cancel = undefined
    if (pending === '') return
    flush()
    cancel = clock.after(EVERY_MS, onTimer)
  }

  return {
    take(stream, chunk) {
      pending = newest(
        pending + decoders[stream].write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)),
      )
      if (cancel) return
      flush()
      cancel = clock.after(EVERY_MS, onTimer)
    },
    end() {
      cancel?.()
      pending = newest(pending + decoders.stdout.end() + decoders.stderr.end())
      flush()
      tell = undefined
    },
  }
}

/** Never starts with the second half of a surrogate pair. */
function newest(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text
  return `…${text.slice(-MOST_CHARACTERS + 1).replace(/^[\udc00-\udfff]/, '')}`
}
