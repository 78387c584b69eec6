/** sudoers(5): in arguments a backslash stands before `,` `:` `=` `\` and blanks; `*` matches anything. */
export const sudoersLine = (user: string, commands: readonly (readonly string[])[]): string =>
  `${user} ALL=(root) NOPASSWD: ${commands.map((words) => words.map(escapeWord).join(' ')).join(', ')}`

const escapeWord = (word: string): string => word.replace(/[,:=\\\s]/g, '\\$&')

/** What sudo 1.8 and 1.9 say last where the present user may not run something without being asked. */
const REFUSED =
  /^(?:sudo: .*(?:password is required|not allowed|terminal is required)|Sorry, user .* is not allowed|.* is not in the sudoers file)/

/**
 * The words of the one command that sudo was to run, where it refused and so nothing of the script has happened. Undefined
 * for every other failure, and for a script of several commands: what came before the refusal may well have run.
 */
export function refusedBySudo(
  text: string,
  ended: { exitCode: number; stderr: string },
): string[] | undefined {
  const lastLine = ended.stderr.trimEnd().split('\n').at(-1)?.trim() ?? ''
  if (ended.exitCode !== 1 || !REFUSED.test(lastLine)) return undefined
  const [, command] = /^\s*sudo\s+(?:-[a-zA-Z]+\s+)*([^-\s;&|<>()`$\\\n][^;&|<>()`$\\\n]*)$/.exec(text) ?? []
  const words = command?.matchAll(/'([^']*)'|"([^"]*)"|([^\s'"]+)/g)
  return words && [...words].map(([, single, double, bare]) => single ?? double ?? bare ?? '')
}
