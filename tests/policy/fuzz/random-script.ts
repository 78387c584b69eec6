import { COMMANDS, NAMES, type Parts, type Technique, WORDS } from './techniques.ts'

/** Programs that do nothing but be recorded; odd ones fail. */
export const PROGRAMS = ['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7'] as const

export const TECHNIQUES = [...Object.keys(NAMES), ...Object.keys(COMMANDS), ...Object.keys(WORDS)] as const

export interface RandomScript {
  readonly text: string
  /** Which of the techniques stand in it. */
  readonly techniques: ReadonlySet<string>
}

/** In place of a technique for somebody who does not see it: a command and a word that do nothing. */
const NOTHING = ':'

/**
 * A random bash script whose programs are recorders. With the same random numbers and a technique to leave out it is
 * the same script, except for that technique.
 */
export function randomScript(random: () => number, leftOut?: string): RandomScript {
  const techniques = new Set<string>()
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T
  const maybe = (share: number): boolean => random() < share
  const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
  const program = (): string => pick(PROGRAMS)

  function technique(all: Readonly<Record<string, Technique>>): string {
    const [name, write] = pick(Object.entries(all))
    const parts: Parts = { p: program(), q: program(), quote }
    techniques.add(name)
    return name === leftOut ? NOTHING : write(parts)
  }

  const name = (): string => (maybe(0.85) ? program() : technique(NAMES))

  function word(depth: number): string {
    if (depth > 2 || maybe(0.7)) return pick(PLAIN_WORDS)
    if (maybe(0.6)) return technique(WORDS)
    const inner = simple(depth + 1)
    return pick([`$(${inner})`, `"$(${inner})"`, `<(${inner})`, `\${z:-$(${inner})}`, `{a,$(${inner})}`])
  }

  const words = (depth: number): string =>
    Array.from({ length: Math.floor(random() * 3) }, () => ` ${word(depth)}`).join('')

  const redirect = (depth: number): string =>
    maybe(0.88) ? '' : pick([...REDIRECTIONS, ` <<< ${word(depth + 1)}`])

  const assignment = (depth: number): string =>
    maybe(0.92) ? '' : pick(['LC_ALL=C ', 'TZ=UTC ', `LANG=${word(depth + 1).replaceAll(/[*{[]/g, 'a')} `])

  function simple(depth: number): string {
    if (depth < 3 && maybe(0.25)) return technique(COMMANDS)
    if (maybe(0.1))
      return pick([...HARMLESS, `echo${words(depth)}`, `: ${word(depth)}`, `x=${word(depth + 1)}`])
    return `${assignment(depth)}${name()}${words(depth)}${redirect(depth)}`
  }

  function command(depth: number): string {
    if (depth > 2 || maybe(0.65)) return simple(depth)
    const inner = () => list(depth + 1)
    return pick([
      () => `(${inner()}\n)`,
      () => `{ ${inner()}\n}`,
      () => `if ${inner()}\nthen ${inner()}\nelse ${inner()}\nfi`,
      () => `while ${pick(['r1', 'r3', '! r0', '! true'])}; do ${inner()}\ndone`,
      () => `for x in ${word(depth)} ${word(depth)}; do ${inner()}\ndone`,
      () => `case ${word(depth)} in a) ${inner()}\n;; *) ${inner()}\n;; esac`,
      () => `f0() { ${simple(3)}\n}`,
      () => `function f1 { ${simple(3)}\n}`,
      () => `[[ ${pick(['-n', '-z', '-f'])} ${word(depth + 1)} ]]`,
      () => `! ${simple(depth)}`,
      () => `for ((i = 0; i < 2; i++)); do ${inner()}\ndone`,
      () => `{ ${inner()}\n} > f1`,
      () => `bash -c ${quote(list(depth + 1))}`,
      () => `eval ${quote(list(depth + 1))}`,
      () => `f0\nf1`,
    ])()
  }

  function list(depth: number): string {
    const count = 1 + Math.floor(random() * (depth > 0 ? 2 : 3))
    let text = command(depth)
    for (let i = 1; i < count; i++) {
      // A here-document's end stands alone on its line.
      const joint = text.includes('<<') ? '\n' : pick(JOINTS)
      text += `${joint}${command(depth)}`
    }
    return text
  }
  const text = list(0)
  return { text, techniques }
}

const JOINTS = ['; ', '\n', ' && ', ' || ', ' | ', ' & ', ' |& ', ' # c\n', ';\n']

const REDIRECTIONS = [' > f1', ' 2>f2', ' >> f1', ' < f1', ' 2>&1', ' &>f1', ' >|f2', ' 3>&1', ' >&-']

const HARMLESS = [
  'true',
  ':',
  "printf '%s' a",
  'cd d1',
  'read x < f1',
  'unset x',
  'set -e',
  'test -n a',
  'cat f1',
]

const PLAIN_WORDS = [
  ...['a', '-v', "'b c'", '"d e"', '$x', '"$y"', '*', '{a,b}', 'f\\ g', '#', 'a#b', "$'t\\x41'", '--', 'a=b'],
  ...['""', '~', '[ab]', '!', '"$@"', '$((1 + 2))', '${#x}', '"a\\"b"', "'`'", '\\`', '"\\$(r1)"', "'$(r2)'"],
  ...['$(<f1)', '"${x@Q}"', '${x:-a}', '$?', '$$', "''"],
]
