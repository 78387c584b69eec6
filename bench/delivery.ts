import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createHouseAgent } from '../src/agents/house-agent.ts'
import { createFront, type RunningFront } from '../src/bot/delivery/create-front.ts'
import { startDelivery } from '../src/bot/delivery/delivery.ts'
import type { Platform } from '../src/bot/delivery/platform.ts'
import { createRuns } from '../src/bot/delivery/runs.ts'
import type { RunEventBody } from '../src/domain/event.ts'
import { systemClock, wait } from '../src/lib/clock.ts'
import type { Log } from '../src/lib/log.ts'
import { openBeside } from '../src/store/beside.ts'
import { openBlobs } from '../src/store/blobs.ts'
import { databasePath } from '../src/store/database.ts'
import { openInbox } from '../src/store/inbox.ts'
import { openJournal } from '../src/store/journal.ts'
import { openOutbox } from '../src/store/outbox.ts'
import { createToolBox } from '../src/tools/registry.ts'
import type { Figure } from './figure.ts'
import { startHouse } from './house.ts'

const EVENTS = 1_000
const SECONDS = 10
const PACE = { count: 1, perMs: 1_000 } as const
const RUN = '01KAHW6Q80ZT3V9M5N7P2R4S6X'
const never = new AbortController().signal

/**
 * A run of 1,000 events in 10 s on a platform that takes one message a second, while 100 people a second press buttons
 * and another program holds the database for a moment every second.
 */
export async function benchDelivery(): Promise<Figure[]> {
  const bench = open()
  // The clock's own timers keep no process alive.
  const awake = setInterval(() => undefined, 1_000)
  try {
    await bench.journal.append(RUN, BEGINNING)
    await wait(systemClock, 3_000, never)
    const before = bench.requests.length
    const pressing = pressAll(bench.front, SECONDS * 100)
    const locking = lockNowAndThen(bench.directory, SECONDS)
    for (let n = 0; n < EVENTS / 2; n++) {
      await bench.journal.append(RUN, callEvents(n))
      await wait(systemClock, (SECONDS * 1_000) / (EVENTS / 2), never)
    }
    const acks = (await pressing).sort((a, b) => a - b)
    await locking
    await wait(systemClock, 4_000, never)
    const sent = bench.requests.slice(before)
    const behind = sent.map(({ behindMs }) => behindMs).sort((a, b) => a - b)
    const perSecond = sent.length / (SECONDS + 4)
    return [
      { name: 'delivery.ack-p50', value: at(acks, 0.5), unit: 'ms', aim: { atMost: 50 } },
      { name: 'delivery.ack-p99', value: at(acks, 0.99), unit: 'ms', aim: { atMost: 1_500 } },
      {
        name: 'delivery.edits-per-1000-events',
        value: sent.length,
        unit: 'edits',
        aim: { atMost: SECONDS + 4 },
      },
      { name: 'delivery.requests', value: perSecond, unit: '/s', aim: { atMost: 1.001 } },
      { name: 'delivery.event-to-edit-p50', value: at(behind, 0.5), unit: 'ms', aim: { atMost: 3_000 } },
      { name: 'delivery.event-to-edit-max', value: at(behind, 1), unit: 'ms', aim: { atMost: 3_000 } },
    ]
  } finally {
    clearInterval(awake)
    await bench.close()
  }
}

const BEGINNING: readonly RunEventBody[] = [
  {
    type: 'run.submitted',
    request: { text: 'bench', locale: 'en', actor: { surface: 'bench', id: 'bench' }, thread: 'bench' },
    pins: {
      version: '0',
      configDigest: '0',
      limits: { timeMs: 1e9, tokens: 1, modelCalls: 1, turns: 1, memoryBytes: 1 },
    },
  },
  { type: 'run.queued', reason: 'submitted' },
  { type: 'run.started', attempt: 1 },
]

const callEvents = (n: number): readonly RunEventBody[] => [
  { type: 'tool_call.started', callKey: `1/execute/s${n}` },
  { type: 'tool_call.finished', callKey: `1/execute/s${n}`, outcome: 'succeeded', durationMs: 10 },
]

function open() {
  const directory = mkdtempSync(join(tmpdir(), 'autohome-bench-'))
  const journal = openJournal({ directory, synchronous: 'FULL', clock: systemClock })
  const tools = createToolBox([])
  const blobs = openBlobs(directory, { maxBytes: 2 ** 20 })
  const agent = createHouseAgent({ library: { workflows: [] } as never, blobs, tools: [] })
  const running = startHouse({ directory, workspace: directory, journal, blobs, tools, agent })
  const { engine } = running
  const [taken, shown] = [
    openBeside(directory, systemClock, 'FULL'),
    openBeside(directory, systemClock, 'NORMAL'),
  ]
  const outbox = openOutbox(shown)
  const requests: { readonly behindMs: number }[] = []
  const platform: Platform = {
    name: 'slack',
    pace: PACE,
    async post() {
      requests.push({ behindMs: 0 })
      return { channel: 'HOME', message: String(requests.length), thread: 't' }
    },
    async edit() {
      const [row] = outbox.pending('slack')
      requests.push({ behindMs: row ? Date.now() - row.since : 0 })
    },
  }
  const controller = new AbortController()
  const common = { engine, outbox, clock: systemClock, log: SILENT }
  const delivery = startDelivery(
    {
      ...common,
      platform,
      runs: createRuns(engine),
      home: 'HOME',
      locale: 'en',
      owners: [],
      random: Math.random,
      onUnauthorized: () => undefined,
    },
    controller.signal,
  )
  const front = createFront({
    ...common,
    surface: 'slack',
    inbox: openInbox(taken, systemClock),
    owners: [{ identities: [{ surface: 'slack', id: 'U1' }] }],
    logPath: '',
  })
  return {
    directory,
    journal,
    front,
    requests,
    async close() {
      controller.abort()
      await delivery.ended
      await running.close()
      taken.close()
      shown.close()
      await journal.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Milliseconds until each press could be acknowledged. */
async function pressAll(front: RunningFront, presses: number): Promise<number[]> {
  const acks: Promise<number>[] = []
  for (let n = 0; n < presses; n++) {
    acks.push(press(front, n))
    await wait(systemClock, 10, never)
  }
  return Promise.all(acks)
}

async function press(front: RunningFront, n: number): Promise<number> {
  const began = performance.now()
  const { reply } = await front.take({
    eventId: `press-${n}`,
    place: { channel: 'C1' },
    actor: { surface: 'slack', id: 'U1' },
    locale: 'en',
    text: '',
    command: { kind: 'status' },
  })
  const took = performance.now() - began
  await reply
  return took
}

/** Another program writes for 200 ms, once a second; in a process of its own, because the journal waits for it standing still. */
async function lockNowAndThen(directory: string, times: number): Promise<void> {
  const script = `
    const db = new (require('better-sqlite3'))(${JSON.stringify(databasePath(directory))})
    let left = ${times}
    const once = () => {
      db.exec('BEGIN IMMEDIATE')
      setTimeout(() => { db.exec('COMMIT'); if (--left > 0) setTimeout(once, 800) }, 200)
    }
    setTimeout(once, 800)`
  await promisify(execFile)(process.execPath, ['-e', script])
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0

const silent = () => undefined
const SILENT: Log = { debug: silent, info: silent, warn: silent, error: silent, child: () => SILENT }
