import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { parseMarkdown } from '../../../src/bot/markdown.ts'
import type { Block } from '../../../src/bot/markdown/blocks.ts'
import { tableText } from '../../../src/bot/markdown/table.ts'

const spansOf = (text: string) => {
  const [block] = parseMarkdown(text)
  return block?.kind === 'paragraph' ? block.spans : undefined
}
const plain = (text: string) => [{ text }]

describe('blocks', () => {
  test('a report as they are written', () => {
    const report = [
      '# Disk',
      'Two lines',
      'that stay two.',
      '',
      '- first',
      '  - nested',
      '- [x] done',
      '',
      '3. third',
      '4) fourth',
      '   goes on',
      '> said',
      '>> deeper',
      '',
      '---',
      '```bash title="x"',
      'df -h # **not bold**',
      '```',
      '| mount | used |',
      '|:--|--:|',
      '| / | **71 %** |',
      '| a \\| b |',
      '| 1 | 2 | 3 |',
      '',
      'Setext is not known',
      '===',
    ].join('\n')
    expect(parseMarkdown(report)).toEqual([
      { kind: 'heading', level: 1, spans: plain('Disk') },
      { kind: 'paragraph', spans: plain('Two lines\nthat stay two.') },
      {
        kind: 'list',
        items: [
          { depth: 0, spans: plain('first') },
          { depth: 1, spans: plain('nested') },
          { depth: 0, spans: plain('☑ done') },
          { depth: 0, number: 3, spans: plain('third') },
          { depth: 0, number: 4, spans: plain('fourth\ngoes on') },
        ],
      },
      { kind: 'quote', spans: plain('said\ndeeper') },
      { kind: 'rule' },
      { kind: 'code', language: 'bash', text: 'df -h # **not bold**' },
      {
        kind: 'table',
        header: [plain('mount'), plain('used')],
        rows: [
          [plain('/'), [{ text: '71 %', bold: true }]],
          [plain('a | b'), []],
          [plain('1'), plain('2 | 3')],
        ],
      },
      { kind: 'paragraph', spans: plain('Setext is not known\n===') },
    ])
  })

  test('code that is never closed goes to the end', () => {
    expect(parseMarkdown('```\na\n\n# b')).toEqual([{ kind: 'code', text: 'a\n\n# b' }])
    expect(parseMarkdown('````\n```\n````')).toEqual([{ kind: 'code', text: '```' }])
  })

  test('a table in columns', () => {
    const [table] = parseMarkdown('| a | column |\n|-|-|\n| longer | x |') as [
      Extract<Block, { kind: 'table' }>,
    ]
    expect(tableText(table)).toBe('a       column\n──────  ──────\nlonger  x')
  })

  test('a bar alone makes no table', () => {
    expect(parseMarkdown('ps | grep x')).toEqual([{ kind: 'paragraph', spans: plain('ps | grep x') }])
  })
})

describe('words', () => {
  test('bold, italic, strike, code', () => {
    expect(spansOf('a **b _c_** ~~d~~ `e *f*` ***g***')).toEqual([
      { text: 'a ' },
      { text: 'b ', bold: true },
      { text: 'c', bold: true, italic: true },
      { text: ' ' },
      { text: 'd', strike: true },
      { text: ' ' },
      { text: 'e *f*', code: true },
      { text: ' ' },
      { text: 'g', bold: true, italic: true },
    ])
  })

  test('what only looks like it stays as it was typed', () => {
    for (const text of [
      'snake_case_name and __init__x',
      '2 * 3 * 4',
      '**open',
      'a ` b',
      'a****b',
      '[x] (y)',
      '~a~',
    ])
      expect(spansOf(text), text).toEqual(plain(text))
  })

  test('an escaped mark is a mark', () => {
    expect(spansOf('\\*a\\* \\\\ c:\\x')).toEqual(plain('*a* \\ c:\\x'))
  })

  test('two backticks hold one', () => {
    expect(spansOf('`` a`b ``')).toEqual([{ text: 'a`b', code: true }])
  })
})

describe('untrusted text', () => {
  test('a link never hides where it leads', () => {
    expect(spansOf('[your bank](https://evil.example/x)')).toEqual([
      { text: 'your bank (' },
      { text: 'https://evil.example/x', link: true },
      { text: ')' },
    ])
    expect(spansOf('[https://bank.example](https://evil.example)')).toEqual([
      { text: 'https://bank.example', link: true },
      { text: ' (' },
      { text: 'https://evil.example', link: true },
      { text: ')' },
    ])
    expect(spansOf('![logo](https://a.example/l.png)')).toEqual([
      { text: 'logo (' },
      { text: 'https://a.example/l.png', link: true },
      { text: ')' },
    ])
  })

  test('a lookalike host is shown as it is resolved', () => {
    expect(spansOf('https://аpple.com/id')).toEqual([{ text: 'https://xn--pple-43d.com/id', link: true }])
  })

  test('only http and https are links', () => {
    expect(spansOf('[x](javascript:alert(1))')).toEqual(plain('x (javascript:alert(1))'))
    expect(spansOf('<mailto:a@b.example>')).toEqual(plain('<mailto:a@b.example>'))
  })

  test('an address ends where the sentence does', () => {
    expect(spansOf('see https://a.example/b.')).toEqual([
      { text: 'see ' },
      { text: 'https://a.example/b', link: true },
      { text: '.' },
    ])
  })

  test('mentions are letters like any other', () => {
    const text = '@everyone <!channel> <@U012AB3CD> <#C1|x> <b>hi</b>'
    expect(spansOf(text)).toEqual(plain(text))
  })

  test('what cannot be seen is written out', () => {
    expect(spansOf('a\u202eb')).toEqual(plain('a\\u{202e}b'))
  })

  test('100,000 characters of any one thing are read to their end', () => {
    const things = [
      '>',
      '> ',
      '[',
      '![',
      '*',
      '*a ',
      '_a _b ',
      'a**b',
      '`',
      '- ',
      '|',
      '[a](b',
      '[a](',
      '~~a ',
      '<',
      '#',
    ]
    for (const thing of [...things, 'http://a ', '\\', '**a*b', '``a`', '  - a\n', '|a\n|-\n', '```\n'])
      expect(parseMarkdown(thing.repeat(100_000 / thing.length)).length, thing).toBeGreaterThan(0)
  })

  test('no word that was written is lost', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'ab *_[]()\\|#>-\n'), { maxLength: 60 }), (characters) => {
        const text = characters.join('')
        const letters = (all: string) => all.replaceAll(/[^ab]/g, '')
        expect(letters(JSON.stringify(textsOf(parseMarkdown(text))))).toBe(letters(text))
      }),
    )
  })
})

const textsOf = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(textsOf)
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, held]) =>
    key === 'text' || key === 'language' ? [String(held)] : textsOf(held),
  )
}
