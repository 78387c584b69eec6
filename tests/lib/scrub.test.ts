import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createScrubber } from '../../src/lib/scrub.ts'

const SECRETS = new Map([
  ['SHORT', 'aabaab'],
  ['LONG', 'aabaabaac'],
  ['FRENCH', 'clé-très-sûre'],
])

/** What comes out of a text that arrives in pieces of these lengths. */
function scrubbed(text: string, lengths: readonly number[]): string {
  const scrubber = createScrubber(SECRETS)
  const bytes = Buffer.from(text)
  const out: Uint8Array[] = []
  let at = 0
  for (const length of [...lengths, bytes.length]) {
    out.push(scrubber.take(bytes.subarray(at, at + length)))
    at += length
  }
  out.push(scrubber.end())
  return Buffer.concat(out).toString()
}

it('no value comes out, wherever the chunks are cut, and everything else does', () => {
  const word = fc.constantFrom('aabaab', 'aabaabaac', 'clé-très-sûre', 'a', 'aab', 'clé', '\n', 'x', '€')
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 30 }),
      fc.array(fc.integer({ min: 0, max: 7 })),
      (words, cuts) => {
        const out = scrubbed(words.join(''), cuts)
        for (const value of SECRETS.values()) expect(out).not.toContain(value)
        expect(out).not.toContain('\ufffd')
        if (words.every((one) => !['aabaab', 'aabaabaac', 'clé-très-sûre', 'a', 'aab'].includes(one)))
          expect(out).toBe(words.join(''))
      },
    ),
    { numRuns: 500 },
  )
})

it('the reference stands in place of the value', () => {
  expect(scrubbed('x aabaabaac y', [4, 3])).toBe('x ${secret:LONG} y')
  expect(scrubbed('aabaa', [1, 1])).toBe('aabaa')
})
