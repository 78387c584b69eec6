import { readdirSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openBlobs } from '../../src/store/blobs.ts'
import { openBeside } from '../../src/store/beside.ts'
import { openReader } from '../../src/store/reader.ts'
import { prune } from '../../src/store/retention.ts'
import { systemClock } from '../../src/lib/clock.ts'
import type { RunEventBody } from '../../src/domain/event.ts'
import { manualClock } from '../helpers/clock.ts'
import { freshJournal, runId, started, step, submitted, tamperWith } from './fixtures.ts'

const DAY = 86_400_000
const completed: RunEventBody = { type: 'run.completed', unproven: false, report: 'done' }

/** Three runs, a year, a hundred days and a day and a half ago, the last of them still at work; each keeps an output. */
async function lived(bytes = 2000) {
  const clock = manualClock(Date.now() - 400 * DAY)
  const { directory, journal } = await freshJournal({ clock })
  const blobs = openBlobs(directory, { maxBytes: 1e6 })
  const refs: string[] = []
  const long = (n: number) => String(n).repeat(bytes)
  for (const [n, days] of [
    [1, 300],
    [2, 99],
    [3, 0],
  ] as const) {
    const output = await blobs.put(long(n))
    refs.push(output.sha256)
    const shared = await blobs.put('both speak of this')
    await journal.append(runId(n), [submitted(), started, ...step('look')])
    await journal.append(runId(n), [
      { type: 'tool_call.finished', callKey: '1/execute/more', outcome: 'succeeded', durationMs: 1, output },
      {
        type: 'tool_call.finished',
        callKey: '1/execute/same',
        outcome: 'succeeded',
        durationMs: 1,
        output: shared,
      },
    ])
    if (n < 3) await journal.append(runId(n), [completed])
    await clock.advance(days * DAY)
  }
  // As old on the disk as in the journal.
  for (const name of readdirSync(join(directory, 'blobs'), { recursive: true, encoding: 'utf8' }))
    if (statSync(join(directory, 'blobs', name)).isFile())
      utimesSync(join(directory, 'blobs', name), 1e9, 1e9)
  const limits = { days: 365, outputDays: 365, maxBytes: 1e9 }
  return {
    directory,
    journal,
    blobs,
    refs,
    async prune(retention: Partial<typeof limits>, dryRun = false) {
      const beside = openBeside(directory, systemClock, 'NORMAL')
      const parts = { beside, directory, clock, dryRun, signal: new AbortController().signal }
      return prune({ ...parts, retention: { ...limits, ...retention } }).finally(() => beside.close())
    },
    kept: (name: string) =>
      blobs.read(name).then(
        () => true,
        () => false,
      ),
  }
}

describe('pruning by age', () => {
  it('leaves a summary and the head of the chain, and says since when', async () => {
    const { journal, prune: go, refs, kept } = await lived()
    const before = journal.audit(runId(1))
    expect((await go({ days: 200 }, true)).runs).toEqual([runId(1)])
    expect(journal.audit(runId(1))).toEqual(before)
    const done = await go({ days: 200 })
    expect(done).toMatchObject({ runs: [runId(1)], outputs: 1, broken: [], stillOver: false })
    expect(journal.run(runId(1))).toMatchObject({
      status: 'completed',
      request: 'vérifie le serveur',
      prunedAt: expect.any(Number),
    })
    expect(journal.runs().find(({ id }) => id === runId(1))?.prunedAt).toBe(journal.run(runId(1))?.prunedAt)
    expect(journal.events(runId(1))).toEqual([])
    expect(journal.audit(runId(1))).toEqual({
      ...before,
      pruned: { at: expect.any(Number), events: before.events, head: before.head },
    })
    expect(journal.run(runId(2))?.prunedAt).toBeUndefined()
    expect([await kept(refs[0] ?? ''), await kept(refs[1] ?? '')]).toEqual([false, true])
    expect((await go({ days: 200 })).runs).toEqual([])
  })

  it('keeps an output as long as a run that is kept speaks of it, and lets outputs go before their runs', async () => {
    const { journal, prune: go, refs, kept, blobs } = await lived()
    const shared = await blobs.put('both speak of this')
    await go({ days: 1000, outputDays: 200 })
    expect(await Promise.all([...refs, shared.sha256].map(kept))).toEqual([false, true, true, true])
    expect(journal.events(runId(1)).length).toBeGreaterThan(5)
  })

  it('goes on while the engine writes, and positions are never used again', async () => {
    const { journal, prune: go } = await lived()
    const before = journal.position()
    const [done] = await Promise.all([
      go({ days: 1 }),
      ...Array.from({ length: 50 }, (_, n) => journal.append(runId(3), step(`more-${n}`))),
    ])
    expect(done.runs).toEqual([runId(1), runId(2)])
    expect(journal.position()).toBeGreaterThan(before)
    expect(journal.audit(runId(3))).toMatchObject({ ok: true })
    expect(journal.after(0, 1000).every(({ event }) => event.runId === runId(3))).toBe(true)
  })

  it('never removes the last row of the journal, nor what is at work or asked about', async () => {
    const { journal, prune: go } = await lived()
    await journal.append(runId(3), [completed])
    expect((await go({ days: 1 })).runs).not.toContain(runId(3))
  })
})

describe('pruning by size', () => {
  it('takes the oldest first, as many as it needs, and gives the room back to the disk', async () => {
    const { directory, journal, prune: go } = await lived(400_000)
    const size = () => statSync(join(directory, 'journal.db')).size
    for (let n = 0; n < 60; n++) await journal.append(runId(1 + (n % 2)), step(`s${n}-${'x'.repeat(8000)}`))
    await journal.append(runId(3), step('last'))
    tamperWith(directory, (db) => void db.pragma('wal_checkpoint(TRUNCATE)'))
    const before = size()
    const done = await go({ days: 1000, outputDays: 1000, maxBytes: before + 1_200_000 - 100_000 })
    expect(done).toMatchObject({ runs: [runId(1)], stillOver: false })
    tamperWith(directory, (db) => void db.pragma('wal_checkpoint(TRUNCATE)'))
    expect(size()).toBeLessThan(before * 0.7)
    expect(await go({ maxBytes: 1000 })).toMatchObject({ runs: [runId(2)], stillOver: true })
  })
})

describe('pruned is not tampered with', () => {
  it('tells rows that were deleted by somebody else from pruned ones', async () => {
    const { directory, journal } = await lived()
    tamperWith(directory, (db) => db.exec('DELETE FROM journal WHERE run = 1'))
    const found = journal.audit(runId(1))
    expect(found).toMatchObject({ ok: false, brokenAt: { seq: 1 } })
    expect(found.pruned).toBeUndefined()
  })

  it('does not believe a pruning that was changed, nor a head that was', async () => {
    const { directory, journal, prune: go } = await lived()
    await go({ days: 1 })
    expect(journal.audit(runId(1)).ok).toBe(true)
    tamperWith(directory, (db) => db.exec('UPDATE runs SET head = zeroblob(32) WHERE no = 1'))
    expect(journal.audit(runId(1)).brokenAt?.why).toContain('another end')
    tamperWith(directory, (db) => db.exec('UPDATE prunings SET at = at + 1 WHERE run = 2'))
    expect(journal.audit(runId(2)).brokenAt?.why).toContain('does not fit the others')
  })

  it('does not prune what is broken: it is evidence', async () => {
    const { directory, journal, prune: go } = await lived()
    tamperWith(directory, (db) => db.exec('UPDATE journal SET at = at + 1 WHERE run = 1 AND prev = 0'))
    expect(await go({ days: 1 })).toMatchObject({ runs: [runId(2)], broken: [runId(1)] })
    expect(journal.events(runId(1)).length).toBeGreaterThan(5)
    const reader = openReader(directory)
    expect(reader.audit(runId(1)).ok).toBe(false)
    reader.close()
  })
})
