import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chunks, displayWidth, truncate, wrap } from '../../../src/bot/console/width.ts'

test.each([
  ['abc', 3],
  ['', 0],
  ['déjà', 4],
  ['de\u0301ja\u0300', 4],
  ['日本語', 6],
  ['한국어', 6],
  ['ｆｕｌｌ', 8],
  ['🔧 ok', 5],
  ['👩‍💻', 2],
  ['👍🏽', 2],
  ['🇫🇷', 2],
  ['❤️', 2],
  ['✋✅❌❓⚪🚫⏳', 14],
  ['○◐●✗–✓▰▱…·›', 11],
  ['71\u202f%', 4],
  ['\u200b\u0301', 0],
])('%j is %d columns wide', (text, width) => expect(displayWidth(text)).toBe(width))

test('chunks lose nothing and are never too wide', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 20 }), (text, columns) => {
      const pieces = chunks(text, columns)
      expect(pieces.join('')).toBe(text)
      for (const piece of pieces) expect(displayWidth(piece)).toBeLessThanOrEqual(columns)
    }),
  )
})

test('truncate marks the cut', () => {
  expect(truncate('abcdef', 6)).toBe('abcdef')
  expect(truncate('abcdef', 4)).toBe('abc…')
  expect(truncate('日本語', 4)).toBe('日…')
})

test('wrap breaks at spaces, keeps indents and line ends, breaks long words', () => {
  expect(wrap('the quick brown fox', 10)).toEqual(['the quick', 'brown fox'])
  expect(wrap('  - one two three', 10)).toEqual(['  - one', '    two', '    three'])
  expect(wrap('a\n\nb', 10)).toEqual(['a', '', 'b'])
  expect(wrap('abcdefghijkl mn', 5)).toEqual(['abcde', 'fghij', 'kl mn'])
  expect(wrap('short   table   row', 80)).toEqual(['short   table   row'])
})
