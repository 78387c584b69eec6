import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { configDigest, logPath, secretsOf, socketPath } from './config.ts'
import type { Blobs } from './domain/blobs.ts'
import type { Engine } from './domain/engine.ts'
import { UserError } from './domain/errors.ts'
import type { JournalReader } from './domain/journal.ts'
import type { Policy } from './domain/policy.ts'
import type { ToolBox } from './domain/tool.ts'
import type { EngineSettings } from './engine/deps.ts'
import { createEngine } from './engine/engine.ts'
import { createReading, type ReadingDeps } from './engine/reading.ts'
import { systemClock } from './lib/clock.ts'
import { createLog, type Log } from './lib/log.ts'
import { createRedactor } from './lib/redact.ts'

/** The composition root: the only place where adapters are made. What a command does not need is not loaded. */

export { chat } from './bot/console/chat.ts'
export { watchRun } from './bot/console/watch-run.ts'

export interface App {
  readonly engine: Engine
  /** Resolves when nothing is at work in this process. */
  idle(): Promise<void>
  /** Leaves every unfinished run ready for the next start. */
  close(): Promise<void>
}

/**
 * Takes the data directory and goes to work on it.
 *
 * @throws UserError `busy` where another process has it; `storage`, `newer_database`, `bad_policy`, `bad_workflow`
 */
export async function startApp(
  config: Config,
  options: { readonly resume: boolean; readonly serve: boolean },
): Promise<App> {
  const [{ acquireLock }, { openJournal }] = await Promise.all([
    import('./store/lock.ts'),
    import('./store/journal.ts'),
  ])
  const lock = acquireLock(config.home)
  try {
    const synchronous = config.journal.synchronous === 'full' ? 'FULL' : 'NORMAL'
    const journal = openJournal({ directory: config.home, synchronous, clock: systemClock })
    const log = openLog(config)
    const house = await furnish(config)
    for (const { message } of house.library.broken) log.warn(message)
    const { createHouseAgent } = await import('./agents/house-agent.ts')
    const agent = createHouseAgent({ library: house.library, blobs: house.blobs, tools: house.tools.list() })
    const running = createEngine({
      journal,
      blobs: house.blobs,
      agent,
      tools: house.tools,
      policy: house.policy,
      clock: systemClock,
      settings: engineSettings(config),
      random: Math.random,
      reading: readingParts(config, house, journal),
      onFatal: (error) => fatal(error, log),
    })
    const server = options.serve ? await serve(config, running.engine, log) : undefined
    running.start({ resume: options.resume })
    return {
      engine: running.engine,
      idle: running.idle,
      async close() {
        await server?.close()
        await running.close()
        await journal.close()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** The reading half of the façade, for a data directory on which no engine runs. */
export async function openReader(config: Config): Promise<Engine & { close(): Promise<void> }> {
  const { openReader: openJournalReader } = await import('./store/reader.ts')
  const journal = openJournalReader(config.home)
  const house = await furnish(config)
  const reading = createReading({ ...readingParts(config, house, journal), journal, ...house })
  const refuse = (): never => {
    throw new UserError('not_now', 'No Autohome is running here: start one with `autohome start`.')
  }
  return {
    ...reading,
    submit: refuse,
    cancel: refuse,
    answer: refuse,
    reverify: refuse,
    repair: refuse,
    steer: refuse,
    follow: refuse,
    watch: refuse,
    close: async () => journal.close(),
  }
}

/** The policy alone: no engine, no data directory. @throws UserError `bad_policy` */
export async function loadHousePolicy(config: Config): Promise<Policy> {
  const { loadPolicy } = await import('./policy/load.ts')
  const file = (path: string) => ({ name: path, text: readFileSync(path, 'utf8') })
  const owners = join(config.home, 'allowlist.yaml')
  return loadPolicy({
    base: file(join(config.packageRoot, 'config', 'allowlist.yaml')),
    ...(existsSync(owners) ? { owner: file(owners) } : {}),
    home: config.home,
    workspace: config.workspace,
    userHome: homedir(),
    realpath: (path) => (existsSync(path) ? realpathSync(path) : path),
  })
}

interface House {
  readonly blobs: Blobs
  readonly policy: Policy
  readonly tools: ToolBox
  readonly library: Awaited<ReturnType<typeof loadLibrary>>
}

/** What both an engine and a reader stand on. */
async function furnish(config: Config): Promise<House> {
  const { openBlobs } = await import('./store/blobs.ts')
  const blobs = openBlobs(config.home, { maxBytes: config.output.maxMb * 2 ** 20 })
  const policy = await loadHousePolicy(config)
  const tools = await loadTools(config, blobs, policy)
  const library = await loadLibrary(config, tools)
  return { blobs, policy, tools, library }
}

async function loadLibrary(config: Config, tools: ToolBox) {
  const { loadWorkflows } = await import('./agents/workflow/library.ts')
  return loadWorkflows({
    directories: [
      { path: join(config.packageRoot, 'config', 'workflows'), owner: false },
      { path: join(config.home, 'workflows'), owner: true },
    ],
    toolNames: tools.list().map(({ name }) => name),
  })
}

async function loadTools(config: Config, blobs: Blobs, policy: Policy): Promise<ToolBox> {
  const [runtime, tools] = await Promise.all([loadRuntime(), loadToolMakers()])
  const clock = systemClock
  const runner = runtime.createHostRunner({
    blobs,
    trustedPath: config.commands.trustedPath,
    baseEnv: process.env,
    maxOutputBytes: config.output.maxMb * 2 ** 20,
    clock,
  })
  mkdirSync(config.workspace, { recursive: true })
  const files = runtime.createFiles({
    workspace: config.workspace,
    readable: config.files.readable,
    unreadable: [...config.files.unreadable, config.home],
  })
  const fetcher = runtime.createFetcher({
    ...config.http,
    // Where a redirect leads is judged like an address that was asked for.
    mayFollow: ({ method, url }) =>
      policy.decide([{ kind: 'url', method, url }], { mode: config.execute.mode }).decision === 'allow',
  })
  const dockerHost = process.env['DOCKER_HOST']
  return tools.createToolBox([
    ...tools.createSystemTools({ runner }),
    ...tools.createFilesystemTools({ files, clock }),
    ...tools.createUtilityTools({ clock }),
    ...tools.createNetTools({ fetcher }),
    ...tools.createQaTools({ runner, files }),
    ...tools.createServerTools({ runner, files, clock, ...(dockerHost === undefined ? {} : { dockerHost }) }),
  ])
}

const loadRuntime = async () => ({
  ...(await import('./runtime/host/runner.ts')),
  ...(await import('./runtime/workspace/files.ts')),
  ...(await import('./runtime/fetch/fetcher.ts')),
})

const loadToolMakers = async () => ({
  ...(await import('./tools/registry.ts')),
  ...(await import('./tools/system/tools.ts')),
  ...(await import('./tools/filesystem/tools.ts')),
  ...(await import('./tools/utility/tools.ts')),
  ...(await import('./tools/net/tools.ts')),
  ...(await import('./tools/qa/tools.ts')),
  ...(await import('./tools/server/create.ts')),
})

function readingParts(
  config: Config,
  house: House,
  journal: JournalReader,
): Omit<ReadingDeps, 'journal' | 'blobs' | 'policy' | 'tools'> {
  return {
    workflows: (locale) => house.library.infos(locale),
    async pack(runId, directory) {
      const { writePack } = await import('./store/pack.ts')
      const createdAt = systemClock.now()
      return writePack(journal, house.blobs, runId, directory, { version: config.version, createdAt })
    },
    version: config.version,
    home: config.home,
    workspace: config.workspace,
  }
}

async function serve(config: Config, engine: Engine, log: Log) {
  const { createApiServer } = await import('./api/server.ts')
  const server = createApiServer({ engine, socketPath: socketPath(config), log })
  await server.listen(new AbortController().signal)
  return server
}

const openLog = (config: Config): Log =>
  createLog({
    level: config.log.level,
    to: { file: logPath(config) },
    redact: createRedactor(secretsOf(config)),
  })

/** Without a journal nothing more may be done or told: say why in one line, and leave the rest to the next start. */
function fatal(error: unknown, log: Log): void {
  log.error('Autohome cannot go on', { err: error })
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`autohome: ${message.replace(/\s+/g, ' ')}\n`)
  process.exit(error instanceof UserError ? error.exitCode : 1)
}

function engineSettings(config: Config): EngineSettings {
  const { steps, budget } = config
  return {
    version: config.version,
    configDigest: configDigest(config),
    workspace: config.workspace,
    mode: config.execute.mode,
    verifyRequired: config.verify.required,
    maxRepairCycles: config.verify.maxRepairCycles,
    concurrency: config.scheduler.concurrency,
    limits: {
      timeMs: Math.min(budget.timeMin, config.scheduler.runTimeoutMin) * 60_000,
      tokens: budget.tokens,
      modelCalls: budget.modelCalls,
      turns: budget.turns,
      memoryBytes: budget.memoryMb * 2 ** 20,
    },
    stepTimeoutMs: steps.timeoutS * 1000,
    maxTurns: steps.maxTurns,
    retry: { retries: steps.retries, baseMs: steps.retryBaseMs, maxMs: steps.retryMaxMs },
    questionExpiryMs: config.questions.expiryMin * 60_000,
    shutdownGraceMs: 10_000,
  }
}
