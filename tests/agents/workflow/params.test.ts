import { describe, expect, it } from 'vitest'
import type { WorkflowParamDef } from '../../../src/agents/workflow/format.ts'
import { parseAmount, readParam, readParams } from '../../../src/agents/workflow/params.ts'

const title = { en: 'The thing', fr: 'La chose' }
const of = (def: Partial<WorkflowParamDef> & Pick<WorkflowParamDef, 'type'>): WorkflowParamDef => ({
  title,
  required: false,
  ...def,
})
const read = (def: Parameters<typeof of>[0], value: Parameters<typeof readParam>[1]) => {
  const result = readParam(of(def), value)
  return result.ok ? result.value : result.message.en
}

describe('readParam', () => {
  it('takes text for what the type needs', () => {
    expect(read({ type: 'integer' }, '85')).toBe(85)
    expect(read({ type: 'number' }, '1,5')).toBe(1.5)
    expect(read({ type: 'integer', unit: 'percent' }, '85 %')).toBe(85)
    expect(read({ type: 'integer', unit: 'bytes' }, '1,5 Go')).toBe(1_500_000_000)
    expect(read({ type: 'boolean' }, 'oui')).toBe(true)
    expect(read({ type: 'boolean' }, false)).toBe(false)
    expect(read({ type: 'duration' }, '24h')).toBe(86_400)
    expect(read({ type: 'duration' }, '7 jours')).toBe(604_800)
    expect(read({ type: 'duration' }, 90)).toBe(90)
    expect(read({ type: 'string' }, 42)).toBe('42')
    expect(read({ type: 'path' }, '~/backups')).toBe('~/backups')
    expect(read({ type: 'choice', choices: ['a', 'b'] }, 'b')).toBe('b')
  })

  it('says what is allowed', () => {
    expect(read({ type: 'integer' }, '8.5')).toBe('a whole number')
    expect(read({ type: 'integer', min: 1, max: 9 }, 10)).toBe('a whole number from 1 to 9')
    expect(read({ type: 'number', min: 1 }, 0)).toBe('a number of at least 1')
    expect(read({ type: 'number', max: 1 }, 'many')).toBe('a number of at most 1')
    expect(read({ type: 'boolean' }, 'perhaps')).toBe('yes or no')
    expect(read({ type: 'duration' }, 'soon')).toMatch(/24h/)
    expect(read({ type: 'choice', choices: ['a', 'b'] }, 'c')).toBe('one of a, b')
    expect(read({ type: 'path' }, '-rf')).toMatch(/begins with/)
    expect(read({ type: 'path' }, '/a\0b')).toMatch(/begins with/)
    expect(read({ type: 'string', pattern: '[a-z]+' }, 'a; rm -rf /')).toMatch(/matches \[a-z\]\+/)
    expect(read({ type: 'string', pattern: '[a-z]+', example: 'web' }, 'a b')).toBe('a text such as web')
    expect(read({ type: 'string' }, '')).toBe('a text')
    expect(read({ type: 'string' }, { a: 1 })).toBe('a text')
    expect(read({ type: 'integer' }, [1])).toBe('a whole number')
  })
})

it('readParams fills in defaults and names what is missing, unknown or wrong', () => {
  const workflow = {
    name: 'w',
    params: {
      service: of({ type: 'string', required: true }),
      since: of({ type: 'duration', default: '24h' }),
      extra: of({ type: 'string' }),
    },
  }
  expect(readParams(workflow, { service: 'nginx' })).toEqual({
    ok: true,
    params: { service: 'nginx', since: 86_400 },
  })
  const message = (given: Parameters<typeof readParams>[1]) => {
    const result = readParams(workflow, given)
    return result.ok ? undefined : result.message
  }
  expect(message({})?.en).toBe('"w" needs service (the thing): a text. Write service=…')
  expect(message({})?.fr).toBe('« w » a besoin de service (la chose) : un texte. Écrivez service=…')
  expect(message({ service: 'a', sinse: '1h' })?.en).toBe(
    '"w" has no parameter sinse; it has service, since, extra',
  )
  expect(message({ service: 'a', since: 'later' })?.en).toBe(
    '"w": since is "later"; it must be a duration such as 30m, 24h or 7d',
  )
  expect(readParams({ name: 'w', params: {} }, { a: 1 })).toMatchObject({
    message: { en: '"w" has no parameter a; it has none' },
  })
})

it('parseAmount knows the units of both languages', () => {
  expect(parseAmount('500 MB')).toBe(5e8)
  expect(parseAmount('2Gio')).toBe(2 * 2 ** 30)
  expect(parseAmount('80 %')).toBe(80)
  expect(parseAmount('12')).toBe(12)
  expect(parseAmount('12 parsecs')).toBeUndefined()
})
