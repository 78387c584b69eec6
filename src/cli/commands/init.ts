import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, loadConfig } from '../../config.ts'
import { UserError } from '../../domain/errors.ts'
import { phrase, word } from '../../i18n/say.ts'
import { type Cli, isInteractive, print } from '../cli.ts'
import { refuseInsideCommand } from '../inside-command.ts'
import { openPerson } from '../init/ask.ts'
import { checkAnswer, isSecret, variableOf } from '../init/check-answer.ts'
import { interview } from '../init/interview.ts'
import { ASKS } from '../init/topics.ts'
import { type Answers, writeSettings } from '../init/write-settings.ts'

export interface InitOptions {
  readonly yes?: boolean
  readonly set?: readonly string[]
  readonly testNotification?: boolean
}

/** Asks, writes the settings and says what is left to do. Run again it keeps what is there. */
export async function init(cli: Cli, { yes, set = [], testNotification }: InitOptions): Promise<number> {
  refuseInsideCommand(cli)
  const config = await cli.config()
  const given = fromFlags(cli, set)
  const answers = yes === true ? new Map([...fromEnvironment(cli), ...given]) : await byAsking(cli, config)
  const written = writeSettings(config.home, answers)
  const now = await loadConfig({ env: cli.io.env, cwd: cli.cwd, packageRoot: cli.packageRoot })
  const told: Cli = { ...cli, locale: now.locale }
  const key =
    written.length === 0
      ? word('init.nothing', now.locale)
      : phrase('init.written', { paths: written.join(', ') }, now.locale)
  print(told, key)
  await tellNext(told, now)
  if (testNotification === true) await notify(told, now)
  return 0
}

async function byAsking(cli: Cli, config: Config): Promise<Answers> {
  if (!isInteractive(cli)) throw new UserError('bad_input', word('init.no_terminal', cli.locale))
  const person = openPerson(cli)
  try {
    return await interview(cli, config, person)
  } finally {
    person.close()
  }
}

/** `execute.mode=sandbox` … A secret is not taken: whoever lists processes would see it. */
function fromFlags(cli: Cli, pairs: readonly string[]): Answers {
  return new Map(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      const [key, typed] = [pair.slice(0, Math.max(at, 0)), pair.slice(at + 1)]
      const ask = ASKS.find((one) => one.key === key)
      if (!ask || isSecret(key))
        throw new UserError('bad_input', phrase('init.bad_set', { pair: key, keys: OPEN_KEYS }, cli.locale))
      return [key, valueOf(cli, key, typed)]
    }),
  )
}

const OPEN_KEYS = ASKS.filter(({ key }) => !isSecret(key))
  .map(({ key }) => key)
  .join(', ')

/** Secrets that stand in the environment are kept for the next start. */
const fromEnvironment = (cli: Cli): Answers =>
  new Map(
    ASKS.filter(({ key }) => isSecret(key)).flatMap(({ key }) => {
      const typed = cli.io.env[variableOf(key) ?? '']
      return typed ? [[key, valueOf(cli, key, typed)] as const] : []
    }),
  )

function valueOf(cli: Cli, key: string, typed: string): unknown {
  const checked = checkAnswer(
    ASKS.find((one) => one.key === key) ?? { key, question: 'init.ask.locale' },
    typed,
    cli.cwd,
    cli.locale,
  )
  if (checked.ok) return checked.value
  throw new UserError('bad_input', phrase('init.bad_value', { key, allowed: checked.allowed }, cli.locale))
}

async function tellNext(cli: Cli, config: Config): Promise<void> {
  const { locale, packageRoot } = cli
  if (config.slack.botToken === undefined)
    print(cli, phrase('init.slack_manifest', { path: join(packageRoot, 'slack', 'manifest.yaml') }, locale))
  const [{ slack }, { discord }] = await Promise.all([
    import('../doctor/slack.ts'),
    import('../doctor/discord.ts'),
  ])
  for (const look of [slack(config, locale, cli.interrupt), discord(config, locale, cli.interrupt)])
    for await (const { check, level, detail } of look)
      print(cli, `${level.padEnd(5)} ${word(check, locale)}  ${detail}`)
  await invite(cli, config)
  print(cli, word('init.sudoers', locale))
  const fragment = readFileSync(join(packageRoot, 'packaging', 'sudoers.autohome'), 'utf8')
  // root needs none of it: then it is for the user that will run Autohome.
  const own = fragment.replaceAll(/^autohome /gm, `${cli.actor.id === 'root' ? 'autohome' : cli.actor.id} `)
  print(cli, own.trimEnd())
  print(cli, sudoersVerdict(own, cli))
  print(cli, word('init.next', locale))
}

async function invite(cli: Cli, config: Config): Promise<void> {
  if (config.discord.token === undefined) return
  const { examineDiscord } = await import('../../app/discord-setup.ts')
  for await (const look of examineDiscord(config, cli.interrupt))
    if (look.about === 'guild') print(cli, phrase('init.discord_invite', { url: look.invite }, cli.locale))
}

function sudoersVerdict(text: string, { locale }: Cli): string {
  const { error, status } = spawnSync('visudo', ['-c', '-f', '-'], {
    input: text,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  if (error) return word('init.sudoers.unchecked', locale)
  return word(status === 0 ? 'init.sudoers.checked' : 'init.sudoers.refused', locale)
}

async function notify(cli: Cli, config: Config): Promise<void> {
  const { testPhones } = await import('../../app/phone-setup.ts')
  const names = await testPhones(config, cli.locale, cli.interrupt)
  print(cli, phrase('cli.notify.sent', { names: names.join(', ') }, cli.locale))
}
