import { rmSync } from 'node:fs'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommandResult, CommandSpec } from '../../src/domain/command-runner.ts'
import { systemClock } from '../../src/lib/clock.ts'
import {
  createSandboxRunner,
  type SandboxRunner,
  type SandboxRunnerOptions,
} from '../../src/runtime/sandbox/runner.ts'
import { createMemoryBlobs } from './memory-blobs.ts'

export const SANDBOX_PATH = ['/usr/local/bin', '/usr/bin', '/bin']

export interface TestSandbox {
  readonly runner: SandboxRunner
  readonly options: SandboxRunnerOptions
  readonly workspace: string
  /** Runs a text in the workspace, as part of one run unless told otherwise. @throws Error where it did not start */
  run(text: string, more?: Partial<CommandSpec>, signal?: AbortSignal): Promise<CommandResult>
  close(): Promise<void>
}

/** A sandbox with an empty workspace and a data directory of its own. */
export async function openTestSandbox(
  from: { readonly host: string; readonly image: string },
  changed: Partial<SandboxRunnerOptions> = {},
): Promise<TestSandbox> {
  const directory = await mkdtemp(join(tmpdir(), 'autohome-sandbox-'))
  const workspace = await mkdtemp(join(tmpdir(), 'autohome-workspace-'))
  await chmod(directory, 0o755)
  const options: SandboxRunnerOptions = {
    dockerHost: from.host,
    image: from.image,
    memoryMb: 256,
    cpus: 2,
    home: directory,
    workspace,
    trustedPath: SANDBOX_PATH,
    blobs: createMemoryBlobs(),
    maxOutputBytes: 200 * 2 ** 20,
    clock: systemClock,
    ...changed,
  }
  const runner = createSandboxRunner(options)
  return {
    runner,
    options,
    workspace: options.workspace,
    async run(text, more = {}, signal = new AbortController().signal) {
      const spec = { command: { text }, cwd: options.workspace, timeoutMs: 60_000, scope: 'run', ...more }
      const result = await runner.run(spec, signal)
      if ('code' in result) throw new Error(`${result.code}: ${result.message}`)
      return result
    },
    async close() {
      await runner.close()
      for (const path of [directory, workspace]) rmSync(path, { recursive: true, force: true })
    },
  }
}
