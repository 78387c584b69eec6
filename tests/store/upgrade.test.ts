import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { openBeside } from '../../src/store/beside.ts'
import { databasePath, type Upgrade } from '../../src/store/database.ts'
import { openInbox } from '../../src/store/inbox.ts'
import { openOutbox } from '../../src/store/outbox.ts'
import { openReader } from '../../src/store/reader.ts'
import { SCHEMA_VERSION, schemaVersion } from '../../src/store/schema.ts'
import { manualClock } from '../helpers/clock.ts'
import { tempDir } from '../helpers/temp-dir.ts'
import { openAt, runId, started, submitted, tamperWith } from './fixtures.ts'

/** A data directory with a database that the last version before the next schema wrote. */
async function oldDirectory(schema = 1): Promise<string> {
  const directory = join(await tempDir(), 'home')
  mkdirSync(directory)
  const old = fileURLToPath(new URL(`../fixtures/store/journal-schema-${schema}.db`, import.meta.url))
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

describe.each([1, 2, 3, 4, 5])('a database that schema %i left', (schema) => {
  it('is brought up to today, goes on, and is kept beside it as it was', async () => {
    const directory = await oldDirectory(schema)
    const told: Upgrade[] = []
    const journal = openAt(directory, { onUpgrade: (upgrade) => told.push(upgrade) })
    expect(schemaVersion(journal.database)).toBe(SCHEMA_VERSION)
    expect(journal.database.pragma('integrity_check', { simple: true })).toBe('ok')
    await journal.append(runId(1), [{ type: 'run.resumed' }])
    expect(journal.audit(runId(1))).toMatchObject({ ok: true, events: 4 })

    const kept = join(directory, 'backups', `journal-schema-${schema}.db`)
    expect(told).toEqual([{ from: schema, to: SCHEMA_VERSION, kept }])
    expect(statSync(kept).mode & 0o777).toBe(0o600)
    const back = join(await tempDir(), 'back')
    mkdirSync(back)
    copyFileSync(kept, databasePath(back))
    const reader = openReader(back)
    expect(reader.audit(runId(1))).toMatchObject({ ok: true, events: 3 })
    reader.close()
  })

  it('is upgraded once, and a start after that keeps no further copy', async () => {
    const directory = await oldDirectory(schema)
    await openAt(directory).close()
    const told: Upgrade[] = []
    const before = readdirSync(join(directory, 'backups'))
    await openAt(directory, { onUpgrade: (upgrade) => told.push(upgrade) }).close()
    expect(told).toEqual([])
    expect(readdirSync(join(directory, 'backups'))).toEqual(before)
  })
})

it('a database of a newer Autohome is refused in one line and left as it is', async () => {
  const directory = await oldDirectory()
  await openAt(directory).close()
  tamperWith(directory, (db) => void db.pragma(`user_version = ${SCHEMA_VERSION + 1}`))
  const before = readFileSync(databasePath(directory))
  expect(() => openAt(directory)).toThrow(/^[^\n]*written by a newer Autohome[^\n]*$/)
  expect(readFileSync(databasePath(directory)).equals(before)).toBe(true)
})
