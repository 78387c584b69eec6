import { describe, expect, it } from 'vitest'
import { StorageError, UserError } from '../../src/domain/errors.ts'
import type { RunEventBody } from '../../src/domain/event.ts'
import { ConditionFailed, type Positioned } from '../../src/domain/journal.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { HEADS_EVERY } from '../../src/store/heads.ts'
import { manualClock } from '../helpers/clock.ts'
import { freshJournal, openAt, question, runId, started, step, submitted } from './fixtures.ts'

const A = runId(1)
const B = runId(2)

describe('append', () => {
  it('numbers events from 1, dates them, and gives them back as they will be read', async () => {
    const clock = manualClock(5000)
    const { journal } = await freshJournal({ clock })
    const first = await journal.append(A, [submitted(), { type: 'run.queued', reason: 'submitted' }])
    await clock.advance(10)
    const second = await journal.append(A, [started])
    expect([...first, ...second].map(({ seq, at, type }) => [seq, at, type])).toEqual([
      [1, 5000, 'run.submitted'],
      [2, 5000, 'run.queued'],
      [3, 5010, 'run.started'],
    ])
    expect(journal.events(A)).toEqual([...first, ...second])
    expect(journal.events(A, 1)).toEqual([first[1], ...second])
    expect(journal.events(A, 3)).toEqual([])
  })

  it('keeps the order of calls that nobody waits for, and makes them one row', async () => {
    const { journal } = await freshJournal()
    await journal.append(A, [submitted()])
    const appends = Array.from({ length: 50 }, (_, n) =>
      journal.append(A, [{ type: 'steered', text: `${n}`, by }]),
    )
    const events = (await Promise.all(appends)).flat()
    expect(events.map((event) => event.type === 'steered' && event.text)).toEqual(
      Array.from({ length: 50 }, (_, n) => `${n}`),
    )
    expect(journal.events(A, 1)).toEqual(events)
    expect(rowCount(journal)).toBe(2)
  })

  it('joins what arrives while promises of the same tick settle', async () => {
    const { journal } = await freshJournal()
    await journal.append(A, [submitted()])
    await journal.append(B, [submitted()])
    const commits: (readonly Positioned[])[] = []
    journal.subscribe((events) => commits.push(events))
    const work = async (id: string) => {
      for (let n = 0; n < 3; n++) await journal.append(id, step(`s${n}`))
    }
    await Promise.all([work(A), work(B)])
    expect(commits.map((events) => new Set(events.map(({ event }) => event.runId)).size)).toEqual([2, 2, 2])
  })

  it('gives events of one row the time of their own append', async () => {
    let now = 1000
    const { journal } = await freshJournal({ clock: { ...manualClock(), now: () => now } })
    await journal.append(A, [submitted()])
    const early = journal.append(A, [started])
    now = 1007
    const late = journal.append(A, [{ type: 'run.resumed' }])
    const events = [...(await early), ...(await late)]
    expect(events.map(({ at }) => at)).toEqual([1000, 1007])
    expect(journal.events(A, 1)).toEqual(events)
    expect(rowCount(journal)).toBe(2)
  })

  it('refuses a run that nobody submitted, one submitted twice, and a question id that is taken', async () => {
    const { journal } = await freshJournal()
    await expect(journal.append(A, [started])).rejects.toThrow(UserError)
    await journal.append(A, [submitted()])
    await journal.append(A, [{ type: 'question.opened', question: question('q1', A) }])
    const results = await Promise.allSettled([
      journal.append(A, [submitted()]),
      journal.append(A, [{ type: 'question.opened', question: question('q1', A) }]),
      journal.append(A, [started]),
    ])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
    for (const result of results.slice(0, 2))
      expect(result).toMatchObject({ reason: expect.any(ConditionFailed) as unknown })
    expect(journal.events(A).map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'run.submitted'],
      [2, 'question.opened'],
      [3, 'run.started'],
    ])
  })

  it('rejects what JSON cannot hold and goes on', async () => {
    const { journal } = await freshJournal()
    await journal.append(A, [submitted()])
    await expect(
      journal.append(A, [{ type: 'steered', text: 1n, by } as unknown as RunEventBody]),
    ).rejects.toThrow(TypeError)
    expect((await journal.append(A, [started]))[0]?.seq).toBe(2)
  })

  it('takes nothing for an append of nothing, and a thousand events for one row', async () => {
    const { journal } = await freshJournal()
    await journal.append(A, [submitted()])
    expect(await journal.append(A, [])).toEqual([])
    const many = Array.from({ length: 1024 }, (): RunEventBody => ({ type: 'run.resumed' }))
    await expect(journal.append(A, [...many, started])).rejects.toThrow('1024')
    const [first, second] = await Promise.all([journal.append(A, many), journal.append(A, many)])
    expect([first?.at(-1)?.seq, second?.at(-1)?.seq]).toEqual([1025, 2049])
    expect(journal.events(A)).toHaveLength(2049)
    expect(rowCount(journal)).toBe(3)
  })
})

describe('positions', () => {
  it('grow with the journal over all runs, and are the same for followers and readers', async () => {
    const { journal } = await freshJournal()
    const heard: Positioned[] = []
    const stop = journal.subscribe((events) => heard.push(...events))
    expect(journal.position()).toBe(0)
    await journal.append(A, [submitted(), started])
    await journal.append(B, [submitted(), started])
    await Promise.all([
      journal.append(A, step('a')),
      journal.append(B, step('a')),
      journal.append(A, step('b')),
    ])
    expect(journal.after(0, 100)).toEqual(heard)
    expect(journal.position()).toBe(heard.at(-1)?.position)
    const places = heard.map(({ position }) => position)
    expect(places).toEqual([...new Set(places)].sort((a, b) => a - b))
    for (const [index, { position }] of heard.entries())
      expect(journal.after(position, 2)).toEqual(heard.slice(index + 1, index + 3))
    stop()
    await journal.append(A, step('c'))
    expect(heard).toHaveLength(13)
  })
})

describe('subscribers', () => {
  it('hear of events after they can be read, and do not harm each other', async () => {
    const errors: unknown[] = []
    const { journal } = await freshJournal({ onListenerError: (error) => errors.push(error) })
    const heard: number[] = []
    journal.subscribe(() => {
      throw new Error('a bad listener')
    })
    journal.subscribe((events) => {
      for (const { event } of events) {
        expect(journal.events(A)).toContainEqual(event)
        heard.push(event.seq)
      }
    })
    await journal.append(A, [submitted()])
    await journal.append(A, [started])
    expect(heard).toEqual([1, 2])
    expect(errors).toEqual([new Error('a bad listener'), new Error('a bad listener')])
  })

  it('may append themselves', async () => {
    const { journal } = await freshJournal()
    let second: Promise<unknown> | undefined
    journal.subscribe(() => {
      second ??= journal.append(A, [started])
    })
    await journal.append(A, [submitted()])
    await second
    expect(journal.events(A).map(({ type }) => type)).toEqual(['run.submitted', 'run.started'])
  })
})

describe('timers', () => {
  it('are seen at once, sorted, and come back after a restart', async () => {
    const { directory, journal } = await freshJournal()
    journal.setTimer({ id: 'late', dueAt: 30, kind: 'run_timeout', subject: 'x' })
    journal.setTimer({ id: 'soon', dueAt: 10, kind: 'question_expiry', subject: 'q' })
    journal.setTimer({ id: 'gone', dueAt: 20, kind: 'run_timeout', subject: 'y' })
    await journal.flush()
    journal.setTimer({ id: 'soon', dueAt: 15, kind: 'question_expiry', subject: 'q' })
    journal.clearTimer('gone')
    journal.clearTimer('never set')
    const expected = [
      { id: 'soon', dueAt: 15, kind: 'question_expiry', subject: 'q' },
      { id: 'late', dueAt: 30, kind: 'run_timeout', subject: 'x' },
    ]
    expect(journal.timers()).toEqual(expected)
    await journal.close()
    expect(openAt(directory).timers()).toEqual(expected)
  })
})

describe('flush and close', () => {
  it('flush resolves at once when nothing waits, and after what does', async () => {
    const { journal } = await freshJournal()
    await journal.flush()
    let done = false
    const append = journal.append(A, [submitted()]).then(() => {
      done = true
    })
    await journal.flush()
    expect(journal.run(A)?.lastSeq).toBe(1)
    await append
    expect(done).toBe(true)
  })

  it('close writes what waits; afterwards appends are refused, and closing again is harmless', async () => {
    const { directory, journal } = await freshJournal()
    const append = journal.append(A, [submitted(), ...step('a')])
    await journal.close()
    await journal.close()
    expect(await append).toHaveLength(4)
    await expect(journal.append(A, [started])).rejects.toThrow(StorageError)
    await expect(journal.flush()).rejects.toThrow('closed')
    expect(openAt(directory).events(A)).toHaveLength(4)
  })

  it('numbers go on after a restart, in the middle of everything', async () => {
    const { directory, journal } = await freshJournal()
    await journal.append(A, [submitted()])
    await journal.append(A, step('a'))
    await journal.close()
    const again = openAt(directory)
    const [event] = await again.append(A, [started])
    expect(event?.seq).toBe(5)
    expect((await again.append(B, [submitted()]))[0]?.seq).toBe(1)
    expect(again.audit(A)).toMatchObject({ ok: true, events: 5 })
  })
})

describe('a long journal', () => {
  it('finds the end of every run although most steps write nothing but their row', async () => {
    const { directory, journal } = await freshJournal({ clock: systemClock })
    const runs = [A, B, runId(3)]
    for (const id of runs) await journal.append(id, [submitted(), started])
    for (let n = 0; n < HEADS_EVERY; n++) {
      await journal.append(A, step(`${n}`))
      if (n % 300 === 0) await journal.append(B, step(`${n}`))
      if (n % 100 === 0) expect(journal.run(A)?.lastSeq, `after ${n}`).toBe(2 + (n + 1) * 3)
    }
    const expected = [
      [runs[2], 2],
      [B, 14],
      [A, 2 + HEADS_EVERY * 3],
    ]
    expect(journal.runs().map(({ id, lastSeq }) => [id, lastSeq])).toEqual(expected)
    for (const [id, events] of expected) {
      expect(journal.events(id as string)).toHaveLength(events as number)
      expect(journal.audit(id as string)).toMatchObject({ ok: true, events })
    }
    expect(journal.events(A, 3000).map(({ seq }) => seq)).toEqual(
      Array.from({ length: HEADS_EVERY * 3 + 2 - 3000 }, (_, n) => 3001 + n),
    )
    await journal.close()
    const again = openAt(directory)
    expect(again.runs().map(({ id, lastSeq }) => [id, lastSeq])).toEqual(expected)
  })
})

const by = { surface: 'console', id: 'alice' }

const rowCount = (journal: { database: { prepare(sql: string): { pluck(): { get(): unknown } } } }) =>
  journal.database.prepare('SELECT count(*) FROM journal').pluck().get()
