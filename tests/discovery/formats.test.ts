import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/domain/errors.ts'
import { allConcepts } from '../../src/discovery/concepts/all-concepts.ts'
import { readBurmeister, writeBurmeister } from '../../src/discovery/context/burmeister.ts'
import { readCsv, writeCsv } from '../../src/discovery/context/csv.ts'
import { contextOf, createContext, type FormalContext } from '../../src/discovery/context/formal-context.ts'
import { readJson, writeJson } from '../../src/discovery/context/json.ts'
import { readContext } from '../../src/discovery/context/read-context.ts'
import { remarksOn } from '../../src/discovery/context/remarks.ts'
import { table } from './brute-force.ts'
import { livingBeings } from './published.ts'

const FORMATS = [
  ['cxt', readBurmeister, writeBurmeister],
  ['csv', readCsv, writeCsv],
  ['json', readJson, writeJson],
] as const

/** Names that are trimmed and free of line breaks: what every format can hold. */
const name = fc
  .string({ minLength: 1, maxLength: 8, unit: fc.constantFrom(...'aé ",;.XB0\u4e2d\t') })
  .map((text) => `n${text}`.trim())
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 6 })
const context = fc
  .tuple(
    names,
    fc.uniqueArray(name, { maxLength: 6 }),
    fc.array(fc.boolean(), { minLength: 36, maxLength: 36 }),
  )
  .map(([attributes, objects, cells]) =>
    contextOf(objects, attributes, (g, m) => cells[g * 6 + m] === true, 'house'),
  )

const problem = (read: () => unknown): string => {
  try {
    read()
  } catch (error) {
    if (error instanceof UserError) return error.message
    throw error
  }
  return 'nothing'
}

describe.each(FORMATS)('%s', (ending, read, write) => {
  test('reads what it has written', () => {
    fc.assert(
      fc.property(context, (one) => {
        expect(read(write(one))).toEqual(one)
      }),
      { numRuns: 500 },
    )
  })

  test('reads Living Beings and Water, also with a byte order mark and line ends of Windows', () => {
    const text = write(livingBeings)
    expect(readContext(text, `water.${ending}`)).toEqual(livingBeings)
    if (ending !== 'json') expect(read(`\uFEFF${text.replaceAll('\n', '\r\n')}`)).toEqual(livingBeings)
  })

  test('never fails in any way but a UserError of one line', () => {
    const start = write(livingBeings)
    fc.assert(
      fc.property(fc.nat(start.length), fc.nat(40), fc.string({ maxLength: 5 }), (at, drop, put) => {
        const broken = start.slice(0, at) + put + start.slice(at + drop)
        expect(problem(() => read(broken, 'house'))).not.toContain('\n')
      }),
      { numRuns: 1000 },
    )
  })
})

const cxt = (...lines: readonly string[]) => problem(() => readBurmeister(lines.join('\n'), 'a.cxt'))

describe('a .cxt file', () => {
  test('may leave lines empty where other programs do, or have no name', () => {
    const expected = { ...table('x.', '.x'), name: '' }
    for (const head of [
      ['B', '', '2', '2', ''],
      ['B', '2', '2', ''],
      ['', 'B', '', '2', '2'],
      ['B', '', '', '2', '2', '', ''],
    ])
      expect(readBurmeister([...head, '1', '2', 'a', 'b', 'X.', '.x'].join('\n'))).toEqual(expected)
  })

  test.each([
    [
      ['A', '', '1', '1'],
      'a.cxt, line 1: a .cxt file begins with a line "B", not "A"; is this another format?',
    ],
    [[' '], 'a.cxt is empty; a .cxt file begins with a line "B"'],
    [['B', '', 'two', '1'], 'a.cxt, line 3: the number of objects should stand here, not "two"'],
    [['B', 'x', '1'], 'a.cxt, line 4: the number of attributes should stand here, not the end of the file'],
    [['B', 'x', '1', '0'], 'a.cxt has no attributes; give at least one, there is nothing to learn without'],
    [
      ['B', 'x', '9999999', '3'],
      'a.cxt is too large: 9999999 objects × 3 attributes, at most 1000000 × 4096 and 400000000 cells; take a sample of the objects or fewer attributes',
    ],
    [
      ['B', 'x', '3', '1', '', 'g'],
      'a.cxt, line 6: the file ends before the names of its 3 objects do; is a line missing?',
    ],
    [
      ['B', 'x', '2', '1', '', 'g', 'g', 'm', 'X', 'X'],
      'a.cxt, line 7: the object "g" is also on line 6; rename or remove one',
    ],
    [
      ['B', 'x', '1', '2', '', 'g', 'm', 'm', 'XX'],
      'a.cxt, line 8: the attribute "m" is also on line 7; rename or remove one',
    ],
    [
      ['B', 'x', '1', '2', '', 'g', 'm', 'n', 'X'],
      'a.cxt, line 9: a row of 2 marks should stand here, this has 1; add or remove some',
    ],
    [
      ['B', 'x', '1', '2', '', 'g', 'm', 'n', 'X1'],
      'a.cxt, line 9: mark 2 is "1"; write X for yes and . for no',
    ],
    [
      ['B', 'x', '2', '1', '', 'g', 'h', 'm', 'X'],
      'a.cxt, line 10: the rows end after 1 of 2 objects; one is missing for "h"',
    ],
    [
      ['B', 'x', '1', '1', '', 'g', 'm', 'X', '.'],
      'a.cxt, line 9: nothing should follow the rows of the 1 objects; is the number of objects on top wrong?',
    ],
  ])('%j is refused with the line and what to do', (lines, message) => {
    expect(cxt(...lines)).toBe(message)
  })
})

describe('a .csv file', () => {
  test('takes commas, semicolons and tabs, quotes, and yes and no in English and French', () => {
    const read = (text: string) => readCsv(text)
    const expected = { ...table('x.', '.x'), name: 'house' }
    expect(read('house,a,b\n1,x,\n2,0,1\n')).toEqual(expected)
    expect(read('house;a;b\n1;oui;non\n2;faux;vrai')).toEqual(expected)
    expect(read('house\ta\tb\r\n"1"\tTRUE\tno\r\n\r\n2\t-\tYes\r\n')).toEqual(expected)
    expect(read('"the ""house""","a\nb",c\n1,x,').attributes).toEqual(['a\nb', 'c'])
  })

  test.each([
    ['', 'a.csv is empty; its first line should name the attributes'],
    ['house\n1\n', 'a.csv has no attributes; give at least one, there is nothing to learn without'],
    ['h,a,b\n1,x\n', 'a.csv, line 2: 2 cells, but the first line has 3; add or remove some'],
    ['h,a,b\n\n1,x,x,x\n', 'a.csv, line 3: 4 cells, but the first line has 3; add or remove some'],
    ['h,a,a\n', 'a.csv, line 1: the attribute "a" is also on this very line; rename or remove one'],
    ['h,a,\n', 'a.csv, line 1: an attribute has no name; give it one'],
    ['h,a\ng,x\n"g",x\n', 'a.csv, line 3: the object "g" is also on line 2; rename or remove one'],
    ['h,a\n,x\n', 'a.csv, line 2: an object has no name; give it one'],
    ['h,a\ng,red\n', 'a.csv, line 2: "red" under "a" is neither yes nor no; write x or 1, and 0 or nothing'],
    ['h,a\ng,"x\n', 'a.csv, line 2: a quote (") is opened and never closed; close or double it'],
    [
      'h,"a\nb"c\ng,x\n',
      'a.csv, line 2: text follows a closing quote ("); double the quotes inside a quoted cell',
    ],
  ])('%j is refused with the line and what to do', (text, message) => {
    expect(problem(() => readCsv(text, 'a.csv'))).toBe(message)
  })
})

describe('a .json file', () => {
  test.each([
    ['[]', 'a.json: an object with "attributes" and "objects" should stand here'],
    ['{"name": 1, "attributes": ["a"], "objects": []}', 'a.json: "name" should be a text'],
    ['{"attributes": "a"}', 'a.json: "attributes" should be a list of texts'],
    ['{"attributes": ["a"]}', 'a.json: "objects" should be a list of {"name", "attributes"}'],
    [
      '{"attributes": [], "objects": []}',
      'a.json has no attributes; give at least one, there is nothing to learn without',
    ],
    [
      '{"attributes": ["a"], "objects": [{"name": "g"}]}',
      'a.json: object number 1 should be {"name": text, "attributes": list of texts}',
    ],
    [
      '{"attributes": ["a"], "objects": [{"name": "g", "attributes": ["b"]}]}',
      'a.json: the object "g" has "b", which is not in "attributes"; add or correct it',
    ],
    [
      '{"attributes": ["a", "a"], "objects": []}',
      'a.json: the attribute "a" is there twice, as number 1 and number 2; rename or remove one',
    ],
    ['{"attributes": [" "], "objects": []}', 'a.json: attribute number 1 has no name; give it one'],
  ])('%j is refused with what to do', (text, message) => {
    expect(problem(() => readJson(text, 'a.json'))).toBe(message)
  })

  test('that is none is refused in one line', () => {
    expect(problem(() => readJson('{', 'a.json'))).toMatch(
      /^a\.json is not JSON: .*; correct it or choose another format$/,
    )
  })
})

test('the ending of the name says the format', () => {
  expect(readContext('h,a\ng,x', 'my.house.CSV').name).toBe('h')
  expect(readContext(',a\ng,x', 'house.csv').name).toBe('house.csv')
  expect(problem(() => readContext('B', 'house.txt'))).toBe(
    'house.txt: contexts are read from .cxt, .csv, .tsv and .json files; rename or convert it',
  )
  expect(problem(() => readContext(' \n', 'house.cxt'))).toBe(
    'house.cxt is empty; a context has attributes and objects',
  )
})

test('attributes that all or none have, or that are alike, and empty contexts are remarked on', () => {
  const same: FormalContext = table('x..xx', 'x.x..', 'x..xx')
  expect(remarksOn(same)).toEqual([
    { kind: 'always', attribute: 'a' },
    { kind: 'never', attribute: 'b' },
    { kind: 'same_attributes', attributes: ['d', 'e'] },
  ])
  expect(remarksOn(readCsv('h,a,b\n'))).toEqual([{ kind: 'no_objects' }])
  expect(remarksOn(livingBeings)).toEqual([{ kind: 'always', attribute: 'needs water' }])
})

test('100,000 objects are read, remarked on and enumerated', () => {
  const lines = Array.from(
    { length: 100_000 },
    (_, g) => `g${g},${[0, 1, 2, 3, 4, 5].map((m) => (g >>> m) & 1).join()}`,
  )
  const large = readCsv(`large,a,b,c,d,e,f\n${lines.join('\n')}`)
  expect(large.objects).toHaveLength(100_000)
  expect(remarksOn(large)).toEqual([{ kind: 'many_objects', objects: 100_000, distinct: 64 }])
  expect(allConcepts(large).concepts).toHaveLength(64)
})

test('rows that do not fit are a bug of the caller', () => {
  expect(() => createContext({ objects: ['g'], attributes: ['m'], rows: [] })).toThrow(TypeError)
})
