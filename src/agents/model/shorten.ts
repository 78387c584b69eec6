/** Share of a shortened text that its beginning gets. */
const HEAD = 2 / 3

/** Head and tail of what is longer than `max` characters, with `between(count)` for what is left out. */
export function shorten(text: string, max: number, between: (count: number) => string): string {
  if (text.length <= max) return text
  const head = Math.ceil(max * HEAD)
  const tail = max - head
  const end = tail === 0 ? '' : text.slice(-tail)
  return `${text.slice(0, head)}\n${between(text.length - max)}\n${end}`
}

/** A call's arguments on few characters: long texts in them are cut, one by one. */
export function shortJson(value: unknown, maxText: number, between: (count: number) => string): string {
  return JSON.stringify(value, (_, held: unknown) =>
    typeof held === 'string' ? shorten(held, maxText, between) : held,
  )
}
