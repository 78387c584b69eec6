import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../src/domain/event.ts'
import { appears, watchdogPid } from '../helpers/changes.ts'
import { commandStep } from '../helpers/workflow-text.ts'
import { house } from './house.ts'

const KEY = '1/execute/act'
/** Minutes: long enough to be killed in, short enough to wait for. */
const SHORTLY = '0.05'
const NOT_SOON = '60'

/** The compiled program, at work on a machine where a proxy is set up; its change waits for Keep. */
async function changing(keepMin: string, command = (file: string) => `echo bad > ${file}`) {
  const own = house({ CHANGES_KEEP_MIN: keepMin })
  const directory = join(own.directory, 'proxy')
  mkdirSync(directory)
  const file = join(directory, 'proxy.conf')
  writeFileSync(file, 'good\n')
  own.workflow('set-it', commandStep('act', command(file)))
  writeFileSync(
    join(own.home, 'changes.yaml'),
    `- { id: proxy, label: { en: proxy, fr: proxy }, paths: ["${directory}/**"], records: ["${directory}"] }\n`,
  )
  const service = await own.service()
  const { out } = await own.spawn(['run', 'set-it', '--detach', '--json'])
  const { runId } = JSON.parse(out) as { runId: string }
  const approval = await own.asked()
  await own.spawn(['approve', approval.id])
  const snapshot = join(own.home, 'snapshots', runId, encodeURIComponent(KEY))
  return {
    ...own,
    service,
    again: own.service,
    runId,
    snapshot,
    now: () => readFileSync(file, 'utf8'),
    keeps: async () => {
      for (;;) {
        const question = await own.asked()
        if (question.kind === 'keep') return question
      }
    },
    restored: async () =>
      (await own.show(runId)).events.filter(
        (event): event is Extract<RunEvent, { type: 'change.restored' }> => event.type === 'change.restored',
      ),
    async kill9() {
      service.child.kill('SIGKILL')
      await once(service.child, 'exit')
    },
    killWatchdog: () => process.kill(watchdogPid(own.home, runId, KEY), 'SIGKILL'),
  }
}

describe('a change, with the engine killed in between', () => {
  it('is taken back by the watchdog alone; the next start tells so, and does nothing twice', async () => {
    const own = await changing(SHORTLY)
    await own.keeps()
    expect(own.now()).toBe('bad\n')
    await own.kill9()
    await appears(join(own.snapshot, 'result.json'))
    expect(own.now()).toBe('good\n')
    writeFileSync(join(own.directory, 'proxy', 'proxy.conf'), 'mine since\n')
    await own.again()
    expect((await own.settled(own.runId)).status).toBe('failed')
    expect(await own.restored()).toMatchObject([{ restorer: 'watchdog', reason: 'expired', verified: true }])
    expect(own.now()).toBe('mine since\n')
  })

  it('is taken back at the next start where the watchdog was killed too and the time is long over', async () => {
    const own = await changing(SHORTLY)
    await own.keeps()
    own.killWatchdog()
    await own.kill9()
    const window = join(own.snapshot, 'window.json')
    const held = JSON.parse(readFileSync(window, 'utf8')) as { at: number }
    // As after a reboot: another boot, and a wall clock that has gone on.
    writeFileSync(window, JSON.stringify({ ...held, boot: 'another', at: held.at - 3_600_000 }))
    expect(own.now()).toBe('bad\n')
    await own.again()
    expect((await own.settled(own.runId)).status).toBe('failed')
    expect(own.now()).toBe('good\n')
    expect(await own.restored()).toMatchObject([{ reason: 'expired', verified: true }])
  })

  it('is taken back at the next start where the command itself was under way', async () => {
    const own = await changing(NOT_SOON, (file) => `echo bad > ${file}; echo up > begun; tail -f /dev/null`)
    await own.begins(1)
    expect(own.now()).toBe('bad\n')
    await own.kill9()
    await own.again()
    expect((await own.settled(own.runId)).status).toBe('failed')
    expect(own.now()).toBe('good\n')
    expect(await own.restored()).toMatchObject([{ reason: 'interrupted', verified: true }])
  })

  it('goes on waiting after a restart within its time, and is kept', async () => {
    const own = await changing(NOT_SOON)
    const question = await own.keeps()
    own.killWatchdog()
    await own.kill9()
    await own.again()
    expect((await own.spawn(['answer', question.id, 'keep'])).code).toBe(0)
    expect((await own.settled(own.runId)).status).toBe('completed')
    expect(own.now()).toBe('bad\n')
    expect(await own.restored()).toEqual([])
  })
})

describe('a change, with Autohome stopped in an orderly way', () => {
  it('is not waited for, goes on waiting at the next start, and is taken back as its owner says', async () => {
    const own = await changing(NOT_SOON)
    const question = await own.keeps()
    own.service.child.kill('SIGTERM')
    expect((await own.service.ended()).code).toBe(0)
    expect(own.now()).toBe('bad\n')
    await own.again()
    expect((await own.spawn(['deny', question.id])).code).toBe(0)
    await own.settled(own.runId)
    expect(own.now()).toBe('good\n')
    expect(await own.restored()).toMatchObject([{ reason: 'denied', verified: true }])
  })
})

describe('undo by command', () => {
  it('says what it could do, asks, and brings back what was kept', async () => {
    const own = await changing(NOT_SOON)
    const keep = await own.keeps()
    await own.spawn(['approve', keep.id])
    await own.settled(own.runId)
    const file = join(own.directory, 'proxy', 'proxy.conf')
    const preview = await own.spawn(['undo', own.runId, '--dry-run'])
    expect(preview).toMatchObject({ code: 0, err: '' })
    expect(preview.out).toContain(file)
    expect(own.now()).toBe('bad\n')
    const undone = own.spawn(['undo', own.runId, '--json'])
    const asked = await own.asked()
    expect(asked.body).toContain(file)
    await own.spawn(['approve', asked.id])
    // What it writes is of a class too: it takes itself back unless it is kept.
    const again = await own.keeps()
    await own.spawn(['answer', again.id, 'keep'])
    expect((await undone).code).toBe(0)
    expect(own.now()).toBe('good\n')
  })
})

describe('a change, with the watchdog killed', () => {
  it('is taken back by the engine, in time', async () => {
    const own = await changing(SHORTLY)
    await own.keeps()
    own.killWatchdog()
    expect((await own.settled(own.runId)).status).toBe('failed')
    expect(own.now()).toBe('good\n')
    expect(await own.restored()).toMatchObject([{ restorer: 'engine', reason: 'expired', verified: true }])
  })
})
