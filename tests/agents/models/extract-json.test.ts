import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ExtractOptions, extractJson } from '../../../src/agents/models/extract-json.ts'

const OBJECT: ExtractOptions = { root: 'object', mend: true }

describe('what is found', () => {
  test.each<[string, string, unknown]>([
    ['JSON alone', '{"a":1}', { a: 1 }],
    ['JSON with blanks around it', '\n\t {"a":1}  \n', { a: 1 }],
    ['a fence', '```json\n{"a":1}\n```', { a: 1 }],
    ['a fence without a language', '```\n{"a":1}\n```', { a: 1 }],
    ['a fence that is never closed', '```json\n{"a":1}', { a: 1 }],
    ['a fence in prose', 'Here you go:\n```json\n{"a":1}\n```\nGood luck!', { a: 1 }],
    ['prose around it', 'Sure! {"a":1} Does that help?', { a: 1 }],
    ['braces in the prose before it', 'Using {braces} and {}… no: {"a":1}', {}],
    ['a word in braces before it', 'With {x} set: {"a":1}', { a: 1 }],
    ['a citation in brackets before it', 'As in [1]: {"a":1}', { a: 1 }],
    ['the same twice', '{"a":1}{"a":1}', { a: 1 }],
    ['two different ones', '{"a":1}\n{"a":2}', { a: 1 }],
    ['one and the beginning of another', '{"a":1}{"a":', { a: 1 }],
    ['an object in a list of one', '[{"a":1}]', { a: 1 }],
    ['JSON written as a string', JSON.stringify('{"a":1}'), { a: 1 }],
    ['brackets and quotes in strings', '{"a":"} \\" ] {"}', { a: '} " ] {' }],
    ['thinking before it', '<think>maybe {"a":2}?</think>{"a":1}', { a: 1 }],
    ['a trailing comma', '{"a":1,}', { a: 1 }],
    ['single quotes', "{'a':'b'}", { a: 'b' }],
    ['names without quotes', '{a:"b"}', { a: 'b' }],
    ['the words of Python', '{"a":None,"b":True}', { a: null, b: true }],
    ['a comment', '{"a":1 /* one */}', { a: 1 }],
    ['a line break inside a string', '{"a":"one\ntwo"}', { a: 'one\ntwo' }],
    ['a missing comma', '{"a":1 "b":2}', { a: 1, b: 2 }],
    ['a name that is special to JavaScript', '{"__proto__":{"a":1}}', JSON.parse('{"__proto__":{"a":1}}')],
  ])('%s', async (_, text, value) => {
    expect(await extractJson(text, OBJECT)).toEqual({ ok: true, value })
  })

  test('a list, where one is looked for', async () => {
    const found = await extractJson('The list {of two}: [1, 2]', { root: 'array', mend: true })
    expect(found).toEqual({ ok: true, value: [1, 2] })
  })

  test('any value, where any will do', async () => {
    expect(await extractJson('"yes"', { root: 'any', mend: true })).toEqual({ ok: true, value: 'yes' })
    expect(await extractJson('so: [1]', { root: 'any', mend: true })).toEqual({ ok: true, value: [1] })
  })
})

describe('what is not', () => {
  test.each<[string, string, string]>([
    ['nothing', '', 'empty'],
    ['blanks', ' \n\t ', 'empty'],
    ['thinking alone', '<think>hm {"a":1}', 'empty'],
    ['prose', 'I cannot do that.', 'none'],
    ['another kind of value', '[1,2]', 'none'],
    ['a missing end', '{"a":1', 'cut'],
    ['a string without its end', '{"command":"rm -rf /tmp/x', 'cut'],
    ['an inner end only', '{"steps":[{"id":"a"}', 'cut'],
    ['an escape at the end', '{"a":"\\', 'cut'],
    ['a broken object around a good one', '{"a" {"b":1} : "}', 'cut'],
    ['a fenced one that was cut', '```json\n{"a": [1, 2', 'cut'],
    ['rubbish with quotes', '{"a":::"b"}}', 'broken'],
  ])('%s', async (_, text, why) => {
    expect(await extractJson(text, OBJECT)).toEqual({ ok: false, why })
  })

  test('a slip, where nothing may be mended', async () => {
    expect(await extractJson('{"a":1,}', { root: 'object', mend: false })).toEqual({
      ok: false,
      why: 'broken',
    })
  })

  test('nesting without an end or a reason', async () => {
    const deep = 20_000
    const text = `{"a":${'['.repeat(deep)}x'${']'.repeat(deep)}}`
    expect(await extractJson(text, OBJECT)).toEqual({ ok: false, why: 'broken' })
  })

  test('thousands of braces', async () => {
    expect(await extractJson('{x}'.repeat(50_000), OBJECT)).toEqual({ ok: false, why: 'none' })
  })
})

describe('whatever is written', () => {
  const object = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 })

  test('an object is found in prose without brackets', async () => {
    const prose = fc.string().map((text) => text.replace(/[{}[\]<"`]/g, ''))
    await fc.assert(
      fc.asyncProperty(prose, object, prose, async (before, value, after) => {
        const text = JSON.stringify(value)
        const found = await extractJson(`${before} ${text} ${after}`, OBJECT)
        expect(found).toEqual({ ok: true, value: JSON.parse(text) })
      }),
    )
  })

  test('an object that was cut anywhere is never completed', async () => {
    await fc.assert(
      fc.asyncProperty(object, fc.double({ min: 0, max: 1, noNaN: true }), async (value, part) => {
        const text = JSON.stringify(value)
        const cut = text.slice(0, Math.floor(part * (text.length - 1)))
        expect((await extractJson(cut, OBJECT)).ok).toBe(false)
      }),
    )
  })
})
