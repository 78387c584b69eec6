import type { Config } from '../../config.ts'
import type { Engine } from '../../domain/engine.ts'
import type { MessageKey } from '../../i18n/catalogue.ts'
import { phrase, say, word } from '../../i18n/say.ts'
import { type Cli, print, printError, printJson } from '../cli.ts'
import { discord } from '../doctor/discord.ts'
import { fail, type Finding, ok, warn } from '../doctor/finding.ts'
import { bash, docker, git, sudo, systemd } from '../doctor/machine.ts'
import { configuration, dataDirectory, engine, freeSpace, nodeVersion, workspace } from '../doctor/own.ts'
import { models } from '../doctor/models.ts'
import { refuseInsideCommand } from '../inside-command.ts'
import { phone } from '../doctor/phone.ts'
import { sandbox } from '../doctor/sandbox.ts'
import { chat, ollama, openai } from '../doctor/services.ts'
import { slack } from '../doctor/slack.ts'

/** What works here, what is missing, and how to mend it. Exit code 1 where something must be mended first. */
export async function doctor(
  cli: Cli,
  { json, fix }: { readonly json?: boolean; readonly fix?: boolean },
): Promise<number> {
  if (fix === true) await mended(cli, json === true)
  const findings: Finding[] = []
  for await (const finding of examine(cli)) {
    findings.push(finding)
    if (!json) print(cli, lineOf(cli, finding))
  }
  if (json)
    printJson(
      cli,
      findings.map(({ check, ...rest }) => ({ check: check.replace(/^doctor\./, ''), ...rest })),
    )
  return findings.some(({ level }) => level === 'fail') ? 1 : 0
}

/** What can be mended safely is, before the look: what doctor says then is what is left to do. */
async function mended(cli: Cli, quiet: boolean): Promise<void> {
  refuseInsideCommand(cli)
  const tell = (text: string) => (quiet ? printError(cli, text) : print(cli, text))
  let done = 0
  try {
    for await (const what of (await import('../../app/mend.ts')).mend(await cli.config())) {
      done++
      tell(phrase('doctor.fixed', { what: say(what, cli.locale) }, cli.locale))
    }
  } catch (error) {
    printError(
      cli,
      phrase('doctor.not_fixed', { why: error instanceof Error ? error.message : String(error) }, cli.locale),
    )
  }
  if (done === 0) tell(word('doctor.nothing_to_fix', cli.locale))
}

async function* examine(cli: Cli): AsyncGenerator<Finding> {
  const { locale, interrupt } = cli
  yield nodeVersion(locale)
  const config = await settled('doctor.config', () => cli.config())
  if ('level' in config) return yield config
  yield configuration(config, locale)
  yield dataDirectory(config, locale)
  yield freeSpace(config, locale)
  yield workspace(config, locale)
  const up = await settled('doctor.engine', () => engine(config, locale))
  yield up
  yield await policy(config)
  yield await workflows(cli, config)
  yield bash(config, locale)
  yield await git(config, locale, interrupt)
  yield await docker(config, locale, interrupt)
  yield await settled('doctor.sandbox', () => sandbox(config, locale, interrupt))
  yield systemd(locale)
  yield await sudo(config, locale, interrupt)
  const servers = [await ollama(config, locale, interrupt), ...(await openai(config, locale, interrupt))]
  yield* servers
  if (servers.some(({ level }) => level === 'ok')) yield* models(config, locale, interrupt)
  yield* chat(config, locale)
  yield* slack(config, locale, interrupt)
  yield* discord(config, locale, interrupt)
  yield* phone(config, locale, interrupt)
}

async function policy(config: Config): Promise<Finding> {
  const loaded = await settled('doctor.policy', async () =>
    (await import('../../app.ts')).loadHousePolicy(config),
  )
  return 'level' in loaded ? loaded : ok('doctor.policy', 'allowlist.yaml')
}

async function workflows(cli: Cli, config: Config): Promise<Finding> {
  const counted = await settled('doctor.workflows', async () => {
    const reader: Engine & { close(): Promise<void> } = await (await import('../../app.ts')).openReader(
      config,
    )
    try {
      const all = await reader.workflows(cli.locale)
      return { count: all.length, broken: all.flatMap(({ broken }) => broken ?? []) }
    } finally {
      await reader.close()
    }
  })
  if ('level' in counted) return counted
  const { count, broken } = counted
  if (broken.length > 0) return warn('doctor.workflows', broken.join(' · '))
  return ok('doctor.workflows', phrase('doctor.workflows.count', { count }, cli.locale))
}

/** Whatever goes wrong while looking is a finding as well: the other checks still have something to say. */
async function settled<T extends object>(check: MessageKey, look: () => Promise<T>): Promise<T | Finding> {
  try {
    return await look()
  } catch (error) {
    return fail(check, error instanceof Error ? error.message : String(error))
  }
}

const LEVEL_WIDTH = 5
const NAME_WIDTH = 22

const lineOf = ({ locale }: Cli, { check, level, detail }: Finding): string =>
  `${level.padEnd(LEVEL_WIDTH)} ${word(check, locale).padEnd(NAME_WIDTH)} ${detail}`
