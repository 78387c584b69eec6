import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, CommanderError } from 'commander'
import { UserError } from '../domain/errors.ts'
import { phrase } from '../i18n/say.ts'
import type { Cli } from './cli.ts'
import { completeName } from './names.ts'
import { createProgram } from './program.ts'
import { usageLine } from './usage-error.ts'

/** @throws UserError `bad_input`, `ambiguous`, and whatever the command throws */
export async function parseAndRun(cli: Cli, argv: readonly string[]): Promise<number> {
  let exitCode = 0
  const program = createProgram(cli, versionOf(cli.packageRoot), (code) => {
    exitCode = code
  })
  if (argv.length === 0) {
    program.outputHelp()
    return 2
  }
  const { words, path } = completed(cli, program, argv)
  try {
    await program.parseAsync(words, { from: 'user' })
    return exitCode
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    const line = usageLine(error, path, cli.locale)
    if (line === undefined) return error.exitCode
    throw new UserError('bad_input', line)
  }
}

/** Command names written out in full: `pol exp` → `policy explain`. */
function completed(cli: Cli, program: Command, argv: readonly string[]) {
  const words = argv[0] === 'help' ? [...argv.slice(1), '--help'] : [...argv]
  const path: string[] = []
  let parent = program
  for (let at = 0; at < words.length && parent.commands.length > 0; at++) {
    const word = words[at] ?? ''
    if (word === '--lang') at++
    else if (!word.startsWith('-')) {
      const name = fullName(cli, parent, word)
      words[at] = name
      path.push(name)
      parent = parent.commands.find((one) => one.name() === name) ?? parent
    }
  }
  return { words, path: path.join(' ') }
}

function fullName({ locale }: Cli, parent: Command, typed: string): string {
  const found = completeName(
    typed,
    parent.commands.map((one) => one.name()),
  )
  if (found.kind === 'one') return found.name
  if (found.kind === 'several')
    throw new UserError(
      'ambiguous',
      phrase('cli.ambiguous', { typed, names: found.names.join(', ') }, locale),
    )
  throw new UserError(
    'bad_input',
    phrase('cli.unknown_command', { typed, nearest: found.nearest ?? '' }, locale),
  )
}

const versionOf = (packageRoot: string): string =>
  (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }).version
