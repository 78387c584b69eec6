import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { MAX_LINE, readLines } from '../../src/cli/lines.ts'
import { stateKey } from '../../src/cli/run-words.ts'
import { oneLine, table, visible } from '../../src/cli/table.ts'
import { minuteIn } from '../../src/cli/when.ts'
import type { RunSummary } from '../../src/domain/journal.ts'

describe('table', () => {
  it('aligns all columns but the last, which is cut only at the edge of a terminal', () => {
    const rows = [
      ['a', 'Ünïcode', 'the last column'],
      ['bcd', 'x', 'short'],
    ]
    expect(table(rows, undefined)).toEqual(['a    Ünïcode  the last column', 'bcd  x        short'])
    expect(table(rows, 20)).toEqual(['a    Ünïcode  the l…', 'bcd  x        short'])
    expect(table([], 80)).toEqual([])
  })

  it('lets no text command the terminal', () => {
    expect(oneLine(' a\n\tb\u001b[31m\u202ec ')).toBe('a b\\u{1b}[31m\\u{202e}c')
    expect(visible('rm  -rf\tx\r')).toBe('rm  -rf\\u{9}x\\u{d}')
  })
})

describe('minuteIn', () => {
  it('is the same form everywhere, in the given zone', () => {
    expect(minuteIn('Europe/Paris')(Date.UTC(2026, 10, 20, 23, 5))).toBe('2026-11-21 00:05')
    expect(minuteIn('UTC')(Date.UTC(2026, 10, 20, 23, 5))).toBe('2026-11-20 23:05')
  })
})

describe('stateKey', () => {
  const run = (more: Partial<RunSummary>): RunSummary => ({
    id: 'R',
    status: 'failed',
    phase: 'verify',
    attempt: 1,
    request: '',
    thread: '',
    surface: '',
    priority: 'medium',
    createdAt: 0,
    lastSeq: 1,
    ...more,
  })
  it.each([
    [{ status: 'completed' }, 'run.passed'],
    [{ status: 'completed', unproven: true }, 'run.unproven'],
    [{ status: 'waiting' }, 'run.waiting'],
    [{ failure: 'not_passed' }, 'run.not_passed'],
    [{ failure: 'budget' }, 'run.over_budget'],
    [{ failure: 'internal' }, 'run.failed'],
    [{}, 'run.failed'],
  ] as const)('%j → %s', (more, key) => expect(stateKey(run(more))).toBe(key))
})

describe('readLines', () => {
  const lines = async (...chunks: (string | Buffer)[]) => {
    const found: (string | undefined)[] = []
    for await (const some of readLines(Readable.from(chunks, { objectMode: true }))) found.push(...some)
    return found
  }

  it('however the text is cut', async () => {
    expect(await lines('a\nb', 'c\n', '\n', 'd')).toEqual(['a', 'bc', '', 'd'])
    expect(await lines('a\r\nb\r\n')).toEqual(['a', 'b'])
    expect(await lines('')).toEqual([])
  })

  it('puts characters together that were cut, and marks broken ones', async () => {
    const bytes = Buffer.from('é\nü')
    expect(await lines(...[...bytes].map((byte) => Buffer.of(byte)))).toEqual(['é', 'ü'])
    expect(await lines(Buffer.of(0x61, 0xff, 0x0a))).toEqual(['a\ufffd'])
  })

  it('drops a line that is far too long, and goes on with the next', async () => {
    const long = 'x'.repeat(MAX_LINE)
    expect(await lines('a\n', long, 'x', 'y\nb\n')).toEqual(['a', undefined, 'b'])
    expect(await lines(`${long}\n`)).toEqual([long])
    expect(await lines('a\n', `${long}xx`)).toEqual(['a', undefined])
  })
})
