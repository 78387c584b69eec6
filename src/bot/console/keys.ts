import { emitKeypressEvents } from 'node:readline'
import type { ConsoleInput } from './io.ts'

export interface Key {
  /** `a`, `return`, `escape`, `left` …; undefined for characters without a name. */
  readonly name: string | undefined
  /** What was typed, where it is text. */
  readonly text: string
  readonly ctrl: boolean
  readonly meta: boolean
}

export interface Keys {
  /** Gives the terminal back as it was; may be called twice. */
  close(): void
}

/** Single key presses instead of lines, until closed. Ctrl-C arrives as a key, not as a signal. */
export function readKeys(input: ConsoleInput, onKey: (key: Key) => void): Keys {
  const wasRaw = input.isRaw === true
  const listener = (text: string | undefined, key: KeyPress) =>
    onKey({
      name: key.name,
      text: isText(text) ? text : '',
      ctrl: key.ctrl === true,
      meta: key.meta === true,
    })
  emitKeypressEvents(input)
  input.setRawMode?.(true)
  input.on('keypress', listener)
  input.resume()
  let open = true
  return {
    close() {
      if (!open) return
      open = false
      input.off('keypress', listener)
      input.setRawMode?.(wasRaw)
      input.pause()
    },
  }
}

interface KeyPress {
  readonly name?: string
  readonly ctrl?: boolean
  readonly meta?: boolean
}

// oxlint-disable-next-line no-control-regex -- control characters are keys, not text
const isText = (text: string | undefined): text is string =>
  text !== undefined && !/[\x00-\x1f\x7f]/.test(text)
