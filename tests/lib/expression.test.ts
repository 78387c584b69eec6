import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../src/domain/json.ts'
import { evaluate, looksAtNothing, referencesOf } from '../../src/lib/expression.ts'

const value = async (expression: string, input: Json = null, bindings: JsonObject = {}) => {
  const result = await evaluate(expression, input, bindings)
  if (!result.ok) throw new Error(result.message)
  return result.value
}

const problem = async (expression: string, input: Json = null) => {
  const result = await evaluate(expression, input, {})
  return result.ok ? undefined : result.message
}

describe('evaluate', () => {
  it('reads the input and the bindings', async () => {
    const disk = {
      filesystems: [
        { mount: '/', used: 71 },
        { mount: '/srv', used: 93 },
      ],
    }
    expect(await value('$max(filesystems.used) <= $params.limit', disk, { params: { limit: 85 } })).toBe(
      false,
    )
    expect(await value('filesystems[used > $params.limit].mount', disk, { params: { limit: 85 } })).toBe(
      '/srv',
    )
  })

  it('gives plain JSON: no marks of lists, no functions', async () => {
    const list = await value('[1..3].{"n": $}')
    expect(list).toStrictEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
    expect(Object.keys(list as object)).toEqual(['0', '1', '2'])
    expect(await value('$sum')).toBeUndefined()
    expect(await value('function($x){$x}')).toBeUndefined()
    expect(await value('nothing.here')).toBeUndefined()
  })

  it('says in one line what does not parse or fails', async () => {
    expect(await problem('1 +')).toMatch(/end of expression/)
    expect(await problem('"a" - 1')).toMatch(/number/i)
    expect(await problem('$error("no such disk")')).toBe('no such disk')
    expect(await problem('$seconds("soon")')).toMatch(/no duration/)
  })

  it('ends whatever an expression does: loops, depth, long lists, patterns that backtrack', async () => {
    expect(await problem('($f := function($n){ $f($n + 1) }; $f(0))')).toMatch(/time|1000|long/i)
    expect(await problem('($f := function($n){ 1 + $f($n + 1) }; $f(0))')).toMatch(/stack|depth/i)
    expect(await problem('[1..9000000]')).toMatch(/200000|exceeded|size/i)
    expect(await problem('$contains(s, /(a+)+$/)', { s: `${'a'.repeat(60)}b` })).toMatch(/longer than 200 ms/)
  })

  it('keeps patterns working', async () => {
    expect(await value('$match("a1b22", /[a-z]([0-9]+)/).groups')).toEqual(['1', '22'])
    expect(await value('$replace("a-b-c", /-/, "+")')).toBe('a+b+c')
    expect(await value('$split("a, b,c", /,\\s*/)')).toEqual(['a', 'b', 'c'])
  })

  it('speaks of amounts in the language of $locale', async () => {
    const fr = { locale: 'fr' }
    expect(await value('$bytes(16200000000)')).toBe('16.2 GB')
    expect(await value('$bytes(16200000000)', null, fr)).toBe('16,2 Go')
    expect(await value('$bytes(16200000000, "fr")')).toBe('16,2 Go')
    expect(await value('$bytes(999)')).toBe('999 B')
    expect(await value('$bytes(999999)')).toBe('1 MB')
    expect(await value('$bytes(250300000)')).toBe('250 MB')
    expect(await value('$bytes(-1500)')).toBe('-1.5 kB')
    expect(await value('$pct(71.46)')).toBe('71 %')
    expect(await value('$pct(71.46, 1)', null, fr)).toBe('71,5 %')
    expect(await value('$num(12345.6)', null, fr)).toBe('12 346')
    expect(await value('$duration(190000)')).toBe('2 d 4 h')
    expect(await value('$duration(190000)', null, fr)).toBe('2 j 4 h')
    expect(await value('$duration(1728000)')).toBe('20 d')
    expect(await value('$duration(0)')).toBe('0 s')
    expect(await value('$plural(0, "image", "images")', null, fr)).toBe('0 image')
    expect(await value('$plural(0, "image", "images")')).toBe('0 images')
    expect(await value('$plural(1, "image", "images")')).toBe('1 image')
    expect(await value('$short("one  two\\nthree", 8)')).toBe('one two…')
  })

  it('measures from now', async () => {
    const in3days = new Date(Date.now() + 3 * 86_400_000).toISOString()
    expect(await value('$round($days(t))', { t: in3days })).toBe(3)
    expect(await value('$ago(t)', { t: Date.now() - 7_200_000 })).toBe('2 h')
    expect(await value('$seconds("24h")')).toBe(86_400)
    expect(await value('$date("2026-12-01T12:00:00Z")')).toBe('2026-12-01')
  })

  it('gives nothing for what is missing', async () => {
    for (const name of ['bytes', 'num', 'pct', 'duration', 'seconds', 'days', 'ago', 'date', 'short'])
      expect(await value(`$${name}(missing)`), name).toBeUndefined()
    expect(await value('$plural(missing, "a", "b")')).toBeUndefined()
    expect(await value('$date("never")')).toBeUndefined()
  })
})

describe('referencesOf', () => {
  it('names what an expression reads', async () => {
    const found = await referencesOf(
      '$steps.disk.filesystems[used > $params.limit].($run.id & mount & $criteria.`a-b`.figure)',
    )
    expect(found).toEqual({ ok: true, references: ['steps.disk', 'params.limit', 'run.id', 'criteria.a-b'] })
  })

  it('says why an expression does not parse', async () => {
    expect(await referencesOf('a[')).toMatchObject({ ok: false })
  })
})

describe('$names', () => {
  const names = (text: string, ...files: string[]) => value('$names(text, files)', { text, files })

  it('finds a file that a program names, however it writes its path', async () => {
    for (const text of ['a.py:3: error', 'in ./a.py', '"/srv/app/a.py"', 'src/a.py(3,1)', 'a.py'])
      expect(await names(text, 'b.py', 'a.py'), text).toBe(true)
    expect(await names(' --> src/x/a.py:1:1', 'src/x/a.py')).toBe(true)
  })

  it('takes no other file for it', async () => {
    for (const text of ['data.py:3', 'a.pyi', 'a.py/b', 'my-a.py', 'x.a.py', ''])
      expect(await names(text, 'a.py'), text).toBe(false)
    expect(await names('a.py')).toBe(false)
  })
})

it.each<[string, boolean]>([
  ['true', true],
  ['1 = 1', true],
  ['$not(false)', true],
  ['$count([1, 2]) = 2', true],
  ['exitCode = 0', false],
  ['$contains(text, "x")', false],
  ['$ = null', false],
  ['$count($) = 0', false],
  ['$params.limit > 1', false],
  ['**.name = "x"', false],
  ['$all(items, function($one) { $one > 1 })', false],
])('whether %s looks at nothing: %s', async (expression, nothing) => {
  expect(await looksAtNothing(expression)).toBe(nothing)
})
