import { describe, expect, it } from 'vitest'
import { StorageError } from '../../src/domain/errors.ts'
import { openInbox } from '../../src/store/inbox.ts'
import { freshJournal, openAt } from './fixtures.ts'

describe('the inbox', () => {
  it('takes every event once, and remembers what came of it through a restart', async () => {
    const { directory, journal } = await freshJournal()
    const inbox = openInbox(journal.database)
    expect(inbox.claim('slack', 'Ev1')).toEqual({ fresh: true })
    expect(inbox.claim('slack', 'Ev1')).toEqual({ fresh: false })
    expect(inbox.claim('discord', 'Ev1')).toEqual({ fresh: true })
    inbox.finish('slack', 'Ev1', 'run 01HG')
    await journal.close()
    const again = openInbox(openAt(directory).database)
    expect(again.claim('slack', 'Ev1')).toEqual({ fresh: false, result: 'run 01HG' })
    expect(again.claim('discord', 'Ev1')).toEqual({ fresh: false })
  })

  it('says so when it cannot be written', async () => {
    const { journal } = await freshJournal()
    const inbox = openInbox(journal.database)
    journal.database.pragma('query_only = ON')
    expect(() => inbox.claim('slack', 'Ev2')).toThrow(StorageError)
    expect(() => inbox.finish('slack', 'Ev2', 'x')).toThrow(StorageError)
  })
})
