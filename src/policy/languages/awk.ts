import { type Frame, note } from '../shell/frame.ts'
import type { Value } from '../shell/value.ts'

export function judgeAwk(frame: Frame, word: Value, part: string): void {
  if (word.literal === undefined || !isPlainAwk(word.literal)) note(frame, 'code.unseen', part)
}

/** Words that reach out of an awk program, wherever they stand, even in a text. */
const REACHES_OUT = /\bsystem\b|getline|@|ARGV|ARGC|ARGIND|PROCINFO|extension|close|fflush|\\\n/
/** `$1 > 5` compares where it stands alone or in brackets; after `print` it writes a file. */
const PRINTS = /\bprintf?\b[^;{}\n]*$/

/** Whether an awk program only reads its input and prints: no pipe, no redirection, no `system`, no `getline`. */
export function isPlainAwk(program: string): boolean {
  if (REACHES_OUT.test(program)) return false
  // A statement goes on in the next line after these signs.
  const code = withoutTexts(program)?.replace(/([,&|{?:])\s*\n/g, '$1 ')
  if (code === undefined || /\|(?!\|)/.test(code.replaceAll('||', ''))) return false
  for (let at = code.indexOf('>'); at >= 0; at = code.indexOf('>', at + 1)) {
    if (PRINTS.test(code.slice(0, at))) return false
  }
  return true
}

/** The program with its strings and regular expressions emptied; undefined where they cannot be told for sure. */
function withoutTexts(program: string): string | undefined {
  let code = ''
  for (let at = 0; at < program.length; at++) {
    const char = program[at]
    if (char === '#') {
      const end = program.indexOf('\n', at)
      if (end < 0) return code
      at = end - 1
      continue
    }
    const before = code.trimEnd().at(-1) ?? '{'
    const opensRegex = char === '/' && /[({,;!&|~?:\n=]/.test(before === undefined ? '{' : before)
    // After a bracket or a keyword both a division and a regular expression may stand.
    if (
      char === '/' &&
      !opensRegex &&
      (/[)}]/.test(before) || /\b(?:in|return|print|else|do)$/.test(code.trimEnd()))
    ) {
      if (/["|>]/.test(program.slice(at))) return undefined
    }
    if (char !== '"' && !opensRegex) {
      code += char
      continue
    }
    const end = closing(program, at)
    if (end < 0) return undefined
    code += char === '"' ? '""' : 'R'
    at = end
  }
  return code
}

function closing(program: string, open: number): number {
  const mark = program[open]
  for (let at = open + 1; at < program.length; at++) {
    const char = program[at]
    if (char === '\\') at++
    else if (char === '\n') return -1
    else if (mark === '/' && char === '[' && /^\[[^\]]*\//.test(program.slice(at))) return -1
    else if (char === mark) return at
  }
  return -1
}
