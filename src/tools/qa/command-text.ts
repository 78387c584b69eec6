import { quoteWord } from '../../lib/shell-quote.ts'

/** An equals sign matters to a shell only in front of a command; in an option it need not be quoted. */
const OPTION = /^-[A-Za-z0-9_/.:@%+,=-]+$/

/** A program and its arguments as one would type them. */
export const commandText = (argv: readonly string[]): string =>
  argv.map((word) => (OPTION.test(word) ? word : quoteWord(word))).join(' ')
