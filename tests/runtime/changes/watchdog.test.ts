import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ChangePlan } from '../../../src/domain/change.ts'
import { decide } from '../../../src/runtime/changes/decision.ts'
import { takeBack } from '../../../src/runtime/changes/restore.ts'
import { openWindow, timeLeft } from '../../../src/runtime/changes/window.ts'
import { appears, openChanges, watchdogFile, watchdogPid } from '../../helpers/changes.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

const REF = { runId: '01TEST', callKey: '1/execute/act' }
const signal = new AbortController().signal
const HOUR = 3_600_000

/** A directory of files, recorded and then changed. */
async function changed(more: Partial<ChangePlan> = {}, classes = '') {
  const home = await tempDir()
  const directory = join(home, 'etc')
  mkdirSync(join(directory, 'deep'), { recursive: true })
  const path = (name: string) => join(directory, name)
  writeFileSync(path('a.conf'), 'a')
  chmodSync(path('a.conf'), 0o4750)
  writeFileSync(path('deep/b.conf'), Buffer.from([0, 255, 10]))
  writeFileSync(path('target'), 'led to')
  symlinkSync('target', path('link'))
  const changes = openChanges({ home, classes })
  const plan: ChangePlan = {
    class: 'test',
    label: { en: 'test', fr: 'test' },
    confirm: true,
    keepMs: HOUR,
    paths: [directory, join(home, 'not-there')],
    packages: false,
    states: [],
    after: [],
    checks: [],
    ...more,
  }
  await changes.record(REF, plan)
  writeFileSync(path('a.conf'), 'changed')
  rmSync(path('deep'), { recursive: true })
  rmSync(path('link'))
  mkdirSync(path('link'))
  writeFileSync(join(path('link'), 'inside'), 'new')
  writeFileSync(join(home, 'not-there'), 'new')
  const isAsBefore = () => {
    expect(readFileSync(path('a.conf'), 'utf8')).toBe('a')
    expect(statSync(path('a.conf')).mode & 0o7777).toBe(0o4750)
    expect([...readFileSync(path('deep/b.conf'))]).toEqual([0, 255, 10])
    expect(readFileSync(path('link'), 'utf8')).toBe('led to')
    expect(existsSync(join(home, 'not-there'))).toBe(false)
  }
  const snapshot = join(home, 'snapshots', REF.runId, encodeURIComponent(REF.callKey))
  return { home, changes, path, snapshot, isAsBefore }
}

describe('what is restored', () => {
  it('is content, kind, mode, links and absence, and what was new is kept aside', async () => {
    const { changes, snapshot, isAsBefore } = await changed()
    expect(await changes.restore(REF, signal)).toMatchObject({ by: 'engine', ok: true })
    isAsBefore()
    expect(existsSync(join(snapshot, 'aside'))).toBe(true)
  })

  it('is verified by hash: damaged records are told of and never written', async () => {
    const { changes, path, snapshot } = await changed()
    const { entries } = JSON.parse(readFileSync(join(snapshot, 'manifest.json'), 'utf8')) as {
      entries: { path: string; sha256?: string }[]
    }
    const sha256 = entries.find((entry) => entry.path === path('a.conf'))?.sha256 ?? ''
    writeFileSync(join(snapshot, 'files', sha256), 'b')
    const restored = await changes.restore(REF, signal)
    expect(restored).toMatchObject({ ok: false })
    expect(restored?.parts).toContainEqual({
      what: path('a.conf'),
      ok: false,
      why: 'the recorded bytes are damaged',
    })
    expect(readFileSync(path('a.conf'), 'utf8')).toBe('changed')
  })

  it('is put in force once, also where the one who began died after the files', async () => {
    const home = await tempDir()
    const log = join(home, 'log')
    const { changes, snapshot, isAsBefore } = await changed({ after: [`echo reloaded >> ${log}`] })
    // As a process leaves it that was killed in the middle: decided, begun, locked by a pid that is gone.
    await decide(snapshot, 'restore')
    writeFileSync(join(snapshot, 'begun'), 'true')
    writeFileSync(join(snapshot, 'lock'), JSON.stringify({ pid: 2 ** 22 - 1, start: '1', boot: 'another' }))
    expect(await changes.restore(REF, signal)).toMatchObject({ ok: true })
    await changes.restore(REF, signal)
    isAsBefore()
    expect(readFileSync(log, 'utf8')).toBe('reloaded\n')
  })

  it('is what the kernel holds too, by the commands that show and set it', async () => {
    const home = await tempDir()
    const held = join(home, 'rules')
    writeFileSync(held, 'rule 1\n')
    const { changes } = await changed({ states: [{ save: `cat ${held}`, restore: `cat > ${held}` }] })
    writeFileSync(held, 'rule 2\n')
    expect(await changes.restore(REF, signal)).toMatchObject({ ok: true })
    expect(readFileSync(held, 'utf8')).toBe('rule 1\n')
  })
})

describe('who restores', () => {
  it('is exactly one, of any number who try at once', async () => {
    const home = await tempDir()
    const log = join(home, 'log')
    const { snapshot, isAsBefore } = await changed({ after: [`echo reloaded >> ${log}`] })
    const tries = ['engine', 'watchdog', 'engine', 'watchdog'] as const
    const results = await Promise.all(tries.map((by) => takeBack(snapshot, by, signal)))
    isAsBefore()
    expect(new Set(results.map((one) => JSON.stringify(one))).size).toBe(1)
    expect(readFileSync(log, 'utf8')).toBe('reloaded\n')
  })

  it('is nobody once it was kept, and it cannot be kept once it is being taken back', async () => {
    const kept = await changed()
    expect(await kept.changes.keep(REF)).toBe(true)
    expect(await kept.changes.restore(REF, signal)).toBeUndefined()
    expect(readFileSync(kept.path('a.conf'), 'utf8')).toBe('changed')
    const late = await changed()
    await late.changes.restore(REF, signal)
    expect(await late.changes.keep(REF)).toBe(false)
  })

  it('is the watchdog’s own process, which ends where it is kept', async () => {
    const { home, changes, snapshot } = await changed()
    await changes.arm(REF, HOUR)
    const pid = watchdogPid(home, REF.runId, REF.callKey)
    // Its own session: the first field after the name is its state, the fourth its session.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    expect(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]).toBe(String(pid))
    await changes.keep(REF)
    const other = spawn(process.execPath, [watchdogFile, snapshot], { stdio: 'ignore' })
    expect((await once(other, 'exit'))[0]).toBe(0)
    expect(existsSync(join(snapshot, 'result.json'))).toBe(false)
  })

  it('is another watchdog where the first was killed in the middle', async () => {
    const home = await tempDir()
    const [fifo, log] = [join(home, 'fifo'), join(home, 'log')]
    // The first to put it in force hangs until it is killed.
    const after = `if mkdir ${fifo} 2>/dev/null; then echo $$ > ${log}.pid; mv ${log}.pid ${log}; exec sleep 600; fi; echo again >> ${log}`
    const { changes, snapshot, isAsBefore } = await changed({ after: [after] })
    await openWindow(snapshot, 0)
    const first = spawn(process.execPath, [watchdogFile, snapshot], { stdio: 'ignore' })
    await appears(log)
    first.kill('SIGKILL')
    await once(first, 'exit')
    process.kill(Number(readFileSync(log, 'utf8')), 'SIGKILL')
    rmSync(log)
    expect(await changes.restore(REF, signal)).toMatchObject({ by: 'engine', ok: true })
    isAsBefore()
    expect(readFileSync(log, 'utf8')).toBe('again\n')
  })
})

describe('the time to keep', () => {
  const rewritten = async (change: (held: Record<string, unknown>) => Record<string, unknown>) => {
    const directory = await tempDir()
    await openWindow(directory, HOUR)
    const path = join(directory, 'window.json')
    const held = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
    writeFileSync(path, JSON.stringify(change(held)))
    return timeLeft(directory)
  }

  it('goes by the kernel’s own time: a clock that is set changes nothing', async () => {
    for (const jump of [-365 * 24 * HOUR, 365 * 24 * HOUR]) {
      const left = await rewritten((held) => ({ ...held, at: Number(held['at']) + jump }))
      expect(left).toBeGreaterThan(HOUR - 60_000)
      expect(left).toBeLessThanOrEqual(HOUR)
    }
  })

  it('goes by the wall clock after a reboot, and is over where that makes no sense', async () => {
    const rebooted = (ago: number) =>
      rewritten((held) => ({ ...held, boot: 'another', at: Date.now() - ago }))
    expect(await rebooted(2 * HOUR)).toBe(0)
    expect(await rebooted(-HOUR)).toBe(0)
    expect(await rebooted(HOUR / 2)).toBeGreaterThan(HOUR / 2 - 60_000)
  })
})

describe('records', () => {
  it('have a limit, and what is beyond it is named before anything is asked', async () => {
    const home = await tempDir()
    const big = join(home, 'big')
    writeFileSync(big, Buffer.alloc(2000))
    const changes = openChanges({
      home,
      maxBytes: 1000,
      classes: `- { id: big, label: { en: big, fr: gros }, paths: ["${big}"] }`,
    })
    const plan = changes.plan([{ kind: 'command', text: `truncate -s 0 ${big}`, cwd: '/' }], 'write')
    expect(plan?.class).toBe('big')
    const cannot = [{ key: 'change.cannot', params: { what: big, why: 'more than 1000 bytes' } }]
    expect(await changes.foresee(plan as ChangePlan)).toEqual(cannot)
    expect((await changes.record(REF, plan as ChangePlan)).cannot).toEqual(cannot)
  })

  it('go, oldest first, but never one that is open', async () => {
    const home = await tempDir()
    const file = join(home, 'file')
    writeFileSync(file, 'x')
    const changes = openChanges({ home, kept: 2, classes: '' })
    const plan = changes.plan([{ kind: 'path', access: 'write', path: file }], 'write') as ChangePlan
    const ref = (n: number) => ({ runId: `01RUN${n}`, callKey: '1/execute/act' })
    for (const n of [1, 2, 3, 4, 5]) await changes.record(ref(n), plan)
    await openWindow(join(home, 'snapshots', '01RUN1', encodeURIComponent('1/execute/act')), HOUR)
    await changes.settled(ref(5))
    const there = [1, 2, 3, 4, 5].filter((n) => existsSync(join(home, 'snapshots', `01RUN${n}`)))
    expect(there).toEqual([1, 4, 5])
  })
})
