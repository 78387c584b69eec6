import { type Config, socketPath } from '../../config.ts'
import type { Engine } from '../../domain/engine.ts'
import { systemClock } from '../../lib/clock.ts'
import { ulid } from '../../lib/ids.ts'
import { phrase, word } from '../../i18n/say.ts'
import { type Cli, isInteractive, print, printError } from '../cli.ts'
import { withRunning } from '../with-engine.ts'

/** `start` without words: chat in a terminal, otherwise serve until told to stop. */
export async function start(cli: Cli): Promise<number> {
  const config = await cli.config()
  const chatting = isInteractive(cli) && tokensOf(config).length === 0
  if (chatting) {
    // The process of another command ends with it: that is nobody to talk to.
    const code = await withRunning(cli, async (engine) =>
      (await engine.about()).kind === 'service' ? talk(cli, engine) : undefined,
    )
    if (code !== undefined) return code
  }
  const { startApp } = await import('../../app.ts')
  const app = await startApp(config, { kind: 'service', serve: true })
  try {
    return chatting ? await talk(cli, app.engine) : await serve(cli, config)
  } finally {
    await app.close()
  }
}

async function talk(cli: Cli, engine: Engine): Promise<number> {
  const [{ chat }, config] = await Promise.all([import('../../app.ts'), cli.config()])
  const { stdin, stdout, env } = cli.io
  return chat(
    engine,
    { out: stdout, input: stdin, env },
    {
      locale: cli.locale,
      languageSet: cli.languageSet,
      clock: systemClock,
      actor: cli.actor,
      version: config.version,
      thread: `console:${ulid(systemClock.now())}`,
      signal: cli.interrupt,
      timeZone: config.timezone,
    },
  )
}

async function serve(cli: Cli, config: Config): Promise<number> {
  const { version } = config
  print(cli, phrase('cli.ready', { version, socket: socketPath(config) }, cli.locale))
  const names = tokensOf(config)
  if (names.length > 0) printError(cli, phrase('cli.tokens_later', { names: names.join(', ') }, cli.locale))
  await aborted(cli.interrupt)
  print(cli, word('cli.stopping', cli.locale))
  return 0
}

/** Chat tokens that are set, as their variables are called. */
export const tokensOf = ({ slack, discord }: Config): readonly string[] => [
  ...(slack.botToken === undefined ? [] : ['SLACK_BOT_TOKEN']),
  ...(discord.token === undefined ? [] : ['DISCORD_TOKEN']),
]

/** Resolves at the abort. The pending server keeps the process alive meanwhile. */
function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
