import { Argument, Command, type CommanderError, Option } from 'commander'
import type { Locale } from '../domain/text.ts'
import type { MessageKey } from '../i18n/catalogue.ts'
import { word } from '../i18n/say.ts'
import type { Cli } from './cli.ts'

/** One command of the program. */
export interface Shape {
  /** As commander writes it: `show <run>`. */
  readonly usage: string
  readonly summary: MessageKey
  /** What follows `autohome`. */
  readonly examples: readonly string[]
  readonly options?: readonly Option[]
  /** The work; its result is the exit code. Without it the command only groups others. */
  readonly act?: (...given: never[]) => Promise<number>
}

/** Adds commands that hand their exit code to `done`. */
export const commandAdder =
  (cli: Cli, done: (exitCode: number) => void) =>
  (parent: Command, { usage, summary, examples, options = [], act }: Shape): Command => {
    const [name = '', ...args] = usage.split(' ')
    const command = dress(new Command(name), cli, examples).description(word(summary, cli.locale))
    for (const argument of args) command.addArgument(new Argument(argument))
    for (const option of options) command.addOption(option)
    if (act) command.action(async (...given: unknown[]) => done(await act(...(given as never[]))))
    parent.addCommand(command)
    return command
  }

const TITLES: Readonly<Record<string, MessageKey>> = {
  'Usage:': 'cli.help.usage',
  'Arguments:': 'cli.help.arguments',
  'Options:': 'cli.help.options',
  'Commands:': 'cli.help.commands',
}

/** commander's own words in the person's language, an example below, and its errors thrown instead of printed. */
export function dress(command: Command, { io, locale }: Cli, examples: readonly string[]): Command {
  const title = (key: MessageKey) => `${word(key, locale)}${locale === 'fr' ? '\u00a0:' : ':'}`
  return command
    .helpOption('-h, --help', word('cli.help.help', locale))
    .helpCommand(false)
    .exitOverride((error: CommanderError) => {
      throw error
    })
    .configureOutput({ writeOut: (text) => void io.stdout.write(text), outputError: () => undefined })
    .configureHelp({
      helpWidth: Math.min(io.stdout.columns || 110, 110),
      // The choices stand in the words themselves, in the person's language.
      optionDescription: (one: Option) => one.description,
      styleTitle: (text: string) => (TITLES[text] ? title(TITLES[text]) : text),
    })
    .addHelpText('after', () =>
      ['', title('cli.help.example'), ...examples.map((line) => `  autohome ${line}`)].join('\n'),
    )
}

export const option = (flags: string, key: MessageKey, locale: Locale): Option =>
  new Option(flags, word(key, locale))
