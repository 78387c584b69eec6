import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { acquireLock, readHolder } from '../../src/store/lock.ts'
import { openReader } from '../../src/store/reader.ts'
import { tempDir } from '../helpers/temp-dir.ts'
import { openAt, runId, step } from './fixtures.ts'

const WRITER = fileURLToPath(new URL('./writer.mjs', import.meta.url))

type Writer = ChildProcessByStdio<null, Readable, null>

function startWriter(directory: string, synchronous: string, runs: number): Writer {
  const child = spawn(process.execPath, [WRITER, directory, synchronous, String(runs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** Kills the writer once it has acknowledged so many steps; answers the last acknowledged event of every run. */
async function killAfter(child: Writer, steps: number): Promise<Map<number, number>> {
  const acknowledged = new Map<number, number>()
  const closed = once(child, 'close')
  let seen = 0
  for await (const line of createInterface({ input: child.stdout })) {
    const [run, seq] = line.split(' ').map(Number)
    // The pipe may break off in the middle of the last line; what is left of it is a smaller number.
    if (run === undefined || seq === undefined || Number.isNaN(seq)) continue
    acknowledged.set(run, Math.max(acknowledged.get(run) ?? 0, seq))
    if (++seen === steps) child.kill('SIGKILL')
  }
  await closed
  return acknowledged
}

describe('kill -9 of the writing process', () => {
  it.each([
    ['FULL', 1, 40],
    ['FULL', 8, 700],
    ['NORMAL', 1, 2500],
    ['NORMAL', 8, 9000],
  ] as const)(
    'loses nothing that was acknowledged (%s, %i runs, %i steps)',
    async (synchronous, runs, steps) => {
      const directory = await tempDir()
      const child = startWriter(directory, synchronous, runs)
      const acknowledged = await killAfter(child, steps)
      expect(acknowledged.size).toBe(runs)
      expect(readHolder(directory)?.pid).toBe(child.pid)

      const reader = openReader(directory)
      onTestFinished(() => reader.close())
      for (const [number, seq] of acknowledged) {
        const id = runId(number)
        const events = reader.events(id)
        expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1))
        expect(events.length).toBeGreaterThanOrEqual(seq)
        expect(reader.run(id)?.lastSeq).toBe(events.length)
        expect(reader.audit(id)).toMatchObject({ ok: true, events: events.length })
      }

      const lock = acquireLock(directory)
      onTestFinished(() => lock.release())
      expect(readHolder(directory)?.pid).toBe(process.pid)
      const journal = openAt(directory)
      for (const number of acknowledged.keys()) {
        const id = runId(number)
        const before = reader.events(id).length
        const [next] = await journal.append(id, step('next'))
        expect(next?.seq).toBe(before + 1)
        expect(reader.audit(id)).toMatchObject({ ok: true, events: before + 3 })
      }
    },
  )
})
