import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { acquireLock } from '../../src/store/lock.ts'
import { autohome } from '../helpers/autohome.ts'

const modeOf = (path: string) => statSync(path).mode & 0o777

/** A data directory that others can read, with what a killed process leaves. */
function neglected() {
  const made = autohome()
  mkdirSync(join(made.home, 'blobs'), { recursive: true })
  chmodSync(made.home, 0o755)
  writeFileSync(join(made.home, '.env'), 'NTFY_TOKEN=tk_1234567\n')
  chmodSync(join(made.home, '.env'), 0o644)
  const left = [
    'autohome.sock',
    'engine.json',
    'away.json.01234567-89ab-cdef-0123-456789abcdef',
    'blobs/draft-1',
  ]
  for (const name of left) writeFileSync(join(made.home, name), '{}')
  return { ...made, left: left.map((name) => join(made.home, name)) }
}

describe('doctor --fix', () => {
  it('mends what is safe, says each thing, and has nothing to do the second time', async () => {
    const made = neglected()
    const { out } = await made.run(['doctor', '--fix'])
    expect(out.match(/^fixed: /gm)).toHaveLength(3 + made.left.length)
    expect([modeOf(made.home), modeOf(join(made.home, '.env'))]).toEqual([0o700, 0o600])
    expect(existsSync(join(made.directory, 'workspace'))).toBe(true)
    expect(made.left.filter((path) => existsSync(path))).toEqual([])
    expect((await made.run(['doctor', '--fix'])).out).toContain('Nothing to mend')
  })

  it('leaves alone what a process that works there may need', async () => {
    const made = neglected()
    const lock = acquireLock(made.home)
    const { out } = await made.run(['doctor', '--fix'])
    expect(out).toContain('now 700')
    expect(made.left.every((path) => existsSync(path))).toBe(true)
    lock.release()
  })

  it('changes nothing unasked', async () => {
    const made = neglected()
    const { out } = await made.run(['doctor'])
    expect(out).toContain('chmod 700')
    expect(modeOf(made.home)).toBe(0o755)
    expect(made.left.every((path) => existsSync(path))).toBe(true)
  })
})
