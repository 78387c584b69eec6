/** Lengths as servers count them. */

export const bytesOf = (text: string): number => Buffer.byteLength(text)

/** As it stands inside JSON, without its quotes. */
export const jsonBytesOf = (text: string): number => bytesOf(JSON.stringify(text)) - 2

/** At most `max` bytes of UTF-8, never half a character; a cut is marked. */
export function clipBytes(text: string, max: number): string {
  if (bytesOf(text) <= max) return text
  let end = 0
  let bytes = bytesOf('…')
  for (const character of text) {
    bytes += bytesOf(character)
    if (bytes > max) break
    end += character.length
  }
  return max < bytesOf('…') ? '' : `${text.slice(0, end)}…`
}
