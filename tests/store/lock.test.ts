import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/domain/errors.ts'
import { acquireLock, isHeld, readHolder } from '../../src/store/lock.ts'
import { manualClock } from '../helpers/clock.ts'
import { tempDir } from '../helpers/temp-dir.ts'

const refusal = (directory: string): UserError => {
  try {
    acquireLock(directory).release()
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('the lock was given')
}

describe('acquireLock', () => {
  it('gives the directory to one, says who has it, and gives it to the next', async () => {
    const directory = join(await tempDir(), 'made', 'here')
    const lock = acquireLock(directory, manualClock(1234))
    expect(JSON.parse(readFileSync(join(directory, 'engine.json'), 'utf8'))).toEqual({
      pid: process.pid,
      startedAt: 1234,
    })
    const error = refusal(directory)
    expect(error.code).toBe('busy')
    expect(error.message).toBe(
      `Another Autohome (process ${process.pid}) works in ${directory}: stop it first, or choose another AUTOHOME_HOME.`,
    )
    lock.release()
    lock.release()
    expect(readHolder(directory)).toBeUndefined()
    acquireLock(directory).release()
    expect(readdirSync(directory)).toEqual(['lock.db'])
  })

  it('can be asked whether it is held, without being in the way of whoever takes it', async () => {
    const directory = await tempDir()
    expect(isHeld(directory)).toBe(false)
    const lock = acquireLock(directory)
    expect(isHeld(directory)).toBe(true)
    lock.release()
    expect(isHeld(directory)).toBe(false)
    writeFileSync(join(directory, 'lock.db'), 'not to be understood '.repeat(100))
    expect(isHeld(directory)).toBe(true)
  })

  it('does not trust what is left in engine.json', async () => {
    const directory = await tempDir()
    writeFileSync(join(directory, 'engine.json'), '{"pid":1,"startedAt":1}')
    const lock = acquireLock(directory)
    writeFileSync(join(directory, 'engine.json'), 'not json')
    expect(readHolder(directory)).toBeUndefined()
    expect(refusal(directory).message).toBe(
      `Another Autohome works in ${directory}: stop it first, or choose another AUTOHOME_HOME.`,
    )
    lock.release()
  })

  it('says in one line why a place cannot be used', async () => {
    const directory = await tempDir()
    const file = join(directory, 'file')
    writeFileSync(file, 'x'.repeat(100))
    expect(refusal(file).message).toMatch(/^Cannot use .*file: there is a file where a directory is needed/)
    writeFileSync(
      join(directory, 'lock.db'),
      'this is not a database, but long enough to look at. '.repeat(50),
    )
    expect(refusal(directory).message).toMatch(
      /^Cannot use .*lock\.db: this is not a database \(SQLITE_NOTADB\)/,
    )
  })
})
