import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Agent } from '../src/domain/agent.ts'
import type { Blobs } from '../src/domain/blobs.ts'
import type { ToolBox } from '../src/domain/tool.ts'
import type { EngineSettings } from '../src/engine/deps.ts'
import { createEngine, type RunningEngine } from '../src/engine/engine.ts'
import { systemClock } from '../src/lib/clock.ts'
import { loadPolicy } from '../src/policy/load.ts'
import type { SqliteJournal } from '../src/store/journal.ts'

export interface BenchHouse {
  readonly directory: string
  readonly workspace: string
  readonly journal: SqliteJournal
  readonly blobs: Blobs
  readonly tools: ToolBox
  readonly agent: Agent
  readonly settings?: Partial<EngineSettings>
}

/** The real engine under the shipped policy, at work; nothing in it is limited. */
export function startHouse(parts: BenchHouse): RunningEngine {
  const { directory, workspace, journal, blobs, tools, agent, settings } = parts
  const base = join(process.cwd(), 'config', 'allowlist.yaml')
  const text = readFileSync(base, 'utf8')
  const policy = loadPolicy({ base: { name: base, text }, home: directory, workspace, userHome: '/home/ada' })
  const running = createEngine({
    journal,
    blobs,
    house: () => Promise.resolve({ tools, policy, agent, workflows: () => [] }),
    clock: systemClock,
    settings: { ...UNLIMITED, workspace, ...settings },
    random: Math.random,
    reading: {
      pack: () => Promise.reject(new Error('not measured')),
      kind: 'service',
      version: '0',
      home: directory,
      workspace,
    },
    onFatal: (error) => {
      throw error
    },
  })
  running.start({ resume: false })
  return running
}

const UNLIMITED = {
  version: '0',
  configDigest: '0',
  mode: 'direct',
  verifyRequired: false,
  maxRepairCycles: 0,
  concurrency: 100,
  limits: { timeMs: 1e9, tokens: 1e9, modelCalls: 1e6, turns: 1e6, memoryBytes: 2 ** 40 },
  stepTimeoutMs: 60_000,
  maxTurns: 1_000,
  retry: { retries: 0, baseMs: 1, maxMs: 1 },
  questionExpiryMs: 1e9,
  shutdownGraceMs: 1000,
} as const satisfies Omit<EngineSettings, 'workspace'>
