import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { createHouseAgent } from '../src/agents/house-agent.ts'
import { loadWorkflows } from '../src/agents/workflow/library.ts'
import type { RunningEngine } from '../src/engine/engine.ts'
import { systemClock } from '../src/lib/clock.ts'
import { openBlobs } from '../src/store/blobs.ts'
import { openJournal, type SqliteJournal } from '../src/store/journal.ts'
import { defineTool } from '../src/tools/define.ts'
import { createToolBox } from '../src/tools/registry.ts'
import type { Figure } from './figure.ts'
import { startHouse } from './house.ts'
import { median, openRaw, type Synchronous } from './raw-journal.ts'

/** What a step costs when the work itself costs nothing: the real engine, workflow agent, policy and journal. */
export async function benchEngine(): Promise<Figure[]> {
  return [
    await stepsPerSecond('engine.step-normal', {
      synchronous: 'NORMAL',
      tool: 'look',
      steps: 2000,
      runs: 1,
      atLeast: 0.4,
    }),
    await stepsPerSecond('engine.reading-step-full', {
      synchronous: 'FULL',
      tool: 'look',
      steps: 500,
      runs: 1,
      atLeast: 0.9,
    }),
    await stepsPerSecond('engine.writing-step-full', {
      synchronous: 'FULL',
      tool: 'mark',
      steps: 500,
      runs: 1,
      atLeast: 0.9,
    }),
    await stepsPerSecond('engine.64-runs-full', {
      synchronous: 'FULL',
      tool: 'mark',
      steps: 50,
      runs: 64,
      atLeast: 3,
    }),
    await stepsPerSecond('engine.100-runs-of-10-steps', {
      synchronous: 'FULL',
      tool: 'look',
      steps: 10,
      runs: 100,
      atLeast: 1,
    }),
    await bytesPerStep(),
  ]
}

interface Measurement {
  readonly synchronous: Synchronous
  /** `look` reads, `mark` writes inside the workspace; neither does anything. */
  readonly tool: 'look' | 'mark'
  /** Of one run, each depending on the one before. */
  readonly steps: number
  /** At the same time. */
  readonly runs: number
  readonly atLeast: number
}

const ROUNDS = 7
/** About as long as the row of a step. */
const ROW = 'x'.repeat(110)

/** Engine and floor take turns; medians count. The first round warms both up. */
async function stepsPerSecond(name: string, measurement: Measurement): Promise<Figure> {
  const { synchronous, steps, runs, atLeast } = measurement
  return withHouse(measurement, async ({ directory, go }) => {
    const raw = openRaw(directory, synchronous, ROW)
    const took: { raw: number[]; engine: number[] } = { raw: [], engine: [] }
    for (let round = 0; round <= ROUNDS; round++) {
      const rawMs = raw.write(steps * Math.min(runs, 10)) / Math.min(runs, 10)
      const engineMs = await go()
      if (round === 0) continue
      took.raw.push(rawMs)
      took.engine.push(engineMs / runs)
    }
    raw.close()
    const perSecond = (ms: number) => (steps * 1000) / ms
    return {
      name,
      value: perSecond(median(took.engine)),
      unit: 'steps/s',
      floor: { what: 'single-row commits of better-sqlite3', value: perSecond(median(took.raw)) },
      aim: { atLeast },
    }
  })
}

async function bytesPerStep(): Promise<Figure> {
  const steps = 2000
  const measurement = { synchronous: 'NORMAL', tool: 'look', runs: 1, atLeast: 0 } as const
  const grown = async (count: number) =>
    withHouse({ ...measurement, steps: count }, async ({ journal, go }) => {
      await go()
      journal.database.pragma('wal_checkpoint(TRUNCATE)')
      return statSync(journal.database.name).size
    })
  // Half the steps once, all of them once: what a run costs besides cancels out. The step's place in the plan is in it.
  const value = ((await grown(steps)) - (await grown(steps / 2))) / (steps / 2)
  return { name: 'engine.size-with-plan', value, unit: 'bytes/step' }
}

interface BenchHouse {
  readonly directory: string
  readonly journal: SqliteJournal
  /** Milliseconds for all runs, from the requests to their ends. */
  go(): Promise<number>
}

async function withHouse<T>(measurement: Measurement, work: (house: BenchHouse) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'autohome-bench-'))
  const workflows = join(directory, 'workflows')
  mkdirSync(workflows)
  // Each run has a file of its own to mark: runs that write the same thing wait for each other, by design.
  for (let run = 0; run < measurement.runs; run++)
    writeFileSync(join(workflows, `chain-${run}.yaml`), chainOf(measurement, run))
  const journal = openJournal({ directory, synchronous: measurement.synchronous, clock: systemClock })
  try {
    const running = await openEngine(directory, workflows, journal)
    const go = async () => {
      const start = performance.now()
      await Promise.all(Array.from({ length: measurement.runs }, (_, run) => submit(running, run)))
      await running.idle()
      return performance.now() - start
    }
    const result = await work({ directory, journal, go })
    await running.close()
    await journal.close()
    return result
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

const submit = ({ engine }: RunningEngine, run: number) =>
  engine.submit({
    text: 'chain',
    workflow: `chain-${run}`,
    locale: 'en',
    actor: { surface: 'bench', id: 'bench' },
    thread: 'bench',
    verify: false,
  })

async function openEngine(
  directory: string,
  workflows: string,
  journal: SqliteJournal,
): Promise<RunningEngine> {
  const workspace = join(directory, 'workspace')
  mkdirSync(workspace)
  const blobs = openBlobs(directory, { maxBytes: 2 ** 20 })
  const tools = createToolBox([nothing('look', 'read', workspace), nothing('mark', 'write', workspace)])
  const library = await loadWorkflows({
    directories: [{ path: workflows, owner: false }],
    toolNames: ['look', 'mark'],
  })
  const agent = createHouseAgent({ library, blobs, tools: tools.list() })
  return startHouse({ directory, workspace, journal, blobs, tools, agent })
}

const nothing = (name: string, access: 'read' | 'write', workspace: string) =>
  defineTool({
    name,
    group: 'utility',
    summary: { en: 'does nothing', fr: 'ne fait rien' },
    access,
    input: z.object({ n: z.number(), file: z.string() }),
    output: z.number(),
    timeoutMs: 60_000,
    errors: [],
    effects: ({ file }) => (access === 'read' ? [] : [{ kind: 'path', access, path: join(workspace, file) }]),
    run: ({ n }) => Promise.resolve({ ok: true, value: n }),
  })

const chainOf = ({ steps, tool }: Measurement, run: number): string => {
  const step = (n: number) =>
    `  - { id: s${n}, title: { en: s, fr: s }, tool: ${tool}, args: { n: ${n}, file: r${run} }${n === 0 ? '' : `, dependsOn: [s${n - 1}]`} }`
  return `name: chain-${run}
title: { en: chain, fr: chaîne }
description: { en: chain, fr: chaîne }
aliases: { en: [chain ${run}], fr: [chaîne ${run}] }
estimatedDurationS: 1
steps:
${Array.from({ length: steps }, (_, n) => step(n)).join('\n')}
acceptance:
  - { id: so, statement: { en: so, fr: ainsi }, check: { tool: look, args: { n: 1, file: r } } }
report: { en: done, fr: fait }
`
}
