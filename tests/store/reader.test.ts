import { chmodSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { UserError } from '../../src/domain/errors.ts'
import { openReader } from '../../src/store/reader.ts'
import { tempDir } from '../helpers/temp-dir.ts'
import {
  asOrdinaryUser,
  freshJournal,
  openAt,
  question,
  runId,
  started,
  step,
  submitted,
} from './fixtures.ts'

const A = runId(1)

function readerOf(directory: string) {
  const reader = openReader(directory)
  onTestFinished(() => reader.close())
  return reader
}

describe('a reader', () => {
  it('of a directory without a database sees nothing, makes nothing, and sees it come', async () => {
    const directory = join(await tempDir(), 'not', 'made')
    const reader = readerOf(directory)
    expect([
      reader.runs(),
      reader.questions(),
      reader.events(A),
      reader.after(0, 10),
      reader.complete('0'),
    ]).toEqual([[], [], [], [], []])
    expect([reader.run(A), reader.question('q'), reader.position()]).toEqual([undefined, undefined, 0])
    expect(() => reader.audit(A)).toThrow(UserError)
    expect(existsSync(directory)).toBe(false)
    const journal = openAt(directory)
    await journal.append(A, [submitted()])
    expect(reader.run(A)?.status).toBe('queued')
  })

  it('beside a working engine says what the engine says', async () => {
    const { directory, journal } = await freshJournal()
    const reader = readerOf(directory)
    await journal.append(A, [submitted(), started, { type: 'question.opened', question: question('q', A) }])
    for (const ref of ['a', 'b']) {
      await journal.append(A, step(ref))
      expect(reader.runs()).toEqual(journal.runs())
      expect(reader.run(A)).toEqual(journal.run(A))
      expect(reader.events(A, 2)).toEqual(journal.events(A, 2))
      expect(reader.after(1025, 3)).toEqual(journal.after(1025, 3))
      expect(reader.position()).toBe(journal.position())
      expect(reader.questions()).toEqual(journal.questions())
      expect(reader.question('q')).toEqual(journal.question('q'))
      expect(reader.audit(A)).toEqual(journal.audit(A))
      expect(reader.complete('01')).toEqual([A])
    }
  })

  it('works where no engine does, and after one was closed under it', async () => {
    const { directory, journal } = await freshJournal()
    await journal.append(A, [submitted(), ...step('a')])
    const during = readerOf(directory)
    await journal.close()
    expect(during.events(A)).toHaveLength(4)
    const after = readerOf(directory)
    expect(after.events(A)).toHaveLength(4)
    const next = openAt(directory)
    await next.append(A, [started])
    expect([during.run(A)?.lastSeq, after.run(A)?.lastSeq]).toEqual([5, 5])
  })

  it('works on a copy that nobody may write', async () => {
    const { directory, journal } = await freshJournal()
    await journal.append(A, [submitted(), ...step('a')])
    await journal.close()
    chmodSync(join(directory, 'journal.db'), 0o444)
    chmodSync(directory, 0o555)
    onTestFinished(() => chmodSync(directory, 0o755))
    asOrdinaryUser(() => {
      const reader = readerOf(directory)
      expect(reader.events(A)).toHaveLength(4)
      expect(reader.audit(A).ok).toBe(true)
    })
    expect(readdirSync(directory)).toEqual(['journal.db', 'reserve'])
  })
})
