import { userInfo } from 'node:os'
import type { Config } from '../config.ts'
import { UserError } from '../domain/errors.ts'
import type { Locale } from '../domain/text.ts'
import { givenLocale, localeOf, preferredLocale } from '../lib/locale.ts'
import type { Cli, Io } from './cli.ts'
import { reportError } from './report-error.ts'

export interface CliParts {
  readonly argv: readonly string[]
  readonly io: Io
  readonly interrupt: AbortSignal
  readonly leave: AbortSignal
  /** Rejects when something broke outside of every command. */
  readonly broke: Promise<never>
  readonly cwd: string
  readonly packageRoot: string
}

/** Runs one command to its end. Never rejects: what goes wrong becomes a line on stderr and an exit code. */
export async function runCli({
  argv,
  io,
  interrupt,
  leave,
  broke,
  cwd,
  packageRoot,
}: CliParts): Promise<number> {
  const typed = languageTyped(argv)
  const env = typed === undefined ? io.env : { ...io.env, AUTOHOME_LANG: typed }
  let loaded: Config | undefined
  const cli: Cli = {
    io,
    interrupt,
    leave,
    cwd,
    packageRoot,
    get locale(): Locale {
      return loaded?.locale ?? preferredLocale(env)
    },
    get languageSet(): boolean {
      return loaded?.languageSet ?? givenLocale(env) !== undefined
    },
    actor: whoSitsHere(),
    async config() {
      if (loaded) return loaded
      const { loadConfig } = await import('../config.ts')
      loaded = await loadConfig({ env, cwd, packageRoot })
      return loaded
    },
  }
  try {
    if (typed !== undefined && localeOf(typed) === undefined) {
      const { phrase } = await import('../i18n/say.ts')
      throw new UserError('bad_input', phrase('cli.lang', { typed }, preferredLocale(io.env)))
    }
    return await Promise.race([dispatch(cli, argv), broke])
  } catch (error) {
    return reportError(error, cli, loaded)
  }
}

async function dispatch(cli: Cli, argv: readonly string[]): Promise<number> {
  // The long-lived process is started most often without further words: it needs no parser in its memory.
  if (argv.length === 1 && argv[0] === 'start') return (await import('./commands/start.ts')).start(cli)
  return (await import('./parse.ts')).parseAndRun(cli, argv)
}

/** The account is who it is: whoever can run this command can read the data directory as well. */
function whoSitsHere(): Cli['actor'] {
  try {
    const { username } = userInfo()
    return { surface: 'console', id: username, name: username }
  } catch {
    const id = `uid-${process.getuid?.() ?? 0}`
    return { surface: 'console', id, name: id }
  }
}

/** Help and errors need the language before anything is parsed. */
function languageTyped(argv: readonly string[]): string | undefined {
  const end = argv.indexOf('--')
  const options = end < 0 ? argv : argv.slice(0, end)
  const at = options.findIndex((word) => word === '--lang' || word.startsWith('--lang='))
  const word = options[at]
  if (word === undefined) return undefined
  return word === '--lang' ? options[at + 1] : word.slice('--lang='.length)
}
