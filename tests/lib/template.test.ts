import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../src/domain/json.ts'
import { expressionsIn, fillTemplate, needsFilling, whyNotFillable } from '../../src/lib/template.ts'

const quoteKeys = ['command']
const fill = async (args: JsonObject, bindings: JsonObject = {}) => {
  const filled = await fillTemplate(args, bindings, { quoteKeys })
  if (!filled.ok) throw new Error(filled.message)
  return filled.value
}
const problem = async (args: JsonObject, bindings: JsonObject = {}) => {
  const filled = await fillTemplate(args, bindings, { quoteKeys })
  return filled.ok ? undefined : filled.message
}

describe('fillTemplate', () => {
  it('keeps the type where a text is one hole, and leaves the key out where there is no value', async () => {
    const bindings = { params: { n: 3, list: ['a', 'b'], none: null } }
    expect(
      await fill({ n: '${$params.n}', deep: { list: '${ $params.list }' }, gone: '${$params.x}' }, bindings),
    ).toStrictEqual({ n: 3, deep: { list: ['a', 'b'] } })
    expect(await fill({ all: ['${$params.n}', '${$params.x}', 'z'] }, bindings)).toEqual({ all: [3, 'z'] })
    expect(await fill({ n: '${$params.none}' }, bindings)).toEqual({ n: null })
  })

  it('puts values into text, and balances braces, strings, comments and patterns', async () => {
    const bindings = { params: { n: 3 } }
    expect(await fill({ t: 'n=${$params.n}, ${"}"}!' }, bindings)).toEqual({ t: 'n=3, }!' })
    expect(await fill({ t: 'x${{"a": {"b": $params.n}}.a.b}' }, bindings)).toEqual({ t: 'x3' })
    expect(await fill({ t: '-${/* } */ $params.`n`}' }, bindings)).toEqual({ t: '-3' })
    expect(await fill({ t: '-${$replace("a}b\'", /[{}\']/, "")}' }, bindings)).toEqual({ t: '-ab' })
    expect(await fill({ t: '-${$params.n / 2 + 1 / 2}' }, bindings)).toEqual({ t: '-2' })
    expect(await fill({ t: '$${HOME} $5 {x} $$${y}' }, bindings)).toEqual({ t: '${HOME} $5 {x} $${y}' })
    expect(await fill({ t: '-${[1, 2]}' })).toEqual({ t: '-[1,2]' })
  })

  it('names what is wrong', async () => {
    expect(await problem({ t: 'a ${$params.x' })).toMatch(/no matching/)
    expect(await problem({ t: 'a ${}' })).toMatch(/empty/)
    expect(await problem({ t: 'a ${$params.x}' })).toMatch(/\$params\.x.*no such value/)
    expect(await problem({ t: 'a ${1 +}' })).toMatch(/1 \+/)
    expect(await problem({ command: 'echo ${{"a": 1}}' })).toMatch(/only text, numbers and lists/)
    expect(await problem({ command: 'echo ${$params.x}' })).toMatch(/no such value/)
    expect(await problem({ command: 'echo ${$params.x}' }, { params: { x: 'a\0b' } })).toMatch(/NUL/)
    expect(await problem({ command: 'echo ${$params.x}' }, { params: { x: null } })).toMatch(/only text/)
  })

  it('tells which values need filling, and which expressions they hold', () => {
    expect(needsFilling({ a: { b: ['x', '${1}'] } })).toBe(true)
    expect(needsFilling({ a: { b: ['x', 1, null, '$5'] } })).toBe(false)
    expect(expressionsIn({ a: ['${$params.a} and ${ b }'], c: 1 })).toEqual(['$params.a', 'b'])
  })
})

describe('values in commands', () => {
  it('stay readable where they are harmless', async () => {
    const bindings = {
      params: { unit: 'nginx.service', keep: '168h', names: ['a', 'b c'], no: [], yes: true },
    }
    expect(await fill({ command: 'systemctl restart ${$params.unit}' }, bindings)).toEqual({
      command: 'systemctl restart nginx.service',
    })
    expect(
      await fill({ command: 'prune until=${$params.keep} ${$params.names}${$params.no}' }, bindings),
    ).toEqual({
      command: "prune until=168h a 'b c'",
    })
    expect(await fill({ command: 'x ${$params.yes}>out' }, bindings)).toEqual({ command: "x 'true'>out" })
  })

  it('are refused where no quoting could make them safe', () => {
    const refused = [
      'echo "${$x}"',
      "echo '${$x}'",
      'echo "a" "b ${$x} c"',
      'echo \\${$x}',
      'echo a # ${$x}',
      '# ${$x}',
      'cat <<END\n${$x}\nEND',
      'echo $((${$x} + 1))',
      '[[ ${$x} -eq 1 ]]',
      'echo `echo ${$x}`',
      'eval ${$x}',
      'true; let ${$x}',
      'declare ${$x}',
    ]
    for (const command of refused)
      expect(whyNotFillable({ command }, { quoteKeys }), command).toBeTypeOf('string')
    const fine = [
      'echo ${$x}',
      'echo "a" ${$x} \'b\'',
      'a=${$x} env',
      'echo a#b ${$x}',
      '# a comment\necho ${$x}',
      'echo $(echo ${$x})',
      'echo "\\"" ${$x}',
      'echo \\\\${$x}',
    ]
    for (const command of fine) expect(whyNotFillable({ command }, { quoteKeys }), command).toBeUndefined()
    expect(whyNotFillable({ note: 'it is "${$x}"' }, { quoteKeys })).toBeUndefined()
    expect(whyNotFillable({ note: ['${'] }, { quoteKeys })).toMatch(/no matching/)
  })

  it('reach a real bash as exactly one word each, whatever they hold', async () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: fc.constantFrom(...'$`"\'\\;&|<>(){}[]*?!#~=%^ \n\t\r-aif01') }),
      fc.constantFrom(
        '$(id)',
        '`id`',
        '-rf',
        '',
        "'",
        "''",
        '\\',
        '\n',
        'if',
        '2',
        '~root',
        'a=b',
        '{a,b}',
        '!!',
      ),
    )
    const shapes = {
      'p ${$x}': (text: string) => [text],
      'p "q" ${$x}': (text: string) => ['q', text],
      'p a${$x}b': (text: string) => [`a${text}b`],
      'p --o=${$x} z': (text: string) => [`--o=${text}`, 'z'],
    }
    const samples = fc.sample(fc.tuple(nasty, fc.constantFrom(...Object.entries(shapes))), 2_000)
    const script = ['p() { printf \'%s\\0\' "$#" "$@"; }']
    const expected: string[] = []
    for (const [text, [command, words]] of samples.filter(([one]) => !one.includes('\0'))) {
      script.push(String((await fill({ command }, { x: text })).command))
      expected.push(String(words(text).length), ...words(text))
    }
    expect(expected.length).toBeGreaterThan(3_000)
    expect(runBash(script.join('\n'))).toEqual(expected)
  })

  it('lists reach a real bash as one word an item', async () => {
    const list = fc.array(fc.oneof(fc.string(), fc.integer(), fc.constantFrom('a b', "it's", '*')), {
      maxLength: 4,
    })
    const samples = fc.sample(list, 300).filter((items) => !items.some((one) => String(one).includes('\0')))
    const script = ['p() { printf \'%s\\0\' "$#" "$@"; }']
    const expected: string[] = []
    for (const items of samples) {
      script.push(String((await fill({ command: 'p ${$x}' }, { x: items as Json })).command))
      expected.push(String(items.length), ...items.map(String))
    }
    expect(runBash(script.join('\n'))).toEqual(expected)
  })
})

/** Runs one script for all samples; what it prints, cut at NUL. */
function runBash(script: string): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'autohome-quote-'))
  try {
    const file = join(directory, 'script.sh')
    writeFileSync(file, script)
    const out = join(directory, 'out')
    execFileSync('bash', ['--norc', '--noprofile', '-c', '. "$1" > "$2"', 'bash', file, out], {
      stdio: 'ignore',
    })
    return readFileSync(out, 'utf8').split('\0').slice(0, -1)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
