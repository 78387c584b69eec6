import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { conversation } from '../src/agents/model/act.ts'
import { createModelAgent } from '../src/agents/model/agent.ts'
import { MODEL_LIMITS, type ModelAgentDeps } from '../src/agents/model/mind.ts'
import type { CallResult, Turn } from '../src/domain/agent.ts'
import type { JsonObject } from '../src/domain/json.ts'
import type { Model } from '../src/domain/model.ts'
import type { ToolBox } from '../src/domain/tool.ts'
import { systemClock } from '../src/lib/clock.ts'
import { openBlobs } from '../src/store/blobs.ts'
import { openJournal } from '../src/store/journal.ts'
import { defineTool } from '../src/tools/define.ts'
import { createToolBox } from '../src/tools/registry.ts'
import type { Figure } from './figure.ts'
import { startHouse } from './house.ts'
import { median, type Synchronous } from './raw-journal.ts'

/** What Autohome itself costs around a model: the model of these figures has its answers ready. */
export async function benchModel(): Promise<Figure[]> {
  return [
    { name: 'model.turn', value: await turnMs('NORMAL', 10, 20), unit: 'ms', aim: { atMost: 3 } },
    { name: 'model.turn-full', value: await turnMs('FULL', 10, 20), unit: 'ms' },
    { name: 'model.turn-of-200', value: await turnMs('NORMAL', 200, 1), unit: 'ms', aim: { atMost: 3 } },
    { name: 'model.prompt-of-200-turns', value: promptMs(200), unit: 'ms', aim: { atMost: 5 } },
  ]
}

const ROUNDS = 5
const CONTEXT = 32_768
const LINE = 'a line of output, as long as such lines are\n'
/** What a command often prints: kept in the journal itself. What is longer waits for a file of its own, and its disk. */
const PRINTED = LINE.repeat(35)
const LONG = LINE.repeat(130)

/**
 * Milliseconds a turn, everything included: prompt, answer read, policy, call, output kept, commits. With `FULL` most of
 * it is the disk's own time.
 */
async function turnMs(synchronous: Synchronous, turns: number, runs: number): Promise<number> {
  const took: number[] = []
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) took.push(await timeOf(synchronous, turns, runs))
  return median(took.slice(1)) / (turns * runs)
}

async function timeOf(synchronous: Synchronous, turns: number, runs: number): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'autohome-bench-'))
  const workspace = join(directory, 'workspace')
  mkdirSync(workspace)
  const journal = openJournal({ directory, synchronous, clock: systemClock })
  try {
    const tools = createToolBox([look])
    const running = startHouse({
      directory,
      workspace,
      journal,
      blobs: openBlobs(directory, { maxBytes: 2 ** 20 }),
      tools,
      agent: createModelAgent(depsOf(tools, readyModel(turns), workspace)),
      settings: { concurrency: 1 },
    })
    const start = performance.now()
    for (let run = 0; run < runs; run++) {
      const actor = { surface: 'bench', id: 'bench' }
      await running.engine.submit({ text: 'look', locale: 'en', actor, thread: `t${run}`, verify: false })
      await running.idle()
    }
    const elapsed = performance.now() - start
    const ended = journal.runs({ limit: runs }).filter(({ status }) => status === 'completed')
    if (ended.length !== runs) throw new Error('a run of the bench did not complete')
    await running.close()
    return elapsed
  } finally {
    await journal.close()
    rmSync(directory, { recursive: true, force: true })
  }
}

const look = defineTool({
  name: 'look',
  group: 'utility',
  summary: { en: 'looks', fr: 'regarde' },
  access: 'read',
  input: z.object({ n: z.number() }),
  output: z.object({ stdout: z.string(), n: z.number() }),
  timeoutMs: 60_000,
  errors: [],
  effects: () => [],
  run: ({ n }) => Promise.resolve({ ok: true, value: { stdout: PRINTED, n } }),
})

const depsOf = (tools: ToolBox, model: Model, workspace: string): ModelAgentDeps => ({
  executor: model,
  verifier: model,
  tools,
  clock: systemClock,
  workspace,
  limits: { ...MODEL_LIMITS, maxTurns: 1_000 },
})

/** A spec, a plan, so many calls and an end, over and over; each at once. */
function readyModel(turns: number): Model {
  const check = { tool: 'look', args: { n: 1 } }
  const answers: JsonObject[] = [
    { thought: '', spec: { objective: 'look', acceptance: [{ id: 'a', statement: 'a', check }] } },
    { thought: '', plan: { steps: [{ id: 's', title: 's', tool: 'look', args: { n: 1 } }] } },
    ...Array.from({ length: turns }, (_, n) => ({ thought: 'go on', action: 'look', args: { n } })),
    { thought: '', final: 'done' },
  ]
  let next = 0
  return {
    name: 'ready',
    contextTokens: CONTEXT,
    toolsWork: () => Promise.resolve(false),
    ask: () =>
      Promise.resolve({
        ok: true,
        answer: {
          text: JSON.stringify(answers[next++ % answers.length]),
          toolCalls: [],
          ended: 'stop',
          usage: { model: 'ready', promptTokens: 1, answerTokens: 1 },
          timing: { loadMs: 0, firstTokenMs: 0, totalMs: 0 },
        },
      }),
  }
}

/** Milliseconds for one prompt at the end of a long phase, most of which is told in short. */
function promptMs(count: number): number {
  const tools = createToolBox([look])
  const deps = depsOf(tools, readyModel(0), '/workspace')
  const results = new Map<string, CallResult>()
  const turns: Turn[] = []
  for (let n = 1; n <= count; n++) {
    const ref = `${n}.1`
    turns.push({ calls: [{ ref, tool: 'look', args: { n } }], wait: 'all', thought: 'go on' })
    results.set(ref, { outcome: 'succeeded', value: { stdout: LONG, n } })
  }
  const request = { text: 'look', locale: 'en', actor: { surface: 'bench', id: 'b' }, thread: 't' } as const
  const view = {
    run: { runId: 'bench', request, attempt: 1, steered: [] },
    phase: 'execute',
    plan: { steps: [], estimatedDurationS: 0 },
    turn: count + 1,
    results,
    news: [],
    inFlight: new Map<string, unknown>(),
    before: new Map(),
    past: { turns, tried: [], evidence: [] },
  } as const
  const took = Array.from({ length: 50 }, () => {
    const start = performance.now()
    conversation(deps, view, CONTEXT - 6_000)
    return performance.now() - start
  })
  return median(took)
}
