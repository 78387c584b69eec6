import type { App } from '../app.ts'
import type { Engine } from '../domain/engine.ts'
import { UserError } from '../domain/errors.ts'
import { socketPath } from '../config.ts'
import { orAborted } from '../lib/abort.ts'
import { word } from '../i18n/say.ts'
import type { Cli } from './cli.ts'
import { connectEngine } from './client.ts'

type Work = (engine: Engine) => Promise<number>

/** Through the engine that runs on this data directory, or in this process where none does. */
export async function withEngine(cli: Cli, work: Work): Promise<number> {
  const config = await cli.config()
  return (await withRunning(cli, work)) ?? (await inProcess())

  async function inProcess(): Promise<number> {
    const { startApp } = await import('../app.ts')
    for (let tries = 1; ; tries++) {
      const app = await startApp(config, { kind: 'one_shot', serve: true }).catch((error: unknown) => {
        // Another one-shot command may have been quicker: then it is the engine that runs here, as soon as it listens.
        if (error instanceof UserError && error.code === 'busy') return undefined
        throw error
      })
      if (app) return inThisProcess(cli, app, work)
      const code = await withRunning(cli, work)
      if (code !== undefined) return code
      if (tries === BUSY_TRIES || cli.interrupt.aborted)
        throw new UserError('busy', word('cli.starting', cli.locale))
      await new Promise<void>((resolve) => void setTimeout(resolve, BUSY_PAUSE_MS))
    }
  }
}

/** How long a data directory may be in the hands of a process that does not answer: it is starting or stopping. */
const [BUSY_TRIES, BUSY_PAUSE_MS] = [50, 100]

async function inThisProcess(cli: Cli, app: App, work: Work): Promise<number> {
  try {
    const code = await work(app.engine)
    // Others may have reached this engine through its socket: their runs are finished too.
    await orAborted(app.idle(), cli.interrupt).catch(() => undefined)
    return code
  } finally {
    await app.close()
  }
}

/** Only through an engine that runs; undefined where none does. */
export async function withRunning<T>(cli: Cli, work: (engine: Engine) => Promise<T>): Promise<T | undefined> {
  const engine = await connectEngine(socketPath(await cli.config()), cli.locale)
  if (engine === undefined) return undefined
  try {
    return await work(engine)
  } finally {
    await engine.close()
  }
}

/** For commands that change nothing: the running engine, or the data directory itself. */
export async function withReader(cli: Cli, work: (engine: Engine) => Promise<number>): Promise<number> {
  const running = await withRunning(cli, work)
  if (running !== undefined) return running
  const { openReader } = await import('../app.ts')
  const reader = await openReader(await cli.config())
  try {
    return await work(reader)
  } finally {
    await reader.close()
  }
}
