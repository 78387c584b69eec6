import { StringDecoder } from 'node:string_decoder'

/** A line longer than this is not kept: `undefined` stands for it, so that whoever reads can say so. Characters. */
export const MAX_LINE = 1024 * 1024

/** The lines of a byte stream, without their ends. Invalid UTF-8 becomes U+FFFD. The stream is read as fast as lines are taken. */
export async function* readLines(
  input: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<readonly (string | undefined)[]> {
  const decoder = new StringDecoder('utf8')
  let rest: string | undefined = ''
  for await (const chunk of input) {
    const text = typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk))
    const [first = '', ...others] = text.split('\n')
    rest = rest === undefined ? undefined : kept(rest + first)
    if (others.length === 0) continue
    const last = others.pop() ?? ''
    yield [rest, ...others.map(kept)]
    rest = kept(last)
  }
  if (rest !== '') yield [rest === undefined ? undefined : rest + decoder.end()]
}

const kept = (line: string): string | undefined =>
  line.length > MAX_LINE ? undefined : line.replace(/\r$/, '')
