import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../src/domain/event.ts'
import { openReader } from '../../src/store/reader.ts'
import { mainFile } from '../helpers/build.ts'
import { tempDir } from '../helpers/temp-dir.ts'
import { commandStep, criterion, workflowText } from '../helpers/workflow-text.ts'

/** Three writing steps that leave a mark each time they run, one of them asked about, a failing check and its repair. */
const steps = workflowText('steps', {
  steps: [
    commandStep('one', 'echo one >> marks.txt'),
    commandStep('look', 'ls -a', 'dependsOn: [one]'),
    commandStep('two', 'echo two >> marks.txt; rm -f nothing', 'dependsOn: [look]'),
    commandStep('beside', 'echo beside >> marks.txt', 'dependsOn: [one]'),
  ].join('\n'),
  acceptance: criterion(
    'mended',
    'grep -q mended marks.txt',
    commandStep('mend', 'echo mended >> marks.txt'),
  ),
})
const MARKS = {
  '1/execute/one': 'one',
  '1/execute/two': 'two',
  '1/execute/beside': 'beside',
  '2/repair/mend': 'mended',
}

const SIDE_BY_SIDE = 4
const dist = dirname(mainFile)
const child = fileURLToPath(new URL('../helpers/kill-child.mjs', import.meta.url))

interface Life {
  readonly signal: string | null
  readonly code: number | null
  readonly stderr: string
  readonly report: { appends: number; ended: { id: string; status: string }[] } | undefined
}

const live = (home: string, workspace: string, when: string, n = 0): Promise<Life> =>
  new Promise((resolve) => {
    const options = { timeout: 60_000 }
    const process = execFile(
      'node',
      [child, dist, home, workspace, when, String(n)],
      options,
      (_error, stdout, stderr) => {
        const report = stdout.trim() === '' ? undefined : JSON.parse(stdout)
        resolve({ signal: process.signalCode, code: process.exitCode, stderr, report })
      },
    )
  })

async function prepare(): Promise<{ home: string; workspace: string }> {
  const root = await tempDir()
  const home = join(root, 'home')
  const workspace = join(root, 'workspace')
  await mkdir(join(home, 'workflows'), { recursive: true })
  await mkdir(workspace)
  await writeFile(join(home, 'workflows', 'steps.yaml'), steps)
  return { home, workspace }
}

describe('SIGKILL at any journal boundary', () => {
  it('loses nothing, repeats nothing, and asks about what it cannot know', async () => {
    const whole = await prepare()
    const undisturbed = await live(whole.home, whole.workspace, 'never')
    expect(undisturbed.report?.ended).toMatchObject([{ status: 'completed' }])
    const boundaries = undisturbed.report?.appends ?? 0
    expect(boundaries).toBeGreaterThan(15)

    const kills = Array.from({ length: boundaries }, (_, i) => i + 1).flatMap((n) =>
      (['before', 'after'] as const).map((when) => ({ when, n })),
    )
    let unknowns = 0
    while (kills.length > 0) {
      const batch = kills.splice(0, SIDE_BY_SIDE)
      for (const found of await Promise.all(batch.map(killAndRestart))) unknowns += found
    }
    expect(unknowns).toBeGreaterThan(0)
  }, 600_000)
})

async function killAndRestart({ when, n }: { when: string; n: number }): Promise<number> {
  const { home, workspace } = await prepare()
  const first = await live(home, workspace, when, n)
  expect(first.signal, `${when} append ${n}`).toBe('SIGKILL')
  const second = await live(home, workspace, 'never')
  return check(home, workspace, second, `${when} append ${n}`)
}

/** Returns how many calls were put to the owner because nobody could know. */
async function check(home: string, workspace: string, second: Life, at: string): Promise<number> {
  expect(second.code, `${at}: ${second.stderr}`).toBe(0)
  // Killed before the first commit, nobody had been told of a run yet: there may be none.
  const reader = openReader(home)
  const [run] = reader.runs()
  if (!run) throw new Error(`no run ${at}`)
  expect(run.status, at).toBe('completed')
  expect(reader.audit(run.id).ok, at).toBe(true)
  const events = reader.events(run.id)
  const marks = (await readFile(join(workspace, 'marks.txt'), 'utf8')).split('\n')
  let unknowns = 0
  for (const [callKey, mark] of Object.entries(MARKS)) {
    const starts = events.filter(
      (event) => event.type === 'tool_call.started' && event.callKey === callKey,
    ).length
    const outcome = outcomeOf(events, callKey, at)
    const times = marks.filter((line) => line === mark).length
    expect(starts, `${callKey} starts once, ${at}`).toBe(1)
    if (outcome === 'unknown') {
      unknowns++
      const asked = events.some(
        (event) =>
          event.type === 'question.opened' &&
          event.question.callKey === callKey &&
          event.question.kind === 'unknown_outcome',
      )
      expect(asked, `${callKey} is asked about, ${at}`).toBe(true)
    } else {
      expect(outcome, `${callKey}, ${at}`).toBe('succeeded')
    }
    expect(times, `${callKey} takes effect exactly once, ${at}`).toBe(1)
  }
  reader.close()
  return unknowns
}

function outcomeOf(events: readonly RunEvent[], callKey: string, at: string): string | undefined {
  const finished = events.filter((event) => event.type === 'tool_call.finished' && event.callKey === callKey)
  expect(finished, `${callKey} finishes once, ${at}`).toHaveLength(1)
  const [only] = finished
  return only?.type === 'tool_call.finished' ? only.outcome : undefined
}
