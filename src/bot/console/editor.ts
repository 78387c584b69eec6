import type { Key } from './keys.ts'
import { type Line, span } from './line.ts'
import { displayWidth } from './width.ts'

/** One line of text that is being typed; `at` counts user-perceived characters. */
export interface Edited {
  readonly text: string
  readonly at: number
}

export const EMPTY: Edited = { text: '', at: 0 }
export const edited = (text: string): Edited => ({ text, at: characters(text).length })

const SEGMENTS = new Intl.Segmenter('en', { granularity: 'grapheme' })
const characters = (text: string): string[] => [...SEGMENTS.segment(text)].map(({ segment }) => segment)

/** The line after a key, with the keys that a shell has; undefined where the key does not edit. */
export function edit({ text, at }: Edited, key: Key): Edited | undefined {
  const all = characters(text)
  const cut = (from: number, to: number): Edited => ({
    text: [...all.slice(0, from), ...all.slice(to)].join(''),
    at: from,
  })
  if (key.ctrl || key.meta) {
    switch (key.name) {
      case 'a':
        return { text, at: 0 }
      case 'e':
        return { text, at: all.length }
      case 'b':
        return { text, at: key.meta ? wordStart(all, at) : Math.max(0, at - 1) }
      case 'f':
        return { text, at: Math.min(all.length, at + 1) }
      case 'u':
        return cut(0, at)
      case 'k':
        return cut(at, all.length)
      case 'w':
        return cut(wordStart(all, at), at)
      case 'h':
        return cut(Math.max(0, at - 1), at)
      default:
        return undefined
    }
  }
  switch (key.name) {
    case 'left':
      return { text, at: Math.max(0, at - 1) }
    case 'right':
      return { text, at: Math.min(all.length, at + 1) }
    case 'home':
      return { text, at: 0 }
    case 'end':
      return { text, at: all.length }
    case 'backspace':
      return cut(Math.max(0, at - 1), at)
    case 'delete':
      return cut(at, Math.min(all.length, at + 1))
    default:
      return key.text === '' ? undefined : insert(all, at, key.text)
  }
}

/** A combining mark may join the character before it, so the place is counted anew. */
function insert(all: readonly string[], at: number, typed: string): Edited {
  const before = all.slice(0, at).join('') + typed
  return { text: before + all.slice(at).join(''), at: characters(before).length }
}

function wordStart(all: readonly string[], at: number): number {
  let from = at
  while (from > 0 && all[from - 1] === ' ') from--
  while (from > 0 && all[from - 1] !== ' ') from--
  return from
}

/** The line as shown in `columns`, scrolled so that the cursor is in sight, and the cursor's column. */
export function showEdited(
  { text, at }: Edited,
  label: string,
  columns: number,
): { line: Line; cursor: number } {
  const room = Math.max(4, columns - displayWidth(label) - 1)
  const before = characters(text).slice(0, at)
  while (displayWidth(before.join('')) > room) before.shift()
  const shown = before.join('')
  const after = characters(text).slice(at)
  let end = shown
  for (const character of after) {
    if (displayWidth(end + character) > room) break
    end += character
  }
  return { line: [span(label, 'bold'), span(end)], cursor: displayWidth(label + shown) }
}
