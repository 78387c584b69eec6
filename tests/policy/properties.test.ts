import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { DECISIONS } from '../../src/domain/policy.ts'
import { readPlainYaml } from '../../src/policy/file/plain-yaml.ts'
import type { Node } from '../../src/policy/file/tree.ts'
import { readWholeYaml } from '../../src/policy/file/yaml.ts'
import { base, decide, explain } from './helpers.ts'

const strict = (text: string): number => DECISIONS.indexOf(decide(text).decision)

const corpus = ['harmless', 'sensitive', 'disguised'].flatMap((name) =>
  readFileSync(new URL(`./corpus/${name}.jsonl`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { readonly command: string }).command),
)
/** Commands that stay what they are when something is put around them. */
const simple = corpus.filter(
  (text) => !/[\n#\\]|<<|\r|^(?:if|for|while|case|select|until|coproc)\b|&$|;$/.test(text),
)
const pieces = fc.constantFrom(
  ...'ls rm -rf / ; && | & $( ) ` " \' { } [[ ]] (( )) << EOF > < $x ${ # \\ \n cat sh -c eval find -exec * ~ ! if then fi for in do done = a[ 1 '.split(
    ' ',
  ),
)

describe('whatever the text', () => {
  it('decides and never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 200 }),
          fc.array(pieces, { maxLength: 40 }).map((all) => all.join(' ')),
        ),
        (text) => {
          expect(DECISIONS).toContain(decide(text).decision)
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('explains what it decides, and nothing else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...corpus), (text) => {
        const { parts, ...decision } = explain(text)
        expect(decision).toEqual(decide(text))
        for (const part of parts)
          expect(DECISIONS.indexOf(part.decision)).toBeLessThanOrEqual(DECISIONS.indexOf(decision.decision))
        if (decision.access === 'read') expect(parts.every(({ access }) => access === 'read')).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('what is put together', () => {
  it.each([
    ['a pipeline', (a: string, b: string) => `{ ${a}; } | { ${b}; }`],
    ['a list', (a: string, b: string) => `${a}; ${b}`],
    ['a condition', (a: string, b: string) => `if ${a}; then ${b}; fi`],
    ['a substitution', (a: string, b: string) => `${a} && echo "$(${b})"`],
  ])('%s is at least as strict as its parts', (_, join) => {
    fc.assert(
      fc.property(fc.constantFrom(...simple), fc.constantFrom(...simple), (a, b) => {
        const whole = strict(join(a, b))
        // An earlier part may tell the policy more about a later one: only what asks for its own sake must stay.
        expect(whole).toBeGreaterThanOrEqual(Math.min(strict(a), 1))
        expect(whole).toBeGreaterThanOrEqual(Math.min(strict(b), 1))
      }),
      { numRuns: 800 },
    )
  })

  it('a wrapper changes nothing for the better', () => {
    const wrappers = [
      'sudo -n ',
      'nohup ',
      'timeout 5 ',
      'nice ',
      'env ',
      'setsid ',
      'stdbuf -o0 ',
      'command ',
    ]
    const plain = simple.filter(
      (text) =>
        /^[a-z]/.test(text) && !/[|&;<>()$`=!]/.test(text) && !/^(?:cd|alias|trap|set|export)\b/.test(text),
    )
    fc.assert(
      fc.property(fc.constantFrom(...wrappers), fc.constantFrom(...plain), (wrapper, text) => {
        expect(strict(wrapper + text)).toBeGreaterThanOrEqual(strict(text))
      }),
      { numRuns: 800 },
    )
  })
})

describe('the quick reader of policy files', () => {
  const plain = (node: Node): unknown => {
    if (node.kind === 'text') return node.text
    return node.kind === 'list'
      ? node.items.map(plain)
      : Object.fromEntries([...node.entries].map(([key, one]) => [key, plain(one)]))
  }

  it('reads the shipped file, and as the whole parser does', () => {
    const quick = readPlainYaml(base.text)
    expect(quick).toBeDefined()
    if (quick) expect(plain(quick)).toEqual(plain(readWholeYaml(base.name, base.text)))
  })

  it('says the same as the whole parser, or nothing', () => {
    const words = fc.constantFrom(
      'a',
      'b: c',
      '- a',
      '- b: 1',
      '  c: "x"',
      "  d: 'y''z'",
      '  - e',
      'f: [a, "b", c d]',
      'g: {a: b, c: [d]}',
      'h: >-',
      '    folded',
      '    text',
      '',
      '# note',
      'i: a # note',
      'j: "\\u00e9"',
      'k: a: b',
      'l: *x',
      'm: &x a',
      'n:',
      'o: |',
      'p: {a}',
      'q: [a',
      '  r: -',
      's: a,b',
      "t: 'a' b",
      '"u v": w',
      'w: #x',
    )
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (lines) => {
        const text = lines.join('\n')
        const quick = readPlainYaml(text)
        if (quick) expect(plain(quick)).toEqual(plain(readWholeYaml('x', text)))
      }),
      { numRuns: 5000 },
    )
  })
})
