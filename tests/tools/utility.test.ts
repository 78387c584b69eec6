import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../src/tools/utility/calculator/evaluate.ts'
import { createUtilityTools } from '../../src/tools/utility/tools.ts'
import { callTool, effectsOf } from '../helpers/call-tool.ts'
import { manualClock } from '../helpers/clock.ts'

const at = (iso: string) => createUtilityTools({ clock: manualClock(Date.parse(iso)) })
const tools = at('2026-11-05T13:30:09.250Z')

describe('get_datetime', () => {
  it('tells the time where it is asked for', async () => {
    expect(await callTool(tools, 'get_datetime', { timezone: 'Europe/Paris' })).toEqual({
      ok: true,
      value: {
        iso: '2026-11-05T14:30:09+01:00',
        epochMs: Date.parse('2026-11-05T13:30:09.250Z'),
        weekday: 'Thursday',
        offset: '+01:00',
        zone: 'Europe/Paris',
      },
    })
  })

  it.each([
    ['UTC', '2026-11-05T13:30:09+00:00', 'Thursday'],
    ['Asia/Kathmandu', '2026-11-05T19:15:09+05:45', 'Thursday'],
    ['Pacific/Kiritimati', '2026-11-06T03:30:09+14:00', 'Friday'],
    ['America/St_Johns', '2026-11-05T10:00:09-03:30', 'Thursday'],
  ])('knows %s', async (timezone, iso, weekday) => {
    const result = await callTool(tools, 'get_datetime', { timezone })
    expect(result).toMatchObject({ ok: true, value: { iso, weekday } })
  })

  it('writes midnight as 00 and counts on both sides of a change of the clocks', async () => {
    const iso = async (moment: string) => {
      const result = await callTool(at(moment), 'get_datetime', { timezone: 'Europe/Paris' })
      return result.ok && (result.value as { iso: string }).iso
    }
    expect(await iso('2026-07-31T22:00:00Z')).toBe('2026-08-01T00:00:00+02:00')
    expect(await iso('2026-10-25T00:59:59Z')).toBe('2026-10-25T02:59:59+02:00')
    expect(await iso('2026-10-25T01:00:00Z')).toBe('2026-10-25T02:00:00+01:00')
  })

  it("takes the server's own zone when none is named", async () => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    expect(await callTool(tools, 'get_datetime', {})).toMatchObject({ ok: true, value: { zone } })
  })

  it('names a zone that does not exist', async () => {
    expect(await callTool(tools, 'get_datetime', { timezone: 'Mars/Base' })).toMatchObject({
      ok: false,
      error: { code: 'E_ARGS', message: expect.stringContaining('"Mars/Base"') },
    })
  })
})

describe('calculate', () => {
  it.each<[string, number | boolean]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 4 - 3', 3],
    ['2 ^ 3 ^ 2', 512],
    ['2 ** 10', 1024],
    ['-2 ^ 2', -4],
    ['2 ^ -1', 0.5],
    ['--3', 3],
    ['2 * -3', -6],
    ['-7 % 3', -1],
    ['7 / 2 % 2', 1.5],
    ['0.1 + 0.2', 0.3],
    ['1e3 + .5 + 1.', 1001.5],
    ['0xff', 255],
    ['1.5 GB', 1_500_000_000],
    ['2 GiB / 1 MiB', 2048],
    ['100 * 16.2GB / (1 TB)', 1.62],
    ['min(3, 1, 2) + max(3, 1, 2)', 4],
    ['sum(1, 2, 3) / mean(1, 2, 3)', 3],
    ['median(5, 1, 3)', 3],
    ['median(4, 1, 3, 2)', 2.5],
    ['round(2.5) + round(-2.5)', 0],
    ['round(1.005, 2)', 1.01],
    ['round(1234, -2)', 1200],
    ['floor(-1.5) + ceil(1.2) + trunc(-1.9)', -1],
    ['abs(-3) * sign(-2)', -3],
    ['sqrt(16) + cbrt(27)', 7],
    ['log(e) + ln(e ^ 2) + log2(8) + log10(1000) + exp(0)', 10],
    ['sin(pi / 2) + cos(0) + tan(0)', 2],
    ['asin(1) + acos(1) + atan(0) == tau / 4', true],
    ['0.1 + 0.2 == 0.3', true],
    ['1 + 1 > 1', true],
    ['3 <= 2', false],
    ['3 >= 3', true],
    ['1 != 1', false],
    ['(1 < 2)', true],
  ])('%s is %s', async (expression, result) => {
    expect(await callTool(tools, 'calculate', { expression })).toEqual({
      ok: true,
      value: { expression, result },
    })
  })

  it.each([
    ['', 'E_ARGS', ''],
    ['  ', 'E_EXPRESSION', 'nothing to calculate (at character 1)'],
    ['1 +', 'E_EXPRESSION', 'the end where a number should be (at character 4)'],
    ['1 2', 'E_EXPRESSION', '2 where an operator should be (at character 3)'],
    ['(1', 'E_EXPRESSION', 'the end where ")" should be (at character 3)'],
    ['1)', 'E_EXPRESSION', '")" where an operator should be (at character 2)'],
    ['* 2', 'E_EXPRESSION', '"*" where a number should be (at character 1)'],
    ['1 $ 2', 'E_EXPRESSION', '"$" is not known (at character 3)'],
    ['1 / (2 - 2)', 'E_EXPRESSION', 'division by zero (at character 3)'],
    ['5 % 0', 'E_EXPRESSION', 'division by zero'],
    ['sqrt(-1)', 'E_EXPRESSION', 'no real value'],
    ['10 ^ 400', 'E_EXPRESSION', 'too large'],
    ['1e999', 'E_EXPRESSION', 'too large'],
    ['(1 < 2) + 1', 'E_EXPRESSION', 'a comparison is no number'],
    ['1 < 2 < 3', 'E_EXPRESSION', 'a comparison is no number'],
    ['x + 1', 'E_EXPRESSION', '"x" is not known'],
    ['5 parsecs', 'E_EXPRESSION', '"parsecs" where an operator should be'],
    ['constructor(1)', 'E_EXPRESSION', 'there is no function constructor'],
    ['__proto__', 'E_EXPRESSION', 'is not known'],
    ['min()', 'E_EXPRESSION', 'min does not take 0 arguments'],
    ['round(1, 2, 3)', 'E_EXPRESSION', 'round does not take 3 arguments'],
    ['min(1 2)', 'E_EXPRESSION', '2 where "," should be'],
    [`${'('.repeat(500)}1${')'.repeat(500)}`, 'E_EXPRESSION', 'nested more than 100 deep'],
    ['-'.repeat(1500), 'E_EXPRESSION', 'nested more than 100 deep'],
  ])('%j is refused', async (expression, code, words) => {
    expect(await callTool(tools, 'calculate', { expression })).toMatchObject({
      ok: false,
      error: { code, message: expect.stringContaining(words) },
    })
  })

  it('calculates what JavaScript calculates', () => {
    interface Sum {
      readonly text: string
      readonly value: number
    }
    const apply = {
      '+': (a: number, b: number) => a + b,
      '-': (a: number, b: number) => a - b,
      '*': (a: number, b: number) => a * b,
    }
    const sign = fc.constantFrom('+', '-', '*')
    const number = fc.integer({ min: 1, max: 99 }).map((value): Sum => ({ text: `${value}`, value }))
    const { sum } = fc.letrec<{ sum: Sum }>((tie) => ({
      sum: fc.oneof(
        { maxDepth: 5 },
        number,
        fc.tuple(tie('sum'), sign, tie('sum')).map(([a, by, b]) => ({
          text: `(${a.text}) ${by} (${b.text})`,
          value: apply[by](a.value, b.value),
        })),
        // Without parentheses: what binds more strongly goes first.
        fc.tuple(tie('sum'), fc.constantFrom('+', '-'), number, number).map(([a, by, b, c]) => ({
          text: `(${a.text}) ${by} ${b.text} * ${c.text}`,
          value: apply[by](a.value, b.value * c.value),
        })),
        tie('sum').map((a) => ({ text: `-(${a.text})`, value: -a.value })),
      ),
    }))
    fc.assert(
      fc.property(sum, ({ text, value }) => {
        expect(evaluate(text)).toBe(Number(value.toPrecision(15)))
      }),
    )
  })

  it('touches nothing', () => {
    expect(effectsOf(tools, 'calculate', { expression: '1' })).toEqual([])
    expect(effectsOf(tools, 'get_datetime', {})).toEqual([])
  })
})
