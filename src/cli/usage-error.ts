import type { CommanderError } from 'commander'
import type { Locale } from '../domain/text.ts'
import { phrase } from '../i18n/say.ts'

/** What commander refused, in one line of the person's language; undefined where it only showed help or the version. */
export function usageLine(error: CommanderError, command: string, locale: Locale): string | undefined {
  const [first = '', second = ''] = [...error.message.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '')
  switch (error.code) {
    case 'commander.help':
    case 'commander.helpDisplayed':
    case 'commander.version':
      return undefined
    case 'commander.unknownOption':
      return phrase('cli.unknown_option', { typed: first, command }, locale)
    case 'commander.missingArgument':
      return phrase('cli.missing_argument', { typed: `<${first}>`, command }, locale)
    case 'commander.excessArguments':
      return phrase('cli.excess_arguments', { command }, locale)
    case 'commander.optionMissingArgument':
      return phrase('cli.option_value', { option: optionName(first), allowed: argumentOf(first) }, locale)
    case 'commander.invalidArgument':
      return phrase(
        'cli.bad_option',
        { option: optionName(first), value: second, allowed: choices(error) },
        locale,
      )
    default:
      return error.message.replace(/^error: /, '')
  }
}

/** `--mode <mode>` → `--mode` */
const optionName = (flags: string): string => flags.split(' ')[0] ?? flags

const argumentOf = (flags: string): string => flags.split(' ').slice(1).join(' ')

const choices = (error: CommanderError): string =>
  /Allowed choices are (.*)\.$/.exec(error.message)?.[1] ?? ''
