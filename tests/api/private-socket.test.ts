import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest'
import { createApiServer } from '../../src/api/server.ts'
import { UserError } from '../../src/domain/errors.ts'
import { toldEngine } from '../helpers/told-engine.ts'
import { ask, keepingLog } from './serve.ts'

let directory: string
let socketPath: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'autohome-socket-'))
  socketPath = join(directory, 'autohome.sock')
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

function server(path = socketPath) {
  const made = createApiServer({ engine: toldEngine().engine, socketPath: path, log: keepingLog([]) })
  onTestFinished(() => made.close())
  return made
}
const forever = new AbortController().signal

/** What `listen` on this path is refused with. */
const refusal = (path: string): Promise<unknown> =>
  server(path)
    .listen(forever)
    .then(
      () => undefined,
      (error: unknown) => error,
    )

it('opens for this user only, whatever the umask', async () => {
  const before = process.umask(0)
  try {
    await server().listen(forever)
    expect(statSync(socketPath).mode & 0o777).toBe(0o600)
    expect(process.umask()).toBe(0)
  } finally {
    process.umask(before)
  }
})

it('takes away what a killed process left behind', async () => {
  const child: ChildProcess = spawn(process.execPath, [
    '-e',
    `require('node:http').createServer().listen(${JSON.stringify(socketPath)}, () => console.log('up'))`,
  ])
  await once(child.stdout ?? child, 'data')
  expect(await refusal(socketPath)).toMatchObject({ code: 'busy' })
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(existsSync(socketPath)).toBe(true)
  await server().listen(forever)
  expect((await ask(socketPath, 'GET', '/status')).status).toBe(200)
})

it('leaves alone what is no socket', async () => {
  writeFileSync(socketPath, 'mine')
  expect(await refusal(socketPath)).toBeInstanceOf(UserError)
  expect(await refusal(socketPath)).toMatchObject({
    code: 'storage',
    message: expect.stringContaining('not a socket'),
  })
  expect(await refusal(join(directory, 'no', 'such', 'place'))).toMatchObject({ code: 'storage' })
})

it('closes with its signal, takes the file away and cuts who was connected', async () => {
  const stop = new AbortController()
  const made = server()
  await made.listen(stop.signal)
  const client = connect(socketPath)
  await once(client, 'connect')
  const closed = once(client, 'close')
  stop.abort()
  await closed
  await made.close()
  expect(existsSync(socketPath)).toBe(false)
})

it('does not listen once the signal has aborted', async () => {
  await expect(server().listen(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late')
  expect(existsSync(socketPath)).toBe(false)
})
