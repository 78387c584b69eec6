import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLog, type LogLevel } from '../../src/lib/log.ts'
import { createRedactor } from '../../src/lib/redact.ts'

let directory: string
let file: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'autohome-log-'))
  file = join(directory, 'autohome.log')
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const logTo = (level: LogLevel) =>
  createLog({ level, to: { file }, redact: createRedactor(['hunter2-secret']) })
const lines = () =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('createLog', () => {
  it('writes one JSON object a line, at once', () => {
    const log = logTo('info')
    log.info('ready', { socket: '/s' })
    expect(lines()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        pid: process.pid,
        socket: '/s',
        msg: 'ready',
      },
    ])
  })

  it('keeps levels apart', () => {
    const log = logTo('warn')
    log.debug('a')
    log.info('b')
    log.warn('c')
    log.error('d', { err: new Error('broken') })
    expect(lines().map(({ level }) => level)).toEqual(['warn', 'error'])
    expect(lines()[1].err.stack).toContain('broken')
  })

  it('writes nothing when silent', () => {
    logTo('silent').error('x')
    expect(() => statSync(file)).toThrow('ENOENT')
  })

  it('scrubs secrets at any depth, in messages and in errors', () => {
    const log = logTo('debug').child({ runId: 'R1' })
    log.error('token hunter2-secret', { a: { b: { c: 'hunter2-secret' } }, err: new Error('hunter2-secret') })
    const text = readFileSync(file, 'utf8')
    expect(text).not.toContain('hunter2')
    expect(text.match(/\[secret\]/g)?.length).toBeGreaterThanOrEqual(3)
    expect(lines()[0].runId).toBe('R1')
  })

  it('is for this user only, also where the file was there before', () => {
    writeFileSync(file, '')
    chmodSync(file, 0o644)
    logTo('info').info('x')
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('never throws where it cannot be written', () => {
    const log = createLog({
      level: 'info',
      to: { file: join(directory, 'no', 'such') },
      redact: (text) => text,
    })
    log.info('lost')
    log.child({ a: 1 }).error('lost as well')
    expect(() => statSync(join(directory, 'no'))).toThrow('ENOENT')
  })

  it('goes to stderr where it is told to, and loads pino only when it writes', () => {
    const script = `
      import { createLog } from ${JSON.stringify(new URL('../../dist/lib/log.js', import.meta.url).href)}
      import { createRequire } from 'node:module'
      const loaded = () => Object.keys(createRequire(import.meta.url).cache ?? {}).some((path) => path.includes('/pino/'))
      const log = createLog({ level: 'info', to: 'stderr', redact: (text) => text })
      log.debug('not written')
      console.log(loaded())
      log.warn('said')
      console.log(loaded())`
    const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      cwd: join(import.meta.dirname, '..', '..'),
    })
    expect(ran.stdout).toBe('false\ntrue\n')
    expect(JSON.parse(ran.stderr)).toMatchObject({ level: 'warn', msg: 'said' })
  })
})
