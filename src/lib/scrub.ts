import { secretReference } from './secret-refs.ts'

/** Takes the values of secrets out of a stream of bytes, also where one is cut in two by the end of a chunk. */
export interface Scrubber {
  take(chunk: Uint8Array): Uint8Array
  /** What was held back because it might have been the beginning of a value. */
  end(): Uint8Array
}

/** @param secrets values by name; each is replaced by its reference */
export function createScrubber(secrets: ReadonlyMap<string, string>): Scrubber {
  // One character a byte, so that any encoding passes through unchanged.
  const values = [...secrets]
    .map(([name, value]): readonly [string, string] => [bytesOf(value), bytesOf(secretReference(name))])
    .sort(([a], [b]) => b.length - a.length)
  let held = ''

  const scrubbed = (text: string): string =>
    values.reduce((clean, [value, reference]) => clean.replaceAll(value, reference), text)
  /** How many characters at the end may be the beginning of a value. */
  const open = (text: string): number => Math.max(0, ...values.map(([value]) => overlap(text, value)))

  return {
    take(chunk) {
      const text = scrubbed(
        held + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1'),
      )
      const keep = open(text)
      held = text.slice(text.length - keep)
      return Buffer.from(text.slice(0, text.length - keep), 'latin1')
    },
    end() {
      const rest = Buffer.from(scrubbed(held), 'latin1')
      held = ''
      return rest
    },
  }
}

/** The longest end of `text` that is a beginning of `value`, but not all of it. */
function overlap(text: string, value: string): number {
  for (let length = Math.min(text.length, value.length - 1); length > 0; length--)
    if (value.startsWith(text.slice(text.length - length))) return length
  return 0
}

const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')
