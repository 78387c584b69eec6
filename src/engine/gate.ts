import { ShuttingDown } from '../lib/abort.ts'

/** The door that every call goes through. Closing it lets writing calls finish before the rest is broken off. */
export interface Gate {
  /** Returns what must be called when the call has ended; called again it does nothing. @throws ShuttingDown once closed */
  enter(writes: boolean): () => void
  /** Lets nobody in any more; resolves when no writing call is under way. */
  close(): Promise<void>
}

export function createGate(): Gate {
  let closed = false
  let writing = 0
  let onEmpty: (() => void) | undefined

  return {
    enter(writes) {
      if (closed) throw new ShuttingDown('Autohome is stopping')
      if (!writes) return () => undefined
      writing++
      let inside = true
      return () => {
        if (!inside) return
        inside = false
        writing--
        if (writing === 0) onEmpty?.()
      }
    },
    close() {
      closed = true
      if (writing === 0) return Promise.resolve()
      return new Promise((resolve) => {
        onEmpty = resolve
      })
    },
  }
}
