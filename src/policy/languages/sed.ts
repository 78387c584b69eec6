import { type Frame, note } from '../shell/frame.ts'
import type { Value } from '../shell/value.ts'

export function judgeSed(frame: Frame, word: Value, part: string): void {
  if (word.literal === undefined || !isPlainSed(word.literal)) note(frame, 'code.unseen', part)
}

/**
 * Whether a sed script can do nothing but edit text on its way: no `e`, `w`, `r`, `R`, `W`, and no `e` or `w` flag of `s`.
 * Commands as in the GNU sed manual, 3.2; what is not recognised is not plain.
 */
export function isPlainSed(script: string): boolean {
  let at = 0
  const fail = -1
  const address = (): number => {
    let end = at
    if (script[end] === '$') end++
    else if (/\d/.test(script[end] ?? '')) while (/[\d~]/.test(script[end] ?? '')) end++
    else if (script[end] === '/' || script[end] === '\\') {
      const from = script[end] === '\\' ? end + 1 : end
      end = delimited(script, from + 1, script[from] ?? '')
      if (end < 0) return fail
      while (/[IM]/.test(script[end] ?? '')) end++
    }
    return end
  }
  while (at < script.length) {
    if (/[\s;{}]/.test(script[at] ?? '')) {
      at++
      continue
    }
    at = address()
    if (at === fail) return false
    if (script[at] === ',') {
      at++
      if (/[+~]/.test(script[at] ?? '')) at++
      at = address()
      if (at === fail) return false
    }
    while (/[\s!]/.test(script[at] ?? '')) at++
    const command = script[at++]
    if (command === undefined) return false
    if (/[pdqQ=nNhHgGxDPlzF]/.test(command)) {
      while (/[ \d]/.test(script[at] ?? '')) at++
      if (at < script.length && !/[\n;}]/.test(script[at] ?? '')) return false
    } else if (command === '{' || command === '}') continue
    else if (command === 's' || command === 'y') {
      const delimiter = script[at] ?? ''
      if (!/[^\\\n\w\s]/.test(delimiter)) return false
      const middle = delimited(script, at + 1, delimiter)
      const end = middle < 0 ? middle : delimited(script, middle, delimiter)
      if (end < 0) return false
      at = end
      while (/[gpiIM\d]/.test(script[at] ?? '')) at++
      while (script[at] === ' ') at++
      if (at < script.length && !/[\n;}]/.test(script[at] ?? '')) return false
    } else if (command === '#') {
      while (at < script.length && script[at] !== '\n') at++
    } else if (command === ':' || command === 'b' || command === 't' || command === 'T') {
      while (/[ \w]/.test(script[at] ?? '')) at++
      if (at < script.length && !/[\n;}]/.test(script[at] ?? '')) return false
    } else if (command === 'a' || command === 'i' || command === 'c') {
      if (script.slice(at).includes('\\')) return false
      while (at < script.length && script[at] !== '\n') at++
    } else return false
  }
  return true
}

/** Where the text after the next unescaped delimiter begins; -1 where brackets or a missing end make it unclear. */
function delimited(script: string, from: number, delimiter: string): number {
  for (let at = from; at < script.length; at++) {
    const char = script[at]
    if (char === '\\') at++
    else if (char === '\n') return -1
    else if (char === delimiter) return at + 1
    else if (char === '[') {
      const close = script.indexOf(']', at + (script[at + 1] === '^' ? 3 : 2))
      // Inside brackets sed does not end at the delimiter; other readers do. Both must agree.
      if (close < 0 || script.slice(at, close).includes(delimiter)) return -1
      at = close
    }
  }
  return -1
}
