import type { Database } from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/domain/errors.ts'
import { openReader } from '../../src/store/reader.ts'
import { freshJournal, runId, started, step, submitted, tamperWith } from './fixtures.ts'

const [A, B] = [runId(1), runId(2)]

/** Two ended runs in turns: A in rows 1, 3, 5, 7 (events 1, 3, 6, 9), B in rows 2, 4, 6, 8. */
async function twoRuns(): Promise<string> {
  const { directory, journal } = await freshJournal()
  for (const id of [A, B]) await journal.append(id, [submitted(), started])
  for (const ref of ['a', 'b']) for (const id of [A, B]) await journal.append(id, step(ref))
  for (const id of [A, B])
    await journal.append(id, [{ type: 'run.completed', unproven: false, report: 'well' }])
  await journal.close()
  return directory
}

const audited = (directory: string, id = A) => {
  const reader = openReader(directory)
  try {
    return reader.audit(id)
  } finally {
    reader.close()
  }
}

describe('audit', () => {
  it('holds for what the journal wrote, with the same head wherever it is computed', async () => {
    const directory = await twoRuns()
    const found = audited(directory)
    expect(found).toMatchObject({ runId: A, ok: true, events: 9 })
    expect(found.head).toMatch(/^[0-9a-f]{64}$/)
    expect(found.head).not.toBe(audited(directory, B).head)
    tamperWith(directory, (db) => {
      const kept = db.prepare('SELECT head FROM runs WHERE id = ?').pluck().get(A) as Buffer
      expect(kept.toString('hex')).toBe(found.head)
    })
  })

  it.each<[string, string, number]>([
    ['an event', `UPDATE journal SET events = replace(events, 'nginx', 'sshd') WHERE position = 3`, 3],
    ['an event into something unreadable', `UPDATE journal SET events = '[[' WHERE position = 3`, 3],
    [
      'an event without a trace in length',
      `UPDATE journal SET events = replace(events, '12', '13') WHERE position = 5`,
      6,
    ],
    ['the time', 'UPDATE journal SET at = at + 1 WHERE position = 5', 6],
    ['a hash', `UPDATE journal SET hash = zeroblob(32) WHERE position = 3`, 3],
    ['a number', 'UPDATE journal SET first_seq = 4 WHERE position = 3', 3],
    ['a number downwards', 'UPDATE journal SET first_seq = 1 WHERE position = 3', 3],
    ['a link', 'UPDATE journal SET prev = 2 WHERE position = 3', 3],
    ['a position, order kept', 'UPDATE journal SET position = 30 WHERE position = 7', 9],
    ['the owner of a row', 'UPDATE journal SET run = 2 WHERE position = 5', 6],
    ['a row away', 'DELETE FROM journal WHERE position = 3', 3],
    ['the first row away', 'DELETE FROM journal WHERE position = 1', 1],
    ['the tail away', 'DELETE FROM journal WHERE position >= 7', 9],
    ['everything away', 'DELETE FROM journal', 1],
    ['the kept head', `UPDATE runs SET head = zeroblob(32) WHERE no = 1`, 10],
    ['the kept number', 'UPDATE runs SET last_seq = 8 WHERE no = 1', 10],
    ['the kept position', 'UPDATE runs SET last_position = 5 WHERE no = 1', 9],
    [
      'a row twice',
      `INSERT INTO journal SELECT 9, run, prev, first_seq, at, hash, events FROM journal WHERE position = 7`,
      10,
    ],
  ])('finds a change of %s', async (_, sql, seq) => {
    const directory = await twoRuns()
    tamperWith(directory, (db) => db.exec(sql))
    const found = audited(directory)
    expect(found).toMatchObject({ ok: false, brokenAt: { seq } })
    expect(found.brokenAt?.why).toMatch(/\w/)
  })

  it('finds two rows that changed places, and one that was moved into another run', async () => {
    const swap = (db: Database) =>
      db.exec(
        'UPDATE journal SET position = 99 WHERE position = 3; UPDATE journal SET position = 3 WHERE position = 5; UPDATE journal SET position = 5 WHERE position = 99',
      )
    const swapped = await twoRuns()
    tamperWith(swapped, swap)
    expect(audited(swapped)).toMatchObject({ ok: false, brokenAt: { seq: 3 } })
    expect(audited(swapped, B).ok).toBe(true)

    const moved = await twoRuns()
    tamperWith(moved, (db) => db.exec('UPDATE journal SET run = 2 WHERE position = 5'))
    expect(audited(moved)).toMatchObject({ ok: false, brokenAt: { seq: 6 } })
    expect(audited(moved, B)).toMatchObject({ ok: false, brokenAt: { seq: 6 } })
  })

  it('ends, and so does reading, where links were bent into a circle', async () => {
    const directory = await twoRuns()
    tamperWith(directory, (db) => db.exec('UPDATE journal SET prev = 7 WHERE position = 3'))
    expect(audited(directory).ok).toBe(false)
    const reader = openReader(directory)
    expect(reader.events(A).map(({ seq }) => seq)).toEqual([3, 4, 5, 6, 7, 8, 9])
    reader.close()
  })

  it('leaves reading with one clear line where an event is unreadable', async () => {
    const directory = await twoRuns()
    tamperWith(directory, (db) => db.exec(`UPDATE journal SET events = '[[' WHERE position = 3`))
    const reader = openReader(directory)
    expect(() => reader.events(A)).toThrow(UserError)
    expect(() => reader.events(A)).toThrow(`event 3 of run ${A} cannot be read; see "autohome audit ${A}".`)
    expect(reader.events(B)).toHaveLength(9)
    reader.close()
  })

  it('sees a run at work to its last step', async () => {
    const { directory, journal } = await freshJournal()
    await journal.append(A, [submitted(), started])
    for (const ref of ['a', 'b', 'c']) await journal.append(A, step(ref))
    expect(audited(directory)).toMatchObject({ ok: true, events: 11 })
    expect(() => journal.audit('nobody')).toThrow(UserError)
  })
})
