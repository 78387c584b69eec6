import type { Config } from '../config.ts'
import { UserError } from '../domain/errors.ts'
import { type Cli, printError } from './cli.ts'

/** 128 + SIGINT, as shells report it. */
export const INTERRUPTED = 130

/** One line on stderr and the exit code. A bug's stack goes to the log, and to the terminal with AUTOHOME_DEBUG=1. */
export async function reportError(error: unknown, cli: Cli, config: Config | undefined): Promise<number> {
  if (cli.io.env['AUTOHOME_DEBUG'] === '1') printError(cli, stackOf(error))
  if (error instanceof UserError) {
    if (cli.io.env['AUTOHOME_DEBUG'] === '1') return error.exitCode
    const line = error.localized
      ? (await import('../i18n/say.ts')).sayError(error, cli.locale)
      : error.message
    printError(cli, line.replaceAll(/\s*\n\s*/g, ' '))
    return error.exitCode
  }
  if (cli.interrupt.aborted) return INTERRUPTED
  const { phrase } = await import('../i18n/say.ts')
  const message = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
  const log = config && (await logged(error, config))
  printError(
    cli,
    log === undefined
      ? phrase('cli.bug.no_log', { message }, cli.locale)
      : phrase('cli.bug', { message, log }, cli.locale),
  )
  return 1
}

/** Where it was written, if it could be. */
async function logged(error: unknown, config: Config): Promise<string | undefined> {
  const [{ existsSync }, { logPath, secretsOf }, { createLog }, { createRedactor }] = await Promise.all([
    import('node:fs'),
    import('../config.ts'),
    import('../lib/log.ts'),
    import('../lib/redact.ts'),
  ])
  if (config.log.level === 'silent' || !existsSync(config.home)) return undefined
  const file = logPath(config)
  createLog({ level: 'error', to: { file }, redact: createRedactor(secretsOf(config)) }).error(
    'command failed',
    {
      err: error,
    },
  )
  return file
}

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)
