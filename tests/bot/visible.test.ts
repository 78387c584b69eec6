import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clip, hidesSomething, oneLine, visible, visibleCommand } from '../../src/bot/visible.ts'
import { mixedWords } from '../../src/lib/mixed-scripts.ts'

const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/

describe('visible', () => {
  test('escape sequences are written out', () =>
    expect(visible('\x1b[31mred\x1b[0m\x07')).toBe('\\u{1b}[31mred\\u{1b}[0m\\u{7}'))
  test('line ends stay, tabs become spaces', () => expect(visible('a\r\nb\tc')).toBe('a\nb    c'))
  test('bidi marks, zero width, tags and fillers are written out', () =>
    expect(visible('a\u202eb\u200bc\u{e0041}d\u3164e\u00adf')).toBe(
      'a\\u{202e}b\\u{200b}c\\u{e0041}d\\u{3164}e\\u{ad}f',
    ))
  test('emoji and French stay as they are', () => {
    for (const text of ['👩‍💻 ❤️ ⚠️ 🇫🇷 👍🏽', 'déjà vu\u202f? 71\u202f%', '日本語 עברית'])
      expect(visible(text)).toBe(text)
  })
  test('a joiner that joins no emoji is written out', () =>
    expect(visible('rm\u200d -rf\ufe0f')).toBe('rm\\u{200d} -rf\\u{fe0f}'))
  test('nothing that a terminal obeys ever comes through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(visible(text).replaceAll('\u200d', '')).not.toMatch(OBEYED)
        expect(visibleCommand(text)).not.toMatch(OBEYED)
      }),
    )
  })
})

describe('visibleCommand', () => {
  test('whatever looks like a space and is none is written out', () =>
    expect(visibleCommand('rm\u00a0-rf\u3000/\tx\ry')).toBe('rm\\u{a0}-rf\\u{3000}/\\u{9}x\\u{d}y'))
  test('a plain command is as it is', () => {
    expect(visibleCommand("echo 'é' |\n  sort")).toBe("echo 'é' |\n  sort")
    expect(hidesSomething("echo 'é'")).toBe(false)
    expect(hidesSomething('ls\u200b')).toBe(true)
  })
})

test('oneLine folds white space and cuts what is too long', () => {
  expect(oneLine('  a\n\n b\t c ')).toBe('a b c')
  expect(oneLine('x'.repeat(100_000), 10)).toBe('xxxxxxxxx…')
})

test('clip never cuts a character in half', () => {
  expect(clip('ab👍cd', 4)).toBe('ab…')
  expect(clip('abcd', 4)).toBe('abcd')
})

test('words that mix alphabets which look alike are found; words of one alphabet are not', () => {
  expect(mixedWords('\u0455udo rm -rf x; l\uff53 /tmp')).toEqual(['\u0455udo', 'l\uff53'])
  expect(mixedWords('cat été.txt привет.txt αβγ_1 docker-compose')).toEqual([])
})
