import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { ConditionFailed, KeyTaken } from '../../../src/domain/journal.ts'
import type { RunRequest } from '../../../src/domain/run.ts'
import type { DueClaim, Schedule } from '../../../src/domain/schedule.ts'
import { createDue, type DueDeps } from '../../../src/engine/schedules/due.ts'
import type { Look } from '../../../src/engine/schedules/heartbeat.ts'
import { dueTimes } from '../../../src/lib/due-times.ts'
import { ulid } from '../../../src/lib/ids.ts'
import { openJournal } from '../../../src/store/journal.ts'
import { openSchedules, readSchedules } from '../../../src/store/schedules.ts'
import { manualClock } from '../../helpers/clock.ts'
import { tempDir } from '../../helpers/temp-dir.ts'
import { made, pins } from './fixtures.ts'

// The library is loaded with the first question, which no clock of a test waits for.
beforeAll(async () => void (await dueTimes('* * * * *', 'UTC')))

const HOUR = 3_600_000
const DUE = Date.parse('2026-11-21T04:00Z')

async function setUp(schedule: Partial<Schedule>, start = DUE - HOUR, more: Partial<DueDeps> = {}) {
  const home = await tempDir()
  const clock = manualClock(start)
  const journal = openJournal({ directory: home, synchronous: 'NORMAL', clock })
  onTestFinished(() => journal.close())
  const rows = openSchedules(journal.database)
  rows.add(made({ dueAt: DUE, ...schedule }))
  const begun: string[] = []
  const requests: RunRequest[] = []
  const fatal: unknown[] = []
  const due = createDue({
    rows,
    journal,
    clock,
    async begin(request, conditions) {
      const runId = ulid(clock.now())
      await journal.append(runId, [{ type: 'run.submitted', request, pins }], conditions)
      begun.push(runId)
      requests.push(request)
      return runId
    },
    look: () => Promise.reject(new Error('no heartbeats here')),
    onFatal: (error) => fatal.push(error),
    ...more,
  })
  const end = (runId: string) =>
    journal.append(runId, [{ type: 'run.completed', unproven: true, report: '' }])
  return { home, clock, journal, rows, begun, requests, fatal, due, end, now: () => rows.get('one') }
}

describe('a schedule', () => {
  test('begins a run when it is due, once, and says what it is for', async () => {
    const { clock, due, begun, requests, now, home } = await setUp({})
    due.start()
    await clock.advance(HOUR - 1)
    expect(begun).toEqual([])
    await clock.advance(1)
    expect(requests).toMatchObject([
      {
        text: 'check',
        workflow: 'check',
        thread: 'schedule:one:2026-11-21T04:00:00.000Z',
        key: 'schedule:one:2026-11-21T04:00:00.000Z',
        schedule: { id: 'one', dueAt: DUE },
      },
    ])
    expect(now()).toMatchObject({ lastDue: DUE, lastRun: begun[0], dueAt: DUE + 24 * HOUR, passedOver: 0 })
    expect(readSchedules(home)).toEqual([now()])
    await clock.advance(HOUR)
    expect(begun).toHaveLength(1)
  })

  test('is caught up once, however often it was missed, for the last time of all', async () => {
    const { clock, due, begun, requests, now } = await setUp({}, DUE + 50 * HOUR)
    due.start()
    await clock.advance(0)
    expect(begun).toHaveLength(1)
    expect(requests[0]?.schedule?.dueAt).toBe(DUE + 48 * HOUR)
    expect(now()).toMatchObject({ passedOver: 2, dueAt: DUE + 72 * HOUR })
  })

  test('is not caught up where that is not wanted, but a moment late is not missed', async () => {
    const missed = await setUp({ missed: 'skip' }, DUE + 50 * HOUR)
    missed.due.start()
    await missed.clock.advance(0)
    expect(missed.begun).toEqual([])
    expect(missed.now()).toMatchObject({ passedOver: 3, dueAt: DUE + 72 * HOUR })
    const late = await setUp({ missed: 'skip' }, DUE + 60_000)
    late.due.start()
    await late.clock.advance(0)
    expect(late.begun).toHaveLength(1)
  })

  test('passes a time over while its run before is going on', async () => {
    const { clock, due, begun, end, now } = await setUp({})
    due.start()
    await clock.advance(25 * HOUR)
    expect(begun).toHaveLength(1)
    expect(now()).toMatchObject({ passedOver: 1 })
    await end(begun[0] ?? '')
    await clock.advance(24 * HOUR)
    expect(begun).toHaveLength(2)
  })

  test('that missed more times than anybody counts goes on with the next', async () => {
    const { clock, due, begun, now } = await setUp({ cron: '* * * * *' }, DUE + 30 * 24 * HOUR)
    due.start()
    await clock.advance(0)
    expect(begun).toHaveLength(1)
    expect(now()?.dueAt).toBe(DUE + 30 * 24 * HOUR + 60_000)
  })

  test('that is paused or taken away in the same moment begins nothing', async () => {
    const { clock, due, begun, rows, fatal } = await setUp({})
    due.start()
    rows.change('one', { pausedAt: 1, dueAt: undefined })
    due.arm()
    await clock.advance(2 * HOUR)
    expect(begun).toEqual([])
    expect(rows.pass({ schedule: 'one', dueAt: DUE, passedOver: 1 })).toBe(false)
    expect(rows.remove('one')).toBe(true)
    expect(rows.remove('one')).toBe(false)
    expect(rows.change('one', { dueAt: 1 })).toBe(false)
    expect(fatal).toEqual([])
  })

  test('whose run is there already moves on; one that somebody else moved stays', async () => {
    const taken = await setUp({}, DUE, { begin: () => Promise.reject(new KeyTaken('k', 'r')) })
    taken.due.start()
    await taken.clock.advance(0)
    expect(taken.now()?.dueAt).toBe(DUE + 24 * HOUR)
    const failed = await setUp({}, DUE, {
      begin: () => Promise.reject(new ConditionFailed('moved')),
    })
    failed.due.start()
    await failed.due.stop()
    expect(failed.fatal).toEqual([])
  })

  test('what breaks while it is begun is told, unless the process is ending anyway', async () => {
    const broken = await setUp({}, DUE, { begin: () => Promise.reject(new Error('no room')) })
    broken.due.start()
    await broken.clock.advance(0)
    expect(String(broken.fatal[0])).toContain('no room')
    await broken.due.stop()
  })
})

test('two runs that claim the same due time: one begins, the other writes nothing', async () => {
  const { journal, rows } = await setUp({})
  const claim: DueClaim = { schedule: 'one', dueAt: DUE, actsOn: DUE, nextDue: DUE + 1, passedOver: 0 }
  const append = (n: number) =>
    journal.append(
      ulid(n),
      [{ type: 'run.submitted', request: { ...made({}).request, actor: made({}).by, thread: 't' }, pins }],
      { due: claim },
    )
  const results = await Promise.allSettled([append(1), append(2), append(3)])
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
  expect(journal.runs()).toHaveLength(1)
  expect(rows.get('one')?.lastRun).toBe(journal.runs()[0]?.id)
})

describe('a heartbeat', () => {
  const health = (at: number): Look['health'] => ({ at, criteria: {} })

  test('leaves only how things stand, until something changes', async () => {
    let noticed: Look['noticed']
    const { clock, due, begun, requests, now } = await setUp({ kind: 'check', cron: '*/5 * * * *' }, DUE, {
      look: () => Promise.resolve({ health: health(clock.now()), noticed }),
    })
    due.start()
    await clock.advance(12 * 60_000)
    expect(begun).toEqual([])
    expect(now()).toMatchObject({ health: { at: DUE + 10 * 60_000 }, dueAt: DUE + 15 * 60_000 })
    noticed = { failed: ['the disk has room'], recovered: [] }
    await clock.advance(3 * 60_000)
    noticed = undefined
    await clock.advance(10 * 60_000)
    expect(requests.map(({ schedule }) => schedule?.noticed)).toEqual([
      { failed: ['the disk has room'], recovered: [] },
    ])
    expect(now()?.health?.at).toBe(DUE + 25 * 60_000)
  })
})
