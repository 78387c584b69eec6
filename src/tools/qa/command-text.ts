import { quoteWord } from '../../lib/shell-quote.ts'

/** A program and its arguments as one would type them. */
export const commandText = (argv: readonly string[]): string => argv.map((word) => quoteWord(word)).join(' ')
