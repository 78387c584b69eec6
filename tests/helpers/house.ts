import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readFileSync } from 'node:fs'
import { createHouseAgent } from '../../src/agents/house-agent.ts'
import { loadWorkflows } from '../../src/agents/workflow/library.ts'
import type { Agent } from '../../src/domain/agent.ts'
import type { Blobs } from '../../src/domain/blobs.ts'
import type { Changes } from '../../src/domain/change.ts'
import type { Clock } from '../../src/domain/clock.ts'
import type { CommandRunner } from '../../src/domain/command-runner.ts'
import type { RunEvent } from '../../src/domain/event.ts'
import type { Files } from '../../src/domain/files.ts'
import type { Policy } from '../../src/domain/policy.ts'
import type { Actor, RunRequest } from '../../src/domain/run.ts'
import type { AnyTool, ToolBox } from '../../src/domain/tool.ts'
import type { EngineSettings } from '../../src/engine/deps.ts'
import { createEngine, type RunningEngine } from '../../src/engine/engine.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { readOwnerFile, replaceOwnerFile } from '../../src/app/owner-file.ts'
import { hasPrograms } from '../../src/app/sandbox.ts'
import { loadPolicy } from '../../src/policy/load.ts'
import { findDryRun } from '../../src/policy/dry-run/find.ts'
import { readDryRuns } from '../../src/policy/dry-run/rules.ts'
import { withSecretRules } from '../../src/policy/secret-use.ts'
import { createLivePolicy } from '../../src/policy/own/live.ts'
import { createOwnRules } from '../../src/policy/own/own-rules.ts'
import { createMemoryMeter } from '../../src/runtime/host/memory-meter.ts'
import { hasOpenChanges } from '../../src/runtime/changes/open.ts'
import { createHostRunner } from '../../src/runtime/host/runner.ts'
import { createFileHash } from '../../src/runtime/workspace/file-hash.ts'
import { createFiles } from '../../src/runtime/workspace/files.ts'
import { openAway } from '../../src/store/away.ts'
import { openBlobs } from '../../src/store/blobs.ts'
import { openJournal, type SqliteJournal } from '../../src/store/journal.ts'
import { openSchedules } from '../../src/store/schedules.ts'
import { createFilesystemTools } from '../../src/tools/filesystem/tools.ts'
import { createToolBox } from '../../src/tools/registry.ts'
import { createSystemTools } from '../../src/tools/system/tools.ts'
import { TRUSTED_PATH } from './tool-bench.ts'
import { tempDir } from './temp-dir.ts'

/** The real engine on real SQLite, real bash, the shipped policy, with workflows and tools of the test's own beside. */
export interface TestHouse extends RunningEngine {
  readonly home: string
  readonly workspace: string
  readonly journal: SqliteJournal
  readonly policy: Policy
  readonly fatal: unknown[]
  /** Resolves when something fatal was told. */
  fatally(): Promise<void>
  /** Starts a run of the named workflow and returns its id. */
  begin(workflow: string, more?: Partial<RunRequest>): Promise<string>
  /** The same, to its end. */
  run(workflow: string, more?: Partial<RunRequest>): Promise<string>
  events(runId: string): readonly RunEvent[]
  of<T extends RunEvent['type']>(runId: string, type: T): Extract<RunEvent, { type: T }>[]
  /** Resolves with the first event that fits, kept or coming. */
  seen(fits: (event: RunEvent) => boolean): Promise<RunEvent>
}

export interface HouseOptions {
  /** File texts by name. */
  readonly workflows?: Readonly<Record<string, string>>
  readonly tools?: readonly AnyTool[]
  /** Tools that need what this house has. */
  readonly moreTools?: (given: {
    readonly runner: CommandRunner
    readonly files: Files
    readonly blobs: Blobs
    readonly sandbox?: CommandRunner
  }) => readonly AnyTool[]
  /** Runs what is to be shut in, on the Docker engine at `host`. */
  readonly sandbox?: (given: {
    readonly home: string
    readonly workspace: string
    readonly blobs: Blobs
  }) => {
    readonly runner: CommandRunner
    readonly host: string
  }
  /** Thinks about what no workflow fits. */
  readonly model?: (given: {
    readonly tools: ToolBox
    readonly workspace: string
    readonly clock: Clock
  }) => Agent
  readonly clock?: Clock
  readonly settings?: Partial<EngineSettings>
  readonly secrets?: ReadonlyMap<string, string>
  /** Records what calls change, by classes of the test's own. */
  readonly changes?: (given: { readonly home: string; readonly workspace: string }) => Changes
  /** An owner's allowlist. */
  readonly allowlist?: string
  /** A data directory of an earlier house, to be taken up again. */
  readonly home?: string
  readonly resume?: boolean
}

export const OWNER: Actor = { surface: 'console', id: 'alice', name: 'alice' }

const MINUTE = 60_000

export async function openHouse(options: HouseOptions = {}): Promise<TestHouse> {
  const home = options.home ?? (await tempDir())
  const workspace = join(home, '..', `${home.split('/').at(-1)}-workspace`)
  await mkdir(workspace, { recursive: true })
  await mkdir(join(home, 'workflows'), { recursive: true })
  for (const [name, text] of Object.entries(options.workflows ?? {}))
    await writeFile(join(home, 'workflows', `${name}.yaml`), text)
  const clock = options.clock ?? systemClock
  const journal = openJournal({ directory: home, synchronous: 'NORMAL', clock })
  const blobs = openBlobs(home, { maxBytes: 2 ** 26 })
  const meter = createMemoryMeter()
  const runner = createHostRunner({
    blobs,
    meter,
    trustedPath: TRUSTED_PATH,
    baseEnv: process.env,
    maxOutputBytes: 2 ** 26,
    clock: systemClock,
    ...(options.secrets ? { secrets: options.secrets } : {}),
  })
  const files = createFiles({ workspace, readable: ['/'], unreadable: [home] })
  const inside = options.sandbox?.({ home, workspace, blobs })
  const shutIn = inside ? { sandbox: inside.runner } : {}
  const tools = createToolBox([
    ...createSystemTools({ runner, ...shutIn }),
    ...createFilesystemTools({ files }),
    ...(options.tools ?? []),
    ...(options.moreTools?.({ runner, files, blobs, ...shutIn }) ?? []),
  ])
  const library = await loadWorkflows({
    directories: [{ path: join(home, 'workflows'), owner: false }],
    toolNames: tools.list().map(({ name }) => name),
  })
  const ownFile = join(home, 'allowlist.yaml')
  if (options.allowlist !== undefined) await writeFile(ownFile, options.allowlist)
  const load = policyLoader(home, workspace)
  const live = createLivePolicy(load(readOwnerFile(ownFile)))
  const { policy } = live
  const ownRules = createOwnRules({
    name: 'allowlist.yaml',
    read: () => readOwnerFile(ownFile),
    write: (text) => replaceOwnerFile(ownFile, text),
    load,
    ...live,
  })
  const model = options.model?.({ tools, workspace, clock })
  const fatal: unknown[] = []
  let onFatal: () => void = () => undefined
  const told = new Promise<void>((resolve) => {
    onFatal = resolve
  })
  const away = openAway(home)
  const changes = options.changes?.({ home, workspace })
  const running = createEngine({
    away,
    journal,
    schedules: openSchedules(journal.database),
    blobs,
    clock,
    hasOpenChanges: () => hasOpenChanges(join(home, 'snapshots')),
    house: () =>
      Promise.resolve({
        ...(changes ? { changes } : {}),
        tools,
        policy,
        ownRules,
        fileHash: createFileHash(workspace),
        dryRuns: async (effects) =>
          findDryRun(readDryRuns(dryRunFile, readFileSync(dryRunFile, 'utf8')), effects),
        agent: createHouseAgent({
          library,
          blobs,
          tools: tools.list(),
          ...(model ? { model } : {}),
        }),
        workflows: (locale) => library.infos(locale),
        memoryOf: meter.bytesOf,
        ...(inside && { sandboxHas: (programs) => hasPrograms(inside.runner, programs, inside.host) }),
      }),
    settings: { ...settingsFor(workspace), ...options.settings },
    random: () => 0.5,
    reading: {
      pack: () => Promise.reject(new Error('not part of this house')),
      kind: 'service',
      version: '0.0.0',
      home,
      workspace,
    },
    onFatal(error) {
      fatal.push(error)
      onFatal()
    },
  })
  running.start({ resume: options.resume ?? true })

  const begin = async (workflow: string, more: Partial<RunRequest> = {}) => {
    const { runId } = await running.engine.submit({
      text: workflow,
      workflow,
      locale: 'en',
      actor: OWNER,
      thread: 'test',
      ...more,
    })
    return runId
  }

  return {
    ...running,
    home,
    workspace,
    journal,
    policy,
    fatal,
    fatally: () => told,
    begin,
    async run(workflow, more) {
      const runId = await begin(workflow, more)
      await running.idle()
      return runId
    },
    events: (runId) => journal.events(runId),
    of: <T extends RunEvent['type']>(runId: string, type: T) =>
      journal.events(runId).filter((event): event is Extract<RunEvent, { type: T }> => event.type === type),
    seen: (fits) => firstEvent(journal, fits),
  }
}

function firstEvent(journal: SqliteJournal, fits: (event: RunEvent) => boolean): Promise<RunEvent> {
  return new Promise((resolve) => {
    const stop = journal.subscribe((events) => look(events.map(({ event }) => event)))
    const look = (events: readonly RunEvent[]) => {
      const found = events.find(fits)
      if (!found) return
      stop()
      resolve(found)
    }
    look(journal.after(0, 100_000).map(({ event }) => event))
  })
}

const dryRunFile = fileURLToPath(new URL('../../config/dry-runs.yaml', import.meta.url))
const shipped = fileURLToPath(new URL('../../config/allowlist.yaml', import.meta.url))

const policyLoader = (home: string, workspace: string) => (allowlist: string) =>
  withSecretRules(
    loadPolicy({
      base: { name: shipped, text: readFileSync(shipped, 'utf8') },
      ...(allowlist === '' ? {} : { owner: { name: 'allowlist.yaml', text: allowlist } }),
      home,
      workspace,
      userHome: '/home/owner',
    }),
  )

const settingsFor = (workspace: string): EngineSettings => ({
  version: '0.0.0',
  configDigest: 'digest',
  workspace,
  mode: 'direct',
  verifyRequired: true,
  maxRepairCycles: 3,
  concurrency: 4,
  limits: { timeMs: 60 * MINUTE, tokens: 1e6, modelCalls: 100, turns: 100, memoryBytes: 2 ** 30 },
  stepTimeoutMs: MINUTE,
  maxTurns: 10,
  retry: { retries: 3, baseMs: 100, maxMs: 1000 },
  questionExpiryMs: 30 * MINUTE,
  shutdownGraceMs: 2_000,
})
