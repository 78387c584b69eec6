import { randomBytes } from 'node:crypto'

/** Crockford's base 32: no I, L, O or U, so that an id can be read aloud. https://github.com/ulid/spec */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A ULID: 48 bits of time and 80 random ones; ids of one millisecond are in no particular order. */
export function ulid(now: number): string {
  let time = ''
  for (let rest = now, i = 0; i < 10; i++) {
    time = ALPHABET[rest % 32] + time
    rest = Math.floor(rest / 32)
  }
  let random = ''
  for (const byte of randomBytes(16)) random += ALPHABET[byte & 31]
  return time + random
}

/** A short id for questions: 8 characters, 40 random bits; the store refuses a double. */
export function shortId(): string {
  let id = ''
  for (const byte of randomBytes(8)) id += ALPHABET[byte & 31]
  return id.toLowerCase()
}
