import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunEvent } from '../../src/domain/event.ts'
import type { RunSummary } from '../../src/domain/journal.ts'
import type { RunStatus } from '../../src/domain/run.ts'
import type { Question } from '../../src/domain/question.ts'
import { autohome, type Ran } from '../helpers/autohome.ts'
import { mainFile } from '../helpers/build.ts'
import { commandStep, criterion, workflowText } from '../helpers/workflow-text.ts'

export type Shown = RunSummary & { readonly events: readonly RunEvent[] }

/** What stands in the last line of `run --json`. */
export interface Summary {
  readonly type: 'summary'
  readonly runId: string
  readonly status: string
  readonly verdict: string | null
  readonly unproven: boolean
  readonly workflow?: string
  readonly phases: Readonly<Record<string, string>>
  readonly criteria: readonly { readonly id: string; readonly result: string }[]
  readonly failure: { readonly code: string } | null
  readonly report: string
  readonly durationMs: number
  readonly exitCode: number
}

/**
 * The compiled program in a house of its own, with jobs that are easy to tell apart. Every command is a process of its
 * own; nothing of this project's code runs in the test's process.
 */
export function house(env: Readonly<Record<string, string>> = {}) {
  const made = autohome(env)
  const touched = join(made.directory, 'touched')
  const workspace = join(made.directory, 'workspace')
  mkdirSync(workspace)
  execFileSync('mkfifo', [join(workspace, 'begun'), join(workspace, 'gate')])
  const workflow = (name: string, ...steps: readonly string[]) =>
    writeWorkflow(made.home, name, workflowText(name, { steps: steps.join('\n') }))
  workflow('look-only', commandStep('act', 'echo seen'))
  workflow('touch-it', commandStep('act', `touch ${touched}`))
  workflow('take-long', commandStep('act', 'tail -f /dev/null & echo up > begun; tail -f /dev/null'))

  const json = async <T>(...args: readonly string[]): Promise<T> => {
    const { out, err } = await made.spawn([...args, '--json'])
    if (out === '') throw new Error(err)
    return JSON.parse(out)
  }
  return {
    ...made,
    touched,
    workspace,
    json,
    /** Lets so many commands go on that wait for a line from `gate`; returns what closes it again. */
    async opensGate(times: number): Promise<() => Promise<void>> {
      const pipe = await open(join(workspace, 'gate'), 'r+')
      await pipe.write('go\n'.repeat(times))
      return () => pipe.close()
    },
    /** Waits until so many commands have said that they are at work, each with a line into this pipe. */
    async begins(times: number): Promise<void> {
      // Open both ways, so that no writer finds it closed.
      const pipe = await open(join(workspace, 'begun'), 'r+')
      try {
        for (let lines = 0; lines < times; ) {
          const { buffer, bytesRead } = await pipe.read({ buffer: Buffer.alloc(64) })
          lines += buffer.subarray(0, bytesRead).toString().split('\n').length - 1
        }
      } finally {
        await pipe.close()
      }
    },
    /** A workflow of the owner's. */
    workflow,
    /** The owner's file, as it is. */
    writeWorkflow: (name: string, text: string) => writeWorkflow(made.home, name, text),
    runs: (status?: RunStatus) =>
      json<RunSummary[]>('runs', ...(status === undefined ? [] : ['--status', status])),
    show: (id: string) => json<Shown>('show', id),
    /** Asks again until there is a question: each look takes a process, so this is no busy wait. */
    async asked(): Promise<Question> {
      for (;;) {
        const [question] = await json<Question[]>('questions')
        if (question) return question
      }
    },
    /** Looks again until the run has ended. */
    async settled(id: string): Promise<RunSummary> {
      for (;;) {
        const { events: _, ...run } = await json<Shown>('show', id)
        if (run.endedAt !== undefined && !['queued', 'running', 'waiting'].includes(run.status)) return run
      }
    },
    /** The program at the end of another command line (`setpriv …`, `bash -c …`), in a data directory of choice. */
    within(prefix: readonly string[], args: readonly string[], home = made.home): Ran {
      const [program = 'env', ...rest] = prefix
      const { PATH } = process.env
      const { status, stdout, stderr } = spawnSync(program, [...rest, process.execPath, mainFile, ...args], {
        cwd: made.directory,
        env: { PATH, HOME: made.directory, AUTOHOME_HOME: home, WORKSPACE_DIR: workspace, LANG: 'C', ...env },
        encoding: 'utf8',
        timeout: 30_000,
      })
      return { code: status, out: stdout, err: stderr }
    },
    /** The service, ready. */
    async service() {
      const service = made.start('start')
      await service.said('is ready')
      return service
    },
  }
}
export type House = ReturnType<typeof house>

function writeWorkflow(home: string, name: string, text: string): void {
  const directory = join(home, 'workflows')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  writeFileSync(join(directory, `${name}.yaml`), text)
}

/** A check that ends as its command does, with steps that mend it. */
export const provedBy = (name: string, command: string, repair = ''): string =>
  workflowText(name, {
    steps: commandStep('act', 'echo seen'),
    acceptance: criterion('proof', command, repair),
  })

/** The events and the summary of `--json`. */
export function told(out: string): { readonly events: readonly RunEvent[]; readonly summary: Summary } {
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  return { events: lines.slice(0, -1) as RunEvent[], summary: lines.at(-1) as Summary }
}
