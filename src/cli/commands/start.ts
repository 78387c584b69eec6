import type { App } from '../../app.ts'
import { type Config, socketPath } from '../../config.ts'
import type { Engine } from '../../domain/engine.ts'
import { systemClock } from '../../lib/clock.ts'
import { phrase, say, sayError, word } from '../../i18n/say.ts'
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
  const app = await startApp(config, {
    kind: 'service',
    serve: true,
    tell: (text) => print(cli, say(text, cli.locale)),
  })
  try {
    return chatting ? await talk(cli, app.engine) : await serve(cli, config, app.connected)
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
      // The same after every start: what is said next belongs to what was done before.
      thread: `console:${cli.actor.id}`,
      signal: cli.interrupt,
      timeZone: config.timezone,
    },
  )
}

async function serve(cli: Cli, config: Config, connected: App['connected']): Promise<number> {
  const { version } = config
  print(cli, phrase('cli.ready', { version, socket: socketPath(config) }, cli.locale))
  for (const each of connected) void each.then((one) => tellConnected(cli, one))
  await aborted(cli.interrupt)
  print(cli, word('cli.stopping', cli.locale))
  return 0
}

const NAMES = { slack: 'Slack', discord: 'Discord', phone: 'ntfy', webhook: 'Webhook' } as const

function tellConnected(cli: Cli, { name, error }: Awaited<App['connected'][number]>): void {
  const surface = NAMES[name]
  if (cli.interrupt.aborted) return
  if (!error) return print(cli, phrase('surface.connected', { surface }, cli.locale))
  printError(cli, phrase('surface.not_connected', { surface, why: sayError(error, cli.locale) }, cli.locale))
}

/** Chat tokens that are set, as their variables are called. */
export const tokensOf = ({ slack, discord }: Config): readonly string[] => [
  ...(slack.botToken === undefined ? [] : ['SLACK_BOT_TOKEN']),
  ...(slack.appToken === undefined ? [] : ['SLACK_APP_TOKEN']),
  ...(discord.token === undefined ? [] : ['DISCORD_TOKEN']),
]

/** Resolves at the abort. The pending server keeps the process alive meanwhile. */
function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
