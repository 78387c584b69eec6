import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { StorageError } from '../../src/domain/errors.ts'
import type { Clock } from '../../src/domain/clock.ts'
import { openBeside } from '../../src/store/beside.ts'
import { databasePath } from '../../src/store/database.ts'
import { openInbox } from '../../src/store/inbox.ts'
import { manualClock } from '../helpers/clock.ts'
import { freshJournal, openAt } from './fixtures.ts'

const inboxAt = (directory: string, clock: Clock = manualClock()) => {
  const beside = openBeside(directory, clock, 'NORMAL')
  return { ...openInbox(beside, clock), close: () => beside.close() }
}

describe('the inbox', () => {
  it('takes every event once, and remembers what came of it through a restart', async () => {
    const { directory, journal } = await freshJournal()
    const inbox = inboxAt(directory)
    expect(await inbox.claim('slack', 'Ev1', { n: 1 })).toEqual({ fresh: true })
    expect(await inbox.claim('slack', 'Ev1', { n: 1 })).toEqual({ fresh: false })
    expect(await inbox.claim('discord', 'Ev1', { n: 2 })).toEqual({ fresh: true })
    await inbox.finish('slack', 'Ev1', 'run 01HG')
    inbox.close()
    await journal.close()
    openAt(directory)
    const again = inboxAt(directory)
    expect(await again.claim('slack', 'Ev1', null)).toEqual({ fresh: false, result: 'run 01HG' })
    expect(await again.claim('discord', 'Ev1', null)).toEqual({ fresh: false })
    again.close()
  })

  it('lists what was taken and not finished, oldest first, with all that is needed to act on it', async () => {
    const { directory } = await freshJournal()
    const clock = manualClock()
    const inbox = inboxAt(directory, clock)
    await inbox.claim('slack', 'late', { text: 'é\u0000' })
    await clock.advance(1_000)
    await inbox.claim('discord', 'early', [1])
    await inbox.claim('slack', 'done', 3)
    await inbox.finish('slack', 'done', 'ok')
    const start = clock.now() - 1_000
    expect(inbox.unfinished()).toEqual([
      { surface: 'slack', eventId: 'late', body: { text: 'é\u0000' }, takenAt: start },
      { surface: 'discord', eventId: 'early', body: [1], takenAt: start + 1_000 },
    ])
    inbox.close()
  })

  it('says so when it cannot be written', async () => {
    const { directory } = await freshJournal()
    const clock = manualClock()
    const beside = openBeside(directory, clock, 'NORMAL')
    const inbox = openInbox(beside, clock)
    beside.db.pragma('query_only = ON')
    await expect(inbox.claim('slack', 'Ev2', null)).rejects.toThrow(StorageError)
    await expect(inbox.finish('slack', 'Ev2', 'x')).rejects.toThrow(StorageError)
    beside.close()
  })

  it('waits for a locked database without blocking the process, and not for ever', async () => {
    const { directory } = await freshJournal()
    const clock = manualClock()
    const inbox = inboxAt(directory, clock)
    const other = new Sqlite(databasePath(directory))
    other.exec('BEGIN IMMEDIATE')
    const late = inbox.claim('slack', 'Ev3', null)
    await clock.advance(600)
    other.exec('COMMIT')
    await clock.advance(100)
    expect(await late).toEqual({ fresh: true })

    other.exec('BEGIN IMMEDIATE')
    const never = expect(inbox.claim('slack', 'Ev4', null)).rejects.toThrow(StorageError)
    await clock.advance(2_000)
    await never
    other.close()
    inbox.close()
  })
})
