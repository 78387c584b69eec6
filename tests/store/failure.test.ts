import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { StorageError, UserError } from '../../src/domain/errors.ts'
import { openReader } from '../../src/store/reader.ts'
import { SCHEMA_VERSION } from '../../src/store/schema.ts'
import { cannotOpen, cannotWrite } from '../../src/store/storage-errors.ts'
import { tempDir } from '../helpers/temp-dir.ts'
import {
  asOrdinaryUser,
  freshJournal,
  openAt,
  runId,
  started,
  step,
  submitted,
  tamperWith,
} from './fixtures.ts'

const A = runId(1)
const failed = { type: 'run.failed', code: 'storage', reason: 'full', report: '' } as const

function refusal(work: () => unknown): UserError {
  try {
    work()
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('a full disk', () => {
  it('ends every append from then on, and keeps all that was acknowledged', async () => {
    const { directory, journal } = await freshJournal()
    await journal.append(A, [submitted(), started])
    const pages = journal.database.pragma('page_count', { simple: true }) as number
    journal.database.pragma(`max_page_count = ${pages + 3}`)
    let acknowledged = 2
    let failure: unknown
    for (let n = 0; n < 1000 && !failure; n++)
      await journal.append(A, step(`step-${n}`)).then(
        (events) => {
          acknowledged += events.length
        },
        (error: unknown) => {
          failure = error
        },
      )
    expect(failure).toBeInstanceOf(StorageError)
    expect((failure as Error).message).toBe(
      `Cannot write ${join(directory, 'journal.db')}: the disk is full (SQLITE_FULL); free some space and start Autohome again.`,
    )
    journal.database.pragma('max_page_count = 100000')
    await expect(journal.append(A, [started])).rejects.toBe(failure)
    await expect(journal.flush()).rejects.toBe(failure)
    expect(journal.events(A)).toHaveLength(acknowledged)
    await journal.close()
    const again = openAt(directory)
    expect(again.audit(A)).toMatchObject({ ok: true, events: acknowledged })
    expect((await again.append(A, [started]))[0]?.seq).toBe(acknowledged + 1)
  })

  it('has room for last words: none, where the disk has none, and then nothing is half written', async () => {
    const { directory, journal } = await freshJournal()
    expect(statSync(join(directory, 'reserve')).size).toBe(256 * 1024)
    await journal.append(A, [submitted(), started])
    await journal.append(runId(2), [submitted()])
    const pages = journal.database.pragma('page_count', { simple: true }) as number
    journal.database.pragma(`max_page_count = ${pages}`)
    const huge = { type: 'steered', text: 'x'.repeat(100_000), by: { surface: 'console', id: 'a' } } as const
    await expect(journal.append(A, [huge])).rejects.toThrow(StorageError)
    expect(journal.lastWords(new Map([[A, [huge, failed]]]))).toBe(false)
    expect(existsSync(join(directory, 'reserve'))).toBe(false)
    expect(journal.run(A)).toMatchObject({ status: 'running', lastSeq: 2 })

    const heard: string[] = []
    journal.subscribe((events) => heard.push(...events.map(({ event }) => `${event.runId} ${event.type}`)))
    journal.database.pragma('max_page_count = 100000')
    const ends = new Map([
      [A, [failed]],
      [runId(2), [failed]],
    ])
    expect(journal.lastWords(ends)).toBe(true)
    expect(heard).toEqual([`${A} run.failed`, `${runId(2)} run.failed`])
    for (const id of ends.keys()) {
      expect(journal.run(id)).toMatchObject({ status: 'failed', failure: 'storage' })
      expect(journal.audit(id).ok).toBe(true)
    }
    await expect(journal.append(A, [started])).rejects.toThrow(StorageError)
    await journal.close()
    openAt(directory)
    expect(statSync(join(directory, 'reserve')).size).toBe(256 * 1024)
  })

  it('fails everything that waited for the same commit, and nothing of it is there', async () => {
    const { journal } = await freshJournal()
    await journal.append(A, [submitted()])
    const pages = journal.database.pragma('page_count', { simple: true }) as number
    journal.database.pragma(`max_page_count = ${pages}`)
    const huge = { type: 'steered', text: 'x'.repeat(100_000), by: { surface: 'console', id: 'a' } } as const
    const results = await Promise.allSettled([
      journal.append(A, [started]),
      journal.append(runId(2), [submitted()]),
      journal.append(A, [huge]),
      journal.flush(),
    ])
    for (const result of results)
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'storage' } })
    expect(journal.events(A)).toHaveLength(1)
    expect(journal.runs()).toHaveLength(1)
  })
})

describe('opening', () => {
  it('leaves a database of a newer version exactly as it is', async () => {
    const { directory, journal } = await freshJournal()
    await journal.append(A, [submitted()])
    await journal.close()
    tamperWith(directory, (db) => db.pragma(`user_version = ${SCHEMA_VERSION + 1}`))
    const before = readFileSync(join(directory, 'journal.db'))
    for (const open of [() => openAt(directory), () => openReader(directory)]) {
      const error = refusal(open)
      expect(error.code).toBe('newer_database')
      expect(error.message).toContain(`schema ${SCHEMA_VERSION + 1}, this one knows ${SCHEMA_VERSION}`)
    }
    expect(readFileSync(join(directory, 'journal.db')).equals(before)).toBe(true)
  })

  it('says what is wrong with a file that is no database, and leaves it alone', async () => {
    const directory = await tempDir()
    const path = join(directory, 'journal.db')
    writeFileSync(path, 'Dear diary. '.repeat(500))
    for (const open of [() => openAt(directory), () => openReader(directory)])
      expect(refusal(open).message).toBe(
        `Cannot use ${path}: this is not a database (SQLITE_NOTADB); move the file away, or choose another AUTOHOME_HOME.`,
      )
    expect(readFileSync(path, 'utf8')).toBe('Dear diary. '.repeat(500))
  })

  it('says what is wrong with a directory that is a file', async () => {
    const file = join(await tempDir(), 'file')
    writeFileSync(file, '')
    for (const open of [() => openAt(file), () => openReader(file)])
      expect(refusal(open).message).toMatch(/^Cannot use .*file: there is a file where a directory is needed/)
  })

  it('says what is wrong with a directory that may not be written, or not be read', async () => {
    const parent = await tempDir()
    chmodSync(parent, 0o755)
    const [readable, closed] = [join(parent, 'readable'), join(parent, 'closed')]
    mkdirSync(readable, { mode: 0o555 })
    mkdirSync(closed, { mode: 0o000 })
    asOrdinaryUser(() => {
      expect(refusal(() => openAt(readable)).message).toMatch(
        /^Cannot use .*readable.*: no permission \(EACCES\)/,
      )
      expect(refusal(() => openReader(closed)).message).toMatch(
        /^Cannot use .*closed.*: no permission \(EACCES\)/,
      )
      expect(refusal(() => openAt(join(closed, 'deeper'))).message).toMatch(/no permission/)
    })
  })

  it('and reading a damaged database end in one line', async () => {
    const { directory, journal } = await freshJournal()
    await journal.append(A, [submitted()])
    for (let n = 0; n < 200; n++) await journal.append(A, step(`step-${n}`))
    await journal.close()
    const path = join(directory, 'journal.db')
    const bytes = readFileSync(path)
    // Every page but the first, where the schema begins.
    writeFileSync(path, bytes.fill(0x5a, 4096))
    expect(refusal(() => openReader(directory).events(A)).message).toBe(
      `Cannot use ${path}: the database is damaged (SQLITE_CORRUPT); move it away and put a backup in its place.`,
    )
    expect(refusal(() => openAt(directory)).code).toBe('storage')
  })

  it('migrates a new database in one piece: an older start that broke off leaves an empty one', async () => {
    const directory = await tempDir()
    new Sqlite(join(directory, 'journal.db')).close()
    const reader = openReader(directory)
    expect(reader.runs()).toEqual([])
    const journal = openAt(directory)
    await journal.append(A, [submitted()])
    expect(reader.runs()).toHaveLength(1)
    reader.close()
  })
})

describe('the line that an owner reads', () => {
  const failed = (code: string) => Object.assign(new Error('low-level words'), { code })

  it.each([
    ['SQLITE_FULL', 'the disk is full'],
    ['ENOSPC', 'the disk is full'],
    ['SQLITE_READONLY_DBMOVED', 'it is read-only'],
    ['SQLITE_CANTOPEN', 'no permission'],
    ['SQLITE_IOERR_FSYNC', 'the device failed'],
    ['SQLITE_CORRUPT', 'the database is damaged'],
    ['SQLITE_BUSY', 'another program holds the database'],
    ['EWHATEVER', 'low-level words'],
  ])('names what %s means', (code, words) => {
    expect(cannotOpen('/data', failed(code)).message).toMatch(new RegExp(`^Cannot use /data: ${words}`))
    expect(cannotWrite('/data', failed(code)).message).toMatch(new RegExp(`^Cannot write /data: ${words}`))
  })

  it('is not worded twice', () => {
    const known = new UserError('busy', 'one line')
    expect(cannotOpen('/data', known)).toBe(known)
    const broken = new StorageError('one line')
    expect(cannotWrite('/data', broken)).toBe(broken)
    expect(cannotOpen('/data', 'words').message).toContain('words')
  })
})
