import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunEventBody } from '../src/domain/event.ts'
import { systemClock } from '../src/lib/clock.ts'
import { ulid } from '../src/lib/ids.ts'
import { encodeEvents } from '../src/store/codec.ts'
import { openJournal, type SqliteJournal } from '../src/store/journal.ts'
import { median, openRaw } from './raw-journal.ts'

/** The journal against the floor: single-row commits of the same text by bare better-sqlite3, in the same minute. */
export interface JournalFigure {
  readonly perSecond: number
  readonly rawPerSecond: number
  /** 1 = as fast as bare SQLite; above 1 where commits are joined. */
  readonly ratio: number
}

export interface JournalFigures {
  /** A step: requested, started and finished of a call in one awaited append. */
  readonly stepNormal: JournalFigure
  readonly stepFull: JournalFigure
  /** 64 runs at once, each awaiting its own step. */
  readonly concurrentFull: JournalFigure
  /** Growth of the database file, outputs apart. */
  readonly bytesPerStep: number
}

export interface JournalBenchOptions {
  /** Of each measurement: many and short, floor and journal in turns, so that what else goes on hits both alike. */
  readonly rounds: number
  /** In one round. */
  readonly stepsNormal: number
  readonly stepsFull: number
}

const DEFAULTS: JournalBenchOptions = { rounds: 31, stepsNormal: 1500, stepsFull: 200 }
const CONCURRENT_RUNS = 64

export async function benchJournal(options: Partial<JournalBenchOptions> = {}): Promise<JournalFigures> {
  const { rounds, stepsNormal, stepsFull } = { ...DEFAULTS, ...options }
  return {
    stepNormal: await compare('NORMAL', { rounds, steps: stepsNormal, runs: 1 }),
    stepFull: await compare('FULL', { rounds, steps: stepsFull, runs: 1 }),
    concurrentFull: await compare('FULL', { rounds, steps: stepsFull * 4, runs: CONCURRENT_RUNS }),
    bytesPerStep: await measureBytes(2000),
  }
}

/** A call as a workflow's step makes it. */
const step = (n: number): RunEventBody[] => [
  {
    type: 'tool_call.requested',
    callKey: `1/execute/step-${n}`,
    tool: 'execute_command',
    args: { command: 'systemctl is-active nginx' },
    stepId: `step-${n}`,
    decision: 'allow',
    access: 'read',
    rule: 'services.read',
  },
  { type: 'tool_call.started', callKey: `1/execute/step-${n}` },
  {
    type: 'tool_call.finished',
    callKey: `1/execute/step-${n}`,
    outcome: 'succeeded',
    durationMs: 12,
    result: { value: { exitCode: 0 } },
    exitCode: 0,
  },
]

async function compare(
  synchronous: 'FULL' | 'NORMAL',
  { rounds, steps, runs }: { rounds: number; steps: number; runs: number },
): Promise<JournalFigure> {
  return withDirectory(async (directory) => {
    const raw = openRaw(directory, synchronous, encodeEvents(step(1), 0))
    const journal = openJournal({ directory, synchronous, clock: systemClock })
    const ids = await submitRuns(journal, runs)
    const took: { raw: number[]; journal: number[] } = { raw: [], journal: [] }
    // The first round warms both up and does not count.
    for (let round = 0; round <= rounds; round++) {
      const rawMs = raw.write(steps)
      const journalMs = await timedAsync(() => appendSteps(journal, ids, steps))
      if (round === 0) continue
      took.raw.push(rawMs)
      took.journal.push(journalMs)
    }
    raw.close()
    await journal.close()
    const perSecond = (steps * 1000) / median(took.journal)
    const rawPerSecond = (steps * 1000) / median(took.raw)
    return { perSecond, rawPerSecond, ratio: perSecond / rawPerSecond }
  })
}

async function submitRuns(journal: SqliteJournal, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => ulid(systemClock.now()))
  for (const id of ids) await journal.append(id, [SUBMITTED, { type: 'run.started', attempt: 1 }])
  return ids
}

const SUBMITTED: RunEventBody = {
  type: 'run.submitted',
  request: { text: 'bench', locale: 'en', actor: { surface: 'bench', id: 'bench' }, thread: 'bench' },
  pins: {
    version: '0',
    configDigest: '0',
    limits: { timeMs: 0, tokens: 0, modelCalls: 0, turns: 0, memoryBytes: 0 },
  },
}

async function appendSteps(journal: SqliteJournal, ids: readonly string[], steps: number): Promise<void> {
  const each = Math.ceil(steps / ids.length)
  const work = async (id: string) => {
    for (let n = 0; n < each; n++) await journal.append(id, step(n))
  }
  await Promise.all(ids.map(work))
}

async function measureBytes(steps: number): Promise<number> {
  return withDirectory(async (directory) => {
    const journal = openJournal({ directory, synchronous: 'NORMAL', clock: systemClock })
    const ids = await submitRuns(journal, 1)
    const size = () => {
      journal.database.pragma('wal_checkpoint(TRUNCATE)')
      return statSync(journal.database.name).size
    }
    const before = size()
    await appendSteps(journal, ids, steps)
    const grown = size() - before
    await journal.close()
    return grown / steps
  })
}

async function withDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'autohome-bench-'))
  try {
    return await work(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

async function timedAsync(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
