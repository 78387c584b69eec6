import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { openBeside } from '../../src/store/beside.ts'
import { databasePath } from '../../src/store/database.ts'
import { openInbox } from '../../src/store/inbox.ts'
import { openOutbox } from '../../src/store/outbox.ts'
import { openReader } from '../../src/store/reader.ts'
import { SCHEMA_VERSION, schemaVersion } from '../../src/store/schema.ts'
import { manualClock } from '../helpers/clock.ts'
import { tempDir } from '../helpers/temp-dir.ts'
import { openAt, runId, started, submitted } from './fixtures.ts'

/** A data directory with the database that the version before schema 2 wrote. */
async function oldDirectory(): Promise<string> {
  const directory = join(await tempDir(), 'home')
  mkdirSync(directory)
  const old = fileURLToPath(new URL('../fixtures/store/journal-schema-1.db', import.meta.url))
  copyFileSync(old, databasePath(directory))
  return directory
}

describe('a database of schema 1', () => {
  it('keeps its runs and its chain, and goes on', async () => {
    const directory = await oldDirectory()
    const journal = openAt(directory)
    expect(schemaVersion(journal.database)).toBe(SCHEMA_VERSION)
    expect(journal.events(runId(1)).map(({ type }) => type)).toEqual([
      'run.submitted',
      'run.queued',
      'run.started',
    ])
    await journal.append(runId(1), [{ type: 'run.resumed' }])
    await journal.append(runId(2), [submitted(), started])
    expect(journal.audit(runId(1))).toMatchObject({ ok: true, events: 4 })
    expect(journal.timers()).toHaveLength(1)
  })

  it('knows the events that were taken, and asks nobody to act on them: what they asked for was not kept', async () => {
    const directory = await oldDirectory()
    openAt(directory)
    const clock = manualClock()
    const beside = openBeside(directory, clock, 'NORMAL')
    const inbox = openInbox(beside, clock)
    expect(await inbox.claim('slack', 'Ev1', {})).toEqual({ fresh: false, result: `run ${runId(1)}` })
    expect(await inbox.claim('slack', 'Ev2', {})).toEqual({ fresh: false })
    expect(inbox.unfinished()).toEqual([])
    expect(openOutbox(beside).pending('slack')).toEqual([])
    expect(openOutbox(beside).cursor('slack')).toBeUndefined()
    beside.close()
  })

  it('can be read without being changed', async () => {
    const directory = await oldDirectory()
    const before = readFileSync(databasePath(directory))
    const reader = openReader(directory)
    expect(reader.runs()).toHaveLength(1)
    reader.close()
    expect(readFileSync(databasePath(directory)).equals(before)).toBe(true)
  })
})
