import { expect, test } from 'vitest'
import type { RunSummary } from '../../../src/domain/journal.ts'
import { createDue, type DueDeps } from '../../../src/engine/schedules/due.ts'
import { dueTimes } from '../../../src/lib/due-times.ts'
import { ulid } from '../../../src/lib/ids.ts'
import { openJournal } from '../../../src/store/journal.ts'
import { openSchedules } from '../../../src/store/schedules.ts'
import { manualClock } from '../../helpers/clock.ts'
import { tempDir } from '../../helpers/temp-dir.ts'
import { made, pins } from './fixtures.ts'

const DAY = 86_400_000
const FROM = Date.parse('2026-01-15T00:00Z')
const UNTIL = Date.parse('2028-01-15T00:00Z')

/** In gaps, in overlaps, every hour, twice a day, once a month: where clocks move on the northern and the southern side. */
const CRONS = ['30 2 * * *', '0,30 1-3 * * SUN', '15 */12 * * *', '0 4 * * 0', '45 23 L * *', '0 2,14 1 * *']
const ZONES = ['Europe/Paris', 'America/New_York', 'Australia/Sydney']

/** mulberry32, so that a failure can be looked at again. https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** One life of the process on the data directory: real SQLite, and the clock that all lives share. */
async function live(home: string, clock: ReturnType<typeof manualClock>) {
  const journal = openJournal({ directory: home, synchronous: 'NORMAL', clock })
  const rows = openSchedules(journal.database)
  const fatal: unknown[] = []
  const begin: DueDeps['begin'] = async (request, conditions) => {
    const runId = ulid(clock.now())
    await journal.append(
      runId,
      [
        { type: 'run.submitted', request, pins },
        { type: 'run.completed', unproven: true, report: '' },
      ],
      conditions,
    )
    return runId
  }
  const due = createDue({
    rows,
    journal,
    clock,
    begin,
    look: () => Promise.reject(new Error('no heartbeats here')),
    onFatal: (error) => fatal.push(error),
  })
  return { journal, rows, due, fatal }
}

test('two years in three zones, restarts at random: each due time is acted upon exactly once', async () => {
  const home = await tempDir()
  const clock = manualClock(FROM)
  const next = random(20_261_121)
  let life = await live(home, clock)
  for (const timeZone of ZONES)
    for (const cron of CRONS) {
      const times = await dueTimes(cron, timeZone)
      life.rows.add(made({ id: `${timeZone}/${cron}`, cron, timeZone, dueAt: times.next(FROM) ?? 0 }))
    }
  const lives = { ended: 0, killed: 0 }
  let asleep = 0
  while (clock.now() < UNTIL) {
    life.due.start()
    await clock.advance(Math.min(next() * 20 * DAY, UNTIL - clock.now()))
    // Half of the lives end in order, the others in the middle of whatever is under way.
    if (next() < 0.5) {
      await life.due.stop()
      lives.ended++
    } else {
      void life.due.stop()
      lives.killed++
    }
    await life.journal.close()
    expect(life.fatal).toEqual([])
    // Sometimes nobody is there for hours, across due times; sometimes not even for a minute.
    const away = next() < 0.3 ? next() * 9 * 3_600_000 : 0
    if (away > 0) asleep++
    await clock.advance(Math.min(away, Math.max(0, UNTIL - clock.now())))
    life = await live(home, clock)
  }
  // Whatever fell into the last sleep.
  life.due.start()
  await clock.advance(0)
  await life.due.stop()

  expect(lives.ended + lives.killed).toBeGreaterThan(40)
  expect(Math.min(lives.ended, lives.killed, asleep)).toBeGreaterThan(5)
  const runs = life.journal.runs({ limit: 1_000_000 })
  for (const schedule of life.rows.list()) {
    const mine = runs.filter((run) => run.thread.startsWith(`schedule:${schedule.id}:`))
    const acted = mine.map(dueOf).sort((a, b) => a - b)
    const { cron, timeZone } = schedule
    const all = (await dueTimes(cron, timeZone)).upcoming(FROM, countUntil(cron))
    const over = all.filter((at) => at <= UNTIL)
    // None twice, none that was never due, and what was caught up with one run for several is counted.
    expect(new Set(acted).size).toBe(acted.length)
    const known = new Set(over)
    expect(acted.filter((at) => !known.has(at))).toEqual([])
    expect([cron, timeZone, acted.length + schedule.passedOver]).toEqual([cron, timeZone, over.length])
    expect(acted.length).toBeGreaterThan(0)
  }
  await life.journal.close()
}, 120_000)

const dueOf = ({ thread }: RunSummary): number => Date.parse(/\d{4}-\d\d-\d\dT.*$/.exec(thread)?.[0] ?? '')

/** More than there are in two years. */
const countUntil = (cron: string): number => (cron.includes('L') || cron.endsWith(' 1 * *') ? 60 : 4_000)
