import { once } from 'node:events'
import { chmodSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connectEngine } from '../../src/cli/client.ts'
import { asUserError } from '../../src/cli/client-http.ts'
import type { Engine } from '../../src/domain/engine.ts'
import { UserError } from '../../src/domain/errors.ts'
import type { LiveOutput, RunEvent } from '../../src/domain/event.ts'
import { serve } from '../api/serve.ts'
import { ALICE, RUN, planned, story } from '../helpers/story.ts'
import { tempDir } from '../helpers/temp-dir.ts'
import { toldEngine } from '../helpers/told-engine.ts'

const forever = new AbortController().signal

async function connected(engine: Engine) {
  const served = await serve(engine)
  const client = await connectEngine(served.socketPath)
  if (!client) throw new Error('nobody listens')
  onTestFinished(() => client.close())
  return { ...served, client }
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('every call arrives as it was made, and comes back as it was answered', () => {
  it('those that change something', async () => {
    const told = toldEngine()
    told.tell(RUN, ...planned().events)
    told.onSubmit(() => RUN)
    const { client } = await connected(told.engine)
    const request = {
      text: 'é\n"x"',
      locale: 'fr',
      actor: ALICE,
      thread: 'console:1',
      workflow: 'disk-report',
      params: { path: '/srv', deep: { list: [1, null, true] } },
      priority: 'high',
      mode: 'direct',
      verify: false,
      budget: { timeMs: 5000 },
    } as const
    expect(await client.submit(request)).toEqual({ runId: RUN })
    await client.cancel(RUN, ALICE, 'enough')
    await client.cancel(RUN, ALICE)
    await client.reverify(RUN, ALICE)
    await client.repair(RUN, ALICE)
    await client.steer(RUN, 'also /srv', ALICE)
    expect(told.calls).toEqual([
      ['submit', request],
      ['cancel', RUN, ALICE, 'enough'],
      ['cancel', RUN, ALICE, undefined],
      ['reverify', RUN, ALICE],
      ['repair', RUN, ALICE],
      ['steer', RUN, 'also /srv', ALICE],
    ])
  })

  it('those that read', async () => {
    const told = toldEngine([{ name: 'w', title: 'W', description: 'd', examples: ['e'], params: [] }])
    told.tell(RUN, ...planned().events)
    const sha256 = 'a'.repeat(64)
    told.keep({ [sha256]: 'whole output' })
    const { client } = await connected(told.engine)
    const { engine } = told
    expect(await client.runs()).toEqual(await engine.runs())
    expect(await client.runs({ status: ['running', 'failed'], limit: 3, thread: 'console:1' })).toHaveLength(
      1,
    )
    expect(await client.runs({ thread: 'other' })).toEqual([])
    expect(await client.show(RUN.slice(0, 9))).toEqual(await engine.show(RUN))
    expect(await client.questions({ status: 'open' })).toEqual([])
    expect(await client.audit(RUN)).toEqual(await engine.audit(RUN))
    expect(await client.pack(RUN, '/tmp/p')).toEqual({ directory: '/tmp/p', files: [] })
    expect(await client.workflows('fr')).toEqual(await engine.workflows('fr'))
    expect(await client.tools()).toEqual([])
    expect(await client.explain('df -h', { mode: 'direct' })).toEqual(
      await engine.explain('df -h', { mode: 'direct' }),
    )
    expect(await client.status()).toEqual(await engine.status())
    expect(await client.about()).toEqual(await engine.about())
    expect(Buffer.from(await client.blob(sha256)).toString()).toBe('whole output')
    expect(Buffer.from(await client.blob(sha256, { offset: 6, length: 3 })).toString()).toBe('out')
  })

  it('an answer to a question', async () => {
    const told = toldEngine()
    const question = {
      id: 'k3v9',
      runId: RUN,
      thread: 'console:1',
      kind: 'approval',
      status: 'open',
      title: 'May I?',
      body: 'rm x',
      options: [{ id: 'approve', label: 'Yes' }],
      askedAt: 0,
      expiresAt: 1,
    } as const
    told.tell(RUN, ...story().add({ type: 'question.opened', question }).events)
    const { client } = await connected(told.engine)
    expect(await client.answer('k3', 'approve', ALICE, 'fine')).toEqual(question)
    expect(told.calls).toEqual([['answer', 'k3v9', 'approve', ALICE, 'fine']])
    expect(await failure(client.answer('k3', 'approve', ALICE))).toMatchObject({ code: 'not_now' })
  })
})

describe('errors', () => {
  it('are the same UserError on both sides', async () => {
    const told = toldEngine()
    const { client } = await connected({
      ...told.engine,
      status: async () => {
        throw new UserError('busy', 'Not now, please.', { exitCode: 1 })
      },
    })
    const error = await failure(client.status())
    expect(error).toBeInstanceOf(UserError)
    expect(error).toMatchObject({ code: 'busy', message: 'Not now, please.', exitCode: 1 })
    expect(await failure(client.show('0ZZ'))).toMatchObject({ code: 'not_found', exitCode: 2 })
  })

  it('of a bug are no UserError', async () => {
    const { client } = await connected({
      ...toldEngine().engine,
      tools: async () => {
        throw new RangeError('oops')
      },
    })
    const error = await failure(client.tools())
    expect(error).toBeInstanceOf(Error)
    expect(error).not.toBeInstanceOf(UserError)
  })

  it('in the middle of a stream come after what was delivered', async () => {
    const events = planned().events
    const { client } = await connected({
      ...toldEngine().engine,
      async *follow() {
        yield* events.slice(0, 2)
        await new Promise((resolve) => setImmediate(resolve))
        throw new UserError('storage', 'The disk is full.', { exitCode: 1 })
      },
    })
    const seen: (RunEvent | LiveOutput)[] = []
    const error = await failure(collect(client.follow(RUN, 0, forever), seen))
    expect(seen).toEqual(events.slice(0, 2))
    expect(error).toMatchObject({ code: 'storage', message: 'The disk is full.' })
  })
})

describe('streams', () => {
  it('follow a run from where it is known to its end, live output included', async () => {
    const told = toldEngine()
    const run = planned()
    told.tell(RUN, ...run.events)
    const { client } = await connected(told.engine)
    const output: LiveOutput = {
      type: 'live.output',
      runId: RUN,
      callKey: '1/execute/measure',
      chunk: 'é\n{"',
    }
    const seen: (RunEvent | LiveOutput)[] = []
    const before = run.events.length
    for await (const item of client.follow(RUN, 2, forever)) {
      seen.push(item)
      if (seen.length === before - 2) {
        const rest = run.add({ type: 'run.cancelled', by: ALICE }).events.slice(before)
        told.tell(RUN, output, ...rest)
      }
    }
    expect(seen).toEqual([...run.events.slice(2, before), output, ...run.events.slice(before)])
  })

  it('end quietly with the abort, and the server lets go', async () => {
    const told = toldEngine()
    const run = planned()
    told.tell(RUN, ...run.events)
    const released = new AbortController()
    const { client } = await connected({
      ...told.engine,
      async *follow(id, after, signal) {
        signal.addEventListener('abort', () => released.abort())
        yield* told.engine.follow(id, after, signal)
      },
    })
    const stop = new AbortController()
    let seen = 0
    for await (const _ of client.follow(RUN, 0, stop.signal)) if (++seen === run.events.length) stop.abort()
    expect(seen).toBe(run.events.length)
    await aborted(released.signal)
    expect(await collect(client.follow(RUN, 0, stop.signal))).toEqual([])
  })

  it('are released when their reader leaves the loop', async () => {
    const released = new AbortController()
    const { client } = await connected({
      ...toldEngine().engine,
      async *watch(signal) {
        signal.addEventListener('abort', () => released.abort())
        for (let seq = 0; !signal.aborted; seq++) {
          yield { ...story().events[0], seq } as RunEvent
          await new Promise((resolve) => setImmediate(resolve))
        }
      },
    })
    for await (const event of client.watch(forever)) if (event.seq > 3) break
    await aborted(released.signal)
    expect(released.signal.aborted).toBe(true)
  })

  it('carry much more than a pipe holds, in order, to a slow reader', async () => {
    const first = story().events[0]
    const { client } = await connected({
      ...toldEngine().engine,
      async *follow() {
        for (let seq = 0; seq < 20_000; seq++) yield { ...first, seq } as RunEvent
      },
    })
    let next = 0
    for await (const event of client.follow(RUN, 0, forever)) {
      if (!('seq' in event) || event.seq !== next++) throw new Error('out of order')
      if (next % 5000 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(next).toBe(20_000)
  })

  it('cut by the end of the engine say so', async () => {
    const told = toldEngine()
    told.tell(RUN, ...planned().events)
    const { client, server } = await connected(told.engine)
    const error = await failure(
      (async () => {
        for await (const _ of client.follow(RUN, 0, forever)) void server.close()
      })(),
    )
    expect(error).toMatchObject({ code: 'interrupted', exitCode: 1 })
    expect((error as UserError).message).toContain('autohome start')
  })
})

describe('connectEngine', () => {
  it('finds nobody where there is no socket, and where one was left behind', async () => {
    const { socketPath, server } = await serve(toldEngine().engine)
    expect(await connectEngine(`${socketPath}.other`)).toBeUndefined()
    await server.close()
    expect(await connectEngine(socketPath)).toBeUndefined()
    expect(await connectEngine(join(socketPath, 'below'))).toBeUndefined()
  })

  it('a stale socket file is nobody', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'autohome-stale-'))
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
    const path = join(directory, 's')
    // Renamed away under its server, the file stays when the server closes: what a kill leaves behind.
    const left = createServer().listen(`${path}.first`)
    await once(left, 'listening')
    renameSync(`${path}.first`, path)
    await new Promise((resolve) => left.close(resolve))
    chmodSync(path, 0o600)
    expect(await connectEngine(path)).toBeUndefined()
  })

  it('a process that is just ending is nobody: it takes connections and never answers', async () => {
    const directory = await tempDir()
    const socketPath = join(directory, 'autohome.sock')
    const ending = createServer((socket) => void socket.destroy())
    ending.listen(socketPath)
    await once(ending, 'listening')
    onTestFinished(() => void ending.close())
    expect(await connectEngine(socketPath)).toBeUndefined()
  })

  it('says whose socket it may not open', () => {
    const refused = Object.assign(new Error('connect'), { code: 'EACCES' })
    expect(asUserError(refused, '/s', 'fr')).toMatchObject({
      code: 'not_allowed',
      message: '/s appartient à un autre utilisateur\u00a0: lancez autohome sous celui qui l’a démarré.',
    })
  })
})

/** Resolves with the abort, also one that has happened already. */
const aborted = async (signal: AbortSignal): Promise<void> => {
  if (!signal.aborted) await once(signal, 'abort')
}

async function collect<T>(items: AsyncIterable<T>, seen: T[] = []): Promise<T[]> {
  for await (const item of items) seen.push(item)
  return seen
}
