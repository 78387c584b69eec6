/** Characters that mean themselves wherever a brace expansion puts them. `*` and `?` stay globs. */
const PLAIN = /^[\w./,{}:+=@%*?-]*$/
const MAX_WORDS = 64

/**
 * Bash's brace expansion of unquoted text (bash manual, 3.5.1).
 * @returns undefined where the text holds more than plain characters, a range, or too many words
 */
export function expandBraces(text: string): readonly string[] | undefined {
  if (!PLAIN.test(text)) return undefined
  const words = expand(text)
  return words && words.length <= MAX_WORDS ? words : undefined
}

function expand(text: string): string[] | undefined {
  const open = text.indexOf('{')
  if (open < 0) return text.includes('}') ? undefined : [text]
  const group = readGroup(text, open)
  if (!group) return undefined
  const head = text.slice(0, open)
  const rest = expand(text.slice(group.end))
  if (!rest) return undefined
  const words: string[] = []
  for (const choice of group.choices) {
    const inner = expand(choice)
    if (!inner || inner.length * rest.length > MAX_WORDS) return undefined
    for (const middle of inner) for (const after of rest) words.push(head + middle + after)
  }
  return words
}

function readGroup(text: string, open: number): { choices: readonly string[]; end: number } | undefined {
  const choices: string[] = []
  let depth = 0
  let start = open + 1
  for (let at = open; at < text.length; at++) {
    const char = text[at]
    if (char === '{') depth++
    if (char === ',' && depth === 1) {
      choices.push(text.slice(start, at))
      start = at + 1
    }
    if (char !== '}' || --depth > 0) continue
    const last = text.slice(start, at)
    if (choices.length === 0) {
      const numbers = range(last)
      return numbers && { choices: numbers, end: at + 1 }
    }
    return { choices: [...choices, last], end: at + 1 }
  }
  return undefined
}

function range(text: string): string[] | undefined {
  const match = /^(\d{1,4})\.\.(\d{1,4})$/.exec(text)
  if (!match) return undefined
  const [from, to] = [Number(match[1]), Number(match[2])]
  if (Math.abs(to - from) >= MAX_WORDS || match[1]?.startsWith('0') || match[2]?.startsWith('0'))
    return undefined
  const step = to < from ? -1 : 1
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => String(from + i * step))
}
