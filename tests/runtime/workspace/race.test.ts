import { once } from 'node:events'
import { mkdir, readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, it, onTestFinished } from 'vitest'
import { createFiles } from '../../../src/runtime/workspace/files.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

/** Each is a read and a listing, every fourth a write too, which waits for the disk; `AUTOHOME_RACE=100000` tries more. */
const ROUNDS = Number(process.env['AUTOHOME_RACE'] ?? 10_000)
/** Rounds at the same time: what one waits for, another may race in. */
const LANES = 8

/**
 * Puts links that lead outside in the place of a directory and of a file, and takes them away again, as fast as it can.
 * Counts in shared memory how often it has done so.
 */
const ATTACKER = `
  const { renameSync, symlinkSync } = require('node:fs')
  const { parentPort, workerData: { workspace, outside, swaps } } = require('node:worker_threads')
  let discarded = 0
  // A write may have made what was moved away anew: that goes out of the way.
  const move = (from, to) => {
    for (;;) {
      try {
        return renameSync(workspace + from, workspace + to)
      } catch {
        try {
          renameSync(workspace + to, workspace + '/discarded-' + discarded++)
        } catch {}
      }
    }
  }
  symlinkSync(outside, workspace + '/link')
  symlinkSync(outside + '/file', workspace + '/file-link')
  parentPort.postMessage('ready')
  for (;;) {
    move('/dir', '/aside')
    move('/link', '/dir')
    move('/dir', '/link')
    move('/aside', '/dir')
    move('/file', '/file-aside')
    move('/file-link', '/file')
    move('/file', '/file-link')
    move('/file-aside', '/file')
    Atomics.add(swaps, 0, 2)
  }
`

/** A workspace under attack, and what lies beside it. */
async function underAttack() {
  const root = await tempDir()
  const workspace = join(root, 'workspace')
  const outside = join(root, 'outside')
  await mkdir(join(workspace, 'dir'), { recursive: true })
  await mkdir(outside)
  for (const path of ['dir/file', 'file']) await writeFile(join(workspace, path), 'inside')
  await writeFile(join(outside, 'file'), 'outside')
  await writeFile(join(outside, 'seen-from-outside'), '')
  const swaps = new Int32Array(new SharedArrayBuffer(4))
  const attacker = new Worker(ATTACKER, { eval: true, workerData: { workspace, outside, swaps } })
  const stop = async () => void (await attacker.terminate())
  onTestFinished(stop)
  return {
    workspace,
    outside,
    stop,
    start: () => once(attacker, 'message'),
    swaps: () => Atomics.load(swaps, 0),
  }
}

/** When a directory and the file in it were last touched in any way. */
async function touchedAt(directory: string) {
  const both = await Promise.all([stat(directory), stat(join(directory, 'file'))])
  return both.map(({ mtimeMs, ctimeMs, mode }) => ({ mtimeMs, ctimeMs, mode }))
}

it(
  `lets nothing in or out in ${ROUNDS} rounds while somebody swaps directories and files for links`,
  async () => {
    const { workspace, outside, start, stop, swaps } = await underAttack()
    const before = await touchedAt(outside)
    const files = createFiles({ workspace, readable: [], unreadable: [] })
    await start()

    const seen = new Map<string, number>()
    const note = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1)
    let begun = 0
    async function lane(): Promise<void> {
      while (begun < ROUNDS || swaps() < ROUNDS) {
        const round = begun++
        const directory = round % 2 === 0
        const read = await files.read(directory ? 'dir/file' : 'file', { offset: 0, maxBytes: 100 })
        note(read.ok ? `read ${Buffer.from(read.data).toString()}` : read.code)
        const listed = await files.list('dir')
        note(listed.ok ? `listed ${listed.entries.some(({ name }) => name.startsWith('seen'))}` : listed.code)
        if (round % 8 > 1) continue
        const target = directory ? 'dir/new' : 'file'
        const written = await files.write(target, Buffer.from('inside'), { append: false })
        note(written.ok ? 'written' : written.code)
      }
    }
    await Promise.all(Array.from({ length: LANES }, lane))
    await stop()

    // All of it was met, or there was no race.
    for (const what of ['read inside', 'listed false', 'written', 'E_OUTSIDE_WORKSPACE'])
      expect(seen.get(what), what).toBeGreaterThan(0)
    expect(swaps()).toBeGreaterThanOrEqual(ROUNDS)
    expect(seen.get('read outside')).toBeUndefined()
    expect(seen.get('listed true')).toBeUndefined()
    expect(await readdir(outside)).toEqual(['file', 'seen-from-outside'])
    expect(await readFile(join(outside, 'file'), 'utf8')).toBe('outside')
    expect(await touchedAt(outside)).toEqual(before)
  },
  60_000 + ROUNDS * 60,
)

it('would be lost by whoever looks where a path leads, and opens it afterwards', async () => {
  const { workspace, start } = await underAttack()
  await start()
  let lost = false
  for (let round = 0; round < ROUNDS && !lost; round++) {
    const path = join(workspace, 'file')
    const leadsTo = await realpath(path).catch(() => '')
    if (leadsTo !== path) continue
    lost = (await readFile(path, 'utf8').catch(() => '')) === 'outside'
  }
  expect(lost).toBe(true)
})
