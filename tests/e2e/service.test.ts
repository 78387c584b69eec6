import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commandStep } from '../helpers/workflow-text.ts'
import { house, told } from './house.ts'

describe('one engine on a data directory', () => {
  it('a second one says who holds it, and the socket is its owner’s alone', async () => {
    const { service, spawn, home } = house()
    const first = await service()
    expect(statSync(join(home, 'autohome.sock')).mode & 0o777).toBe(0o600)
    expect(statSync(home).mode & 0o077).toBe(0)
    const second = await spawn(['start'])
    expect(second).toMatchObject({ code: 2, out: '' })
    expect(second.err).toContain(String(first.child.pid))
    expect(second.err.trimEnd()).not.toContain('\n')
  })

  it('survives the kill -9 of its holder: the next one takes over at once', async () => {
    const { service, spawn } = house()
    const first = await service()
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')
    expect((await spawn(['status'])).out).toContain('No Autohome is running here.')
    const second = await service()
    second.child.kill('SIGTERM')
    expect(await second.ended()).toMatchObject({ code: 0, err: '' })
  })

  it('one-shot commands that begin at the same moment all come to their end', async () => {
    const { spawn, runs, workflow, begins, opensGate } = house()
    workflow('wait-here', commandStep('act', 'echo up > begun; read -r line < gate'))
    const all = Promise.all(Array.from({ length: 4 }, () => spawn(['run', 'wait-here'])))
    // Nobody ends before everybody has begun: whoever was first is the engine of them all.
    await begins(4)
    const close = await opensGate(4)
    const ended = await all
    await close()
    expect(ended.map(({ code, err }) => ({ code, err }))).toEqual(ended.map(() => ({ code: 0, err: '' })))
    expect(await runs()).toHaveLength(4)
  })
})

describe('a one-shot command that is the engine of another', () => {
  it('is nobody who could answer: what asks is denied at once', async () => {
    const { start, spawn, json, begins, touched } = house()
    const host = start('run', 'take-long')
    await begins(1)
    expect(await json('status')).toMatchObject({ running: true, kind: 'one_shot', pid: host.child.pid })
    const { code, out, err } = await spawn(['run', 'touch-it'])
    expect({ code, err }).toEqual({ code: 1, err: '' })
    expect(out).toContain('Nobody can answer here.')
    expect(existsSync(touched)).toBe(false)
    host.child.kill('SIGINT')
    expect((await host.ended()).code).toBe(130)
  })

  it('may end at any moment: whoever comes then is its own engine', async () => {
    const { spawn, runs } = house()
    const rounds = 6
    for (let round = 0; round < rounds; round++) {
      const both = await Promise.all([spawn(['run', 'look-only']), spawn(['run', 'look-only'])])
      for (const { code, err } of both) expect({ code, err }).toEqual({ code: 0, err: '' })
    }
    expect((await runs()).map(({ status }) => status)).toEqual(Array(2 * rounds).fill('completed'))
  })
})

describe('what was left unfinished', () => {
  it('is taken up by start, not by a one-shot command', async () => {
    const { start, spawn, service, runs, begins, asked, settled } = house()
    const killed = start('run', 'take-long')
    await begins(1)
    killed.child.kill('SIGKILL')
    await once(killed.child, 'exit')
    // Nobody works on it any more, so it is not running; its events are as they were.
    const [left] = await runs()
    expect(left?.status).toBe('queued')
    expect(await runs('running')).toEqual([])
    expect(await runs('queued')).toEqual([left])
    const shown = await spawn(['show', left?.id ?? ''])
    expect(shown.out).toContain('· queued ·')
    expect(shown.out).toContain('autohome start')

    expect((await spawn(['run', 'look-only'])).code).toBe(0)
    expect((await runs()).find(({ id }) => id === left?.id)).toEqual(left)

    await service()
    // It writes, and nobody knows whether it took effect: that is asked, and not tried again.
    const question = await asked()
    expect(question).toMatchObject({ runId: left?.id, kind: 'unknown_outcome' })
    expect((await spawn(['answer', question.id, 'done'])).code).toBe(0)
    expect((await settled(left?.id ?? '')).status).toBe('completed')
  })

  it('is left to the next start by one that is stopped, and the question is still open', async () => {
    const { service, start, asked, spawn, settled, touched } = house()
    const first = await service()
    const watching = start('run', 'touch-it')
    const question = await asked()
    first.child.kill('SIGTERM')
    expect((await first.ended()).code).toBe(0)
    const told = await watching.ended()
    expect(told.code).toBe(1)
    expect(told.err.trimEnd()).not.toContain('\n')
    await service()
    expect((await asked()).id).toBe(question.id)
    expect((await spawn(['approve', question.id])).code).toBe(0)
    expect(await settled(question.runId)).toMatchObject({ status: 'completed', verdict: 'pass' })
    expect(existsSync(touched)).toBe(true)
  })
})

describe('questions, answered from another process through the socket', () => {
  it('yes: exactly that is run', async () => {
    const { service, start, asked, spawn, touched } = house()
    await service()
    const watching = start('run', 'touch-it', '--json')
    const question = await asked()
    expect(question).toMatchObject({ kind: 'approval', status: 'open', body: `touch ${touched}` })
    const wrong = await spawn(['answer', question.id, 'perhaps'])
    expect(wrong).toMatchObject({ code: 2, out: '' })
    expect((await spawn(['app', question.id.slice(0, 5)])).code).toBe(0)
    const { code, out } = await watching.ended()
    expect(code).toBe(0)
    expect(told(out).summary).toMatchObject({ status: 'completed', verdict: 'pass' })
    expect(existsSync(touched)).toBe(true)
    expect((await spawn(['deny', question.id])).code).toBe(2)
  })

  it('no, with a reason: nothing is run and the run says why', async () => {
    const { service, start, asked, spawn, touched } = house()
    await service()
    const watching = start('run', 'touch-it')
    const question = await asked()
    expect((await spawn(['deny', question.id, 'not', 'before', 'the', 'backup'])).code).toBe(0)
    const { code, out } = await watching.ended()
    expect(code).toBe(1)
    expect(out).toContain('not before the backup')
    expect(existsSync(touched)).toBe(false)
  })

  it('a choice: which answers there are, and that one is taken', async () => {
    const { service, start, asked, spawn, workflow } = house()
    for (const name of ['red-lamp', 'blue-lamp']) workflow(name, commandStep('act', `echo ${name}`))
    await service()
    const watching = start('run', 'lamp')
    const { id, kind } = await asked()
    expect(kind).toBe('choice')
    await watching.said(`autohome answer ${id} `)
    expect((await spawn(['approve', id])).code).toBe(2)
    expect((await spawn(['answer', id, 'blue-lamp'])).code).toBe(0)
    const { code, out } = await watching.ended()
    expect(out).toContain('blue-lamp')
    expect(code).toBe(0)
  })

  it('a run is cancelled from elsewhere, and what it started is gone before its watcher is told', async () => {
    const { service, start, spawn, runs, begins } = house()
    await service()
    const watching = start('run', 'take-long')
    await begins(1)
    const [run] = await runs()
    expect(await spawn(['cancel', run?.id ?? '', 'wrong server'])).toMatchObject({ code: 0, err: '' })
    const { code, out } = await watching.ended()
    expect(code).toBe(1)
    expect(out).toContain('wrong server')
    expect((await runs())[0]?.status).toBe('cancelled')
  })

  it('Ctrl-C at a watcher cancels the run in the service', async () => {
    const { service, start, runs, begins } = house()
    await service()
    const watching = start('run', 'take-long')
    await begins(1)
    watching.child.kill('SIGINT')
    expect((await watching.ended()).code).toBe(130)
    expect((await runs())[0]?.status).toBe('cancelled')
  })
})

describe('independent steps', () => {
  it('run side by side: each waits for what the other writes', async () => {
    const { spawn, workflow, workspace } = house()
    execFileSync('mkfifo', [join(workspace, 'left'), join(workspace, 'right')])
    workflow(
      'meet',
      commandStep('one', 'echo 1 > left; cat right'),
      commandStep('two', 'cat left; echo 2 > right'),
    )
    expect((await spawn(['run', 'meet'])).code).toBe(0)
  })
})
