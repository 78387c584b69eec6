import { isFoundGood, rememberFoundGood } from './app/found-good.ts'
import { snapshotsOf } from './app/changes.ts'
import { type ConfiguredParts, configuredSurfaces } from './app/configured.ts'
import { furnish } from './app/furnish.ts'
import { connectPhones, hasPhone } from './app/phone.ts'
import { openSandbox } from './app/sandbox.ts'
import { listSchedules, scheduleSettings } from './app/schedules.ts'
import type { Connected, Surfaces } from './app/surfaces.ts'
import { upgradeTold } from './app/upgrade-told.ts'
import type { Config } from './config.ts'
import { loadSecrets } from './config/secrets.ts'
import { configDigest, logPath, secretsOf, socketPath } from './config.ts'
import type { Blobs } from './domain/blobs.ts'
import type { Engine } from './domain/engine.ts'
import { UserError } from './domain/errors.ts'
import type { JournalReader } from './domain/journal.ts'
import type { EngineSettings, House } from './engine/deps.ts'
import { createEngine } from './engine/engine.ts'
import { createReading, type ReadingDeps } from './engine/reading.ts'
import { hasOpenChanges } from './runtime/changes/open.ts'
import { openAway } from './store/away.ts'
import type { Upgrade } from './store/database.ts'
import { sayError } from './i18n/say.ts'
import { systemClock } from './lib/clock.ts'
import { createLog, type Log } from './lib/log.ts'
import { createRedactor, type Redactor } from './lib/redact.ts'

/** The composition root: the only place where adapters are made. What a command does not need is not loaded. */

export { loadHousePolicy } from './app/furnish.ts'

export const watchRun: typeof import('./bot/console/watch-run.ts').watchRun = async (...args) =>
  (await import('./bot/console/watch-run.ts')).watchRun(...args)

export const chat: typeof import('./bot/console/chat.ts').chat = async (...args) =>
  (await import('./bot/console/chat.ts')).chat(...args)

export const answerSmallTalk: typeof import('./bot/small-talk-reply.ts').answerSmallTalk = async (...args) =>
  (await import('./bot/small-talk-reply.ts')).answerSmallTalk(...args)

export interface App {
  readonly engine: Engine
  /** How connecting to each configured chat platform ends; nobody has to wait for it. */
  readonly connected: readonly Promise<Connected>[]
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
  options: {
    readonly kind: 'service' | 'one_shot'
    readonly serve: boolean
    readonly tell?: ConfiguredParts['tell']
  },
): Promise<App> {
  const [{ acquireLock }, { openJournal }, { openSchedules }, { openSamples }] = await Promise.all([
    import('./store/lock.ts'),
    import('./store/journal.ts'),
    import('./store/schedules.ts'),
    import('./store/samples.ts'),
  ])
  const lock = acquireLock(config.home)
  try {
    const synchronous = config.journal.synchronous === 'full' ? 'FULL' : 'NORMAL'
    const redact = createRedactor([
      ...secretsOf(config),
      ...(await loadSecrets(config.home, process.env)).values(),
    ])
    const log = openLog(config, redact)
    const onUpgrade = (upgrade: Upgrade) => {
      const told = upgradeTold(upgrade)
      log.info(told.en)
      options.tell?.(told)
    }
    const journal = openJournal({ directory: config.home, synchronous, clock: systemClock, onUpgrade })
    const blobs = await openBlobs(config)
    const sandbox = openSandbox(config, blobs)
    const house = once(async () => {
      const furnished = await furnish(config, blobs, { log, sandbox, samples: openSamples(journal) })
      rememberFoundGood(config)
      return furnished
    })
    if (!isFoundGood(config)) await house()
    const away = openAway(config.home)
    const running = createEngine({
      away,
      journal,
      schedules: openSchedules(journal.database),
      blobs,
      house,
      hasOpenChanges: () => hasOpenChanges(snapshotsOf(config)),
      clock: systemClock,
      settings: engineSettings(config),
      random: Math.random,
      reading: { ...readingParts(config, journal, blobs), kind: options.kind },
      onFatal: (error) => fatal(error, config, log),
    })
    const server = options.serve ? await serve(config, running.engine, log) : undefined
    // What another process left unfinished is for one that stays.
    running.start({ resume: options.kind === 'service' })
    const leaving = new AbortController()
    if (options.kind === 'service') void pruneDaily(config, log, leaving.signal)
    const surfaces =
      options.kind === 'service' ? await connect(config, running.engine, log, options.tell) : undefined
    const phones =
      options.kind === 'service' && hasPhone(config)
        ? await connectPhones({
            config,
            engine: running.engine,
            clock: systemClock,
            log,
            random: Math.random,
            redact,
            onTrouble: (name, message) => surfaces?.tellTrouble(name, message),
          })
        : undefined
    return {
      engine: running.engine,
      connected: [...(surfaces?.connected ?? []), ...(phones?.connected ?? [])],
      async idle() {
        for (;;) {
          await running.idle()
          if (!server || server.connected() === 0) return
          // A client may be about to ask for something, or to hear the last of its run.
          await server.left()
        }
      },
      async close() {
        leaving.abort()
        await surfaces?.close()
        await phones?.close()
        await server?.close()
        await running.close()
        await sandbox.close()
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
  const [{ openReader: openJournalReader }, { isHeld }] = await Promise.all([
    import('./store/reader.ts'),
    import('./store/lock.ts'),
  ])
  const journal = openJournalReader(config.home)
  const isAtWork = isHeld(config.home)
  const blobs = await openBlobs(config)
  const away = openAway(config.home)
  const house = once((): Promise<House> => furnish(config, blobs))
  const refuse = (): never => {
    throw new UserError('not_now', {
      en: 'No Autohome is running here: start one with `autohome start`.',
      fr: 'Aucun Autohome n’est en service ici : lancez-le avec `autohome start`.',
    })
  }
  return {
    ...createReading({
      ...readingParts(config, journal, blobs),
      kind: 'none',
      journal,
      blobs,
      house,
      away,
      isAtWork: () => isAtWork,
    }),
    async setAway(on, by) {
      away.set(on ? (away.current() ?? { since: systemClock.now(), by }) : undefined)
      return away.current()
    },
    schedules: () => listSchedules(config, house),
    addSchedule: refuse,
    changeSchedule: refuse,
    runSchedule: refuse,
    submit: refuse,
    cancel: refuse,
    answer: refuse,
    reverify: refuse,
    repair: refuse,
    steer: refuse,
    follow: refuse,
    watch: refuse,
    feed: refuse,
    close: async () => journal.close(),
  }
}

async function openBlobs(config: Config): Promise<Blobs> {
  const { openBlobs: open } = await import('./store/blobs.ts')
  return open(config.home, { maxBytes: config.output.maxMb * 2 ** 20 })
}

/** The same promise for everybody; a failure is told to everybody too. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
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
    owners: config.owners,
    questionExpiryMs: config.questions.expiryMin * 60_000,
    ...scheduleSettings(config),
    twoPeople: config.approvals.twoPeople,
    shutdownGraceMs: 10_000,
  }
}

const readingParts = (
  config: Config,
  journal: JournalReader,
  blobs: Blobs,
): Pick<ReadingDeps, 'pack' | 'version' | 'home' | 'workspace'> => ({
  async pack(runId, directory) {
    const { writePack } = await import('./store/pack.ts')
    const meta = { version: config.version, createdAt: systemClock.now() }
    return writePack(journal, blobs, runId, directory, meta)
  },
  version: config.version,
  home: config.home,
  workspace: config.workspace,
})

async function serve(config: Config, engine: Engine, log: Log) {
  const { createApiServer } = await import('./api/server.ts')
  const server = createApiServer({ engine, socketPath: socketPath(config), log })
  await server.listen(new AbortController().signal)
  return server
}

/** What no token is set for is not loaded. */
async function connect(
  config: Config,
  engine: Engine,
  log: Log,
  tell: ConfiguredParts['tell'],
): Promise<Surfaces | undefined> {
  const parts = { config, engine, clock: systemClock, log }
  const configured = configuredSurfaces(config, { ...parts, ...(tell ? { tell } : {}) })
  if (configured.length === 0) return undefined
  const { openSurfaces } = await import('./app/surfaces.ts')
  return openSurfaces(configured, parts)
}

const openLog = (config: Config, redact: Redactor): Log =>
  createLog({ level: config.log.level, to: { file: logPath(config) }, redact })

/** Never rejects: what goes wrong is logged there. */
async function pruneDaily(config: Config, log: Log, signal: AbortSignal): Promise<void> {
  try {
    await (await import('./app/keep.ts')).pruneDaily(config, systemClock, log, signal)
  } catch (error) {
    log.error('pruning cannot begin', { err: error })
  }
}

/** How long whoever follows a run may take to hear how it ended, in milliseconds. */
const LAST_WORDS_MS = 500

/** Without a journal nothing more may be done: say why in one line, and leave the rest to the next start. */
function fatal(error: unknown, { locale }: Config, log: Log): void {
  log.error('Autohome cannot go on', { err: error })
  const message =
    error instanceof UserError
      ? sayError(error, locale)
      : error instanceof Error
        ? error.message
        : String(error)
  process.stderr.write(`autohome: ${message.replace(/\s+/g, ' ')}\n`)
  const exitCode = error instanceof UserError ? error.exitCode : 1
  setTimeout(() => process.exit(exitCode), LAST_WORDS_MS)
}
