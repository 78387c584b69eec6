/** Programs that exist nowhere but in the fuzz's own directory; odd ones fail. */
export const PROGRAMS = ['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7'] as const

/** mulberry32: small, seeded, good enough to pick productions. */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/**
 * A random bash script that can do no harm: its programs are recorders, its files are in the current directory, it sends no
 * signal, and its functions call no functions.
 */
export function randomScript(random: () => number): string {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T
  const maybe = (share: number): boolean => random() < share
  const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
  const program = (): string => pick(PROGRAMS)

  function name(depth: number): string {
    const plain = program()
    if (maybe(0.75)) return plain
    const [first, second] = [plain[0], plain[1]]
    return pick([
      `'${plain}'`,
      `"${plain}"`,
      `${first}\\${second}`,
      `${first}''${second}`,
      `$'${plain}'`,
      `$'\\x72${second}'`,
      `\\${plain}`,
      `${first}"${second}"`,
      `${first}\\\n${second}`,
      '$x',
      '"$y"',
      `$(${simple(depth + 3)})`,
      `{${plain},a}`,
      `${first}$e${second}`,
      `\${x:-${plain}}`,
    ])
  }

  function word(depth: number): string {
    if (depth > 2 || maybe(0.55))
      return pick(
        [
          'a',
          '-v',
          "'b c'",
          '"d e"',
          '$x',
          '"$y"',
          '*',
          '{a,b}',
          'f\\ g',
          '#',
          'a#b',
          "$'t\\x41'",
          '--',
          'a=b',
          '""',
          '~',
          '[ab]',
          '!',
          '"$@"',
          '$((1 + 2))',
          '${#x}',
          '"a\\"b"',
          '"`"',
          "'`'",
          '\\`',
          '"\\$(r1)"',
          "'$(r2)'",
        ].filter((one) => one !== '"`"'),
      )
    const inner = simple(depth + 1)
    return pick([
      `$(${inner})`,
      `"$(${inner})"`,
      `\`${program()}\``,
      `"\`${program()} a\`"`,
      `\${z:-$(${inner})}`,
      `"\${z:-$(${inner})}"`,
      `<(${inner})`,
      `>(${inner})`,
      `\${x/a/$(${inner})}`,
      `\${x%$(${inner})}`,
      `$(${inner}; ${program()})`,
      `a$(${inner})b`,
      `{a,$(${inner})}`,
      `$(( $(${inner}) + 1 ))`,
      `\${x@P}`,
      `\${q:=$(${inner})}`,
      `"a $(${inner} "$(${program()})") b"`,
      `$( (${inner}) )`,
      `$(<f1)`,
      `\${x:$(${program()}):1}`,
    ])
  }

  const words = (depth: number): string =>
    Array.from({ length: Math.floor(random() * 3) }, () => ` ${word(depth)}`).join('')

  function redirect(depth: number): string {
    if (maybe(0.85)) return ''
    return pick([
      ' > f1',
      ' 2>f2',
      ' >> f1',
      ' < f1',
      ' 2>&1',
      ' &>f1',
      ' >|f2',
      ` <<< ${word(depth + 1)}`,
      ` > >(${program()})`,
      ` < <(${program()})`,
      ' 3>&1',
      ' >&-',
    ])
  }

  function assignment(depth: number): string {
    if (maybe(0.85)) return ''
    return pick(['LC_ALL=C ', `LANG=${word(depth + 1).replaceAll(/[*{[]/g, 'a')} `, 'TZ=UTC '])
  }

  function wrapped(depth: number): string {
    const inner = `${program()}${words(3)}`
    return pick([
      `env ${inner}`,
      `env LC_ALL=C ${inner}`,
      `sh -c ${quote(command(depth + 2))}`,
      `bash -c ${quote(command(depth + 2))}`,
      `bash -c "${program()} a"`,
      `eval ${quote(simple(depth + 1))}`,
      `eval ${inner}`,
      `xargs ${inner} < f1`,
      `timeout 1 ${inner}`,
      `nice -n 1 ${inner}`,
      `find . -maxdepth 0 -exec ${program()} {} \\;`,
      `command ${inner}`,
      `builtin eval ${program()}`,
      `env -S '${program()} a'`,
      `nohup ${inner}`,
      `xargs -I% ${program()} % < f1`,
      `bash <<< '${program()} a'`,
      `echo '${program()} b' | sh`,
      `find . -maxdepth 0 -exec sh -c '${program()} "$1"' _ {} \\;`,
      `command -p ${program()}`,
      `exec ${program()}`,
      `source f1`,
      `trap '${program()}' EXIT`,
      `alias r0=${program()}`,
    ])
  }

  function simple(depth: number): string {
    if (depth < 3 && maybe(0.2)) return wrapped(depth)
    if (maybe(0.1))
      return pick([
        `echo${words(depth)}`,
        'true',
        `x=${word(depth + 1)}`,
        `y=$(${program()})`,
        `printf '%s' a`,
        `a=(b $(${program()}))`,
        `a[$(${program()})]=1`,
        `: ${word(depth)}`,
        `export LC_ALL=${program()}`,
        `test -n ${word(depth)}`,
        `[ a = ${word(depth)} ]`,
        'cd d1',
        'read x < f1',
        'f0',
        'f1',
        ':',
        `local x=$(${program()})`,
        `unset x`,
        'set -e',
        `let "x=1"`,
      ])
    return `${assignment(depth)}${name(depth)}${words(depth)}${redirect(depth)}`
  }

  function hereDocument(): string {
    const mark = pick(['E', "'E'", '"E"', '\\E'])
    return `${program()} <<${pick(['', '-'])}${mark}\n${pick(['', `$(${program()})\n`, `\`${program()}\`\n`, `\\$(${program()})\n`, '$x\n', `\${x:-$(${program()})}\n`, `E \n`, `$(cat <<F\n$(${program()})\nF\n)\n`])}E\n`
  }

  function command(depth: number): string {
    if (depth > 2 || maybe(0.6)) return simple(depth)
    const inner = () => list(depth + 1)
    return pick([
      () => `(${inner()})`,
      () => `{ ${inner()}\n}`,
      () => `if ${inner()}\nthen ${inner()}\nelse ${inner()}\nfi`,
      () => `while ${pick(['r1', 'r3', '! r0', '! true'])}; do ${inner()}\ndone`,
      () => `for x in ${word(depth)} ${word(depth)}; do ${inner()}\ndone`,
      () => `case ${word(depth)} in a|$(${program()})) ${inner()};; *) ${inner()};; esac`,
      () => `f0() { ${simple(3)}; }`,
      () => `function f1 { ${simple(3)}\n}`,
      () => `[[ ${pick(['-n', '-z', '-f'])} ${word(depth + 1)} ]]`,
      () => `[[ $(${program()}) == a* && -n b ]]`,
      () => `(( ${pick(['1 + 1', `$(${program()})`, 'x = 2', 'a[$(r5)]', 'x > 0 ? 1 : 2'])} ))`,
      () => `! ${simple(depth)}`,
      () => `time ${simple(depth)}`,
      () => `for ((i = 0; i < 2; i++)); do ${inner()}\ndone`,
      () => hereDocument(),
      () => `{ ${inner()}\n} > f1`,
      () => `coproc ${program()}`,
      () => `select x in a; do ${program()}; done < f1`,
    ])()
  }

  function list(depth: number): string {
    const count = 1 + Math.floor(random() * (depth > 0 ? 2 : 3))
    let text = command(depth)
    for (let i = 1; i < count; i++)
      text += `${pick(['; ', '\n', ' && ', ' || ', ' | ', ' & ', ' |& ', ' # c\n', ';\n'])}${command(depth)}`
    return text
  }
  return list(0)
}
