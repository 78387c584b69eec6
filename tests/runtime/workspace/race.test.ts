import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, it, onTestFinished } from 'vitest'
import { createFiles } from '../../../src/runtime/workspace/files.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

const ROUNDS = Number(process.env['AUTOHOME_RACE'] ?? 1000)

/** Puts a link to `outside` in the place of a directory and of a file, and takes it away again, as fast as it can. */
const ATTACKER = `
  const { renameSync, symlinkSync } = require('node:fs')
  const { parentPort, workerData: { workspace, outside } } = require('node:worker_threads')
  let discarded = 0
  // A write may have made the missing directory anew: that one goes out of the way.
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
  parentPort.postMessage('ready')
  for (;;) {
    move('/dir', '/aside')
    move('/link', '/dir')
    move('/dir', '/link')
    move('/aside', '/dir')
  }
`

it(
  `lets nothing in or out in ${ROUNDS} rounds while somebody swaps directories for links`,
  async () => {
    const root = await tempDir()
    const workspace = join(root, 'workspace')
    const outside = join(root, 'outside')
    await mkdir(join(workspace, 'dir'), { recursive: true })
    await mkdir(outside)
    await writeFile(join(workspace, 'dir', 'file'), 'inside')
    await writeFile(join(outside, 'file'), 'outside')
    const files = createFiles({ workspace, readable: [], unreadable: [] })

    const attacker = new Worker(ATTACKER, { eval: true, workerData: { workspace, outside } })
    onTestFinished(async () => void (await attacker.terminate()))
    await once(attacker, 'message')

    const seen = new Map<string, number>()
    const note = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1)
    for (let round = 0; round < ROUNDS; round++) {
      const read = await files.read('dir/file', { offset: 0, maxBytes: 100 })
      note(read.ok ? `read ${Buffer.from(read.data).toString()}` : read.code)
      // Syncing takes its time, so not in every round.
      if (round % 5 === 0) {
        const written = await files.write('dir/new', Buffer.from('new'), { append: false })
        note(written.ok ? 'written' : written.code)
      }
      const listed = await files.list('dir')
      note(listed.ok ? 'listed' : listed.code)
    }
    await attacker.terminate()

    // Both were met, or there was no race.
    expect(seen.get('read inside')).toBeGreaterThan(0)
    expect(seen.get('E_OUTSIDE_WORKSPACE')).toBeGreaterThan(0)
    expect(seen.get('read outside')).toBeUndefined()
    expect(await readdir(outside)).toEqual(['file'])
    expect(await readFile(join(outside, 'file'), 'utf8')).toBe('outside')
    expect(seen.get('written')).toBeGreaterThan(0)
  },
  60_000 + ROUNDS * 60,
)
