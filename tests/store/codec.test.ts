import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunEventBody } from '../../src/domain/event.ts'
import { decodeRow, encodeEvents, joinTexts } from '../../src/store/codec.ts'
import { EVENT_LAYOUTS } from '../../src/store/event-fields.ts'
import { anyEvent, EVENT_TYPES, eventOf } from './arbitraries.ts'
import { step } from './fixtures.ts'

const decode = (events: string) => decodeRow('R', { first_seq: 7, at: 1000, events })

/** What JSON keeps of the bodies, with the places that decoding gives them. */
const placed = (bodies: readonly RunEventBody[], offsets: readonly number[]) =>
  bodies.map((body, index) => ({
    ...(JSON.parse(JSON.stringify(body)) as RunEventBody),
    runId: 'R',
    seq: 7 + index,
    at: 1000 + (offsets[index] ?? 0),
  }))

describe('the codec', () => {
  it.each(EVENT_TYPES)('gives back every %s as it was', (type) => {
    fc.assert(
      fc.property(eventOf(type), fc.integer({ min: -5, max: 5000 }), (body, offset) => {
        expect(decode(encodeEvents([body], offset))).toEqual(placed([body], [offset]))
      }),
      { numRuns: 150 },
    )
  })

  it('gives back appends that were joined to one row', () => {
    const append = fc.record({
      events: fc.array(anyEvent, { minLength: 1, maxLength: 5 }),
      offset: fc.nat(99),
    })
    fc.assert(
      fc.property(fc.array(append, { minLength: 1, maxLength: 4 }), (appends) => {
        const text = joinTexts(appends.map(({ events, offset }) => encodeEvents(events, offset)))
        const offsets = appends.flatMap(({ events, offset }) => events.map(() => offset))
        expect(decode(text)).toEqual(
          placed(
            appends.flatMap(({ events }) => events),
            offsets,
          ),
        )
      }),
      { numRuns: 300 },
    )
  })

  it('keeps what it has no place for by name', () => {
    const body = { type: 'run.resumed', because: ['of', null], note: null } as unknown as RunEventBody
    expect(encodeEvents([body], 0)).toBe('[[["rr",0,{"because":["of",null],"note":null}]]]')
    expect(decode(encodeEvents([body], 0))).toEqual(placed([body], []))
  })

  it('keeps an event of a type it does not know', () => {
    const body = { type: 'moon.landed', where: 'Tranquility' } as unknown as RunEventBody
    expect(decode(encodeEvents([body], 3))).toEqual(placed([body], [3]))
  })

  it('takes the place of an event from its row, also when an event is appended again', () => {
    const body = { ...step('a')[1], runId: 'other', seq: 99, at: 5 } as unknown as RunEventBody
    expect(decode(encodeEvents([body], 0))).toEqual([{ ...step('a')[1], runId: 'R', seq: 7, at: 1000 }])
  })

  it('writes a step in few bytes', () => {
    expect(encodeEvents(step('prune'), 0)).toBe(
      '[["q","1/execute/prune",0,{"command":"systemctl is-active nginx"},0,0,0,"services.read"],' +
        '["s",0],["f",0,0,12,[{"exitCode":0}]]]',
    )
  })

  it('refuses what JSON cannot hold', () => {
    const body = { type: 'steered', text: 10n } as unknown as RunEventBody
    expect(() => encodeEvents([body], 0)).toThrow(TypeError)
  })
})

describe('the table of layouts', () => {
  const source = readFileSync(new URL('../../src/domain/event.ts', import.meta.url), 'utf8')
  const union = source.slice(
    source.indexOf('export type RunEventBody'),
    source.indexOf('export type FailureCode'),
  )
  const types = [...union.matchAll(/readonly type: '([^']+)'/g)].map(([, type]) => type as string)

  it('has every type of the union, and no other', () => {
    expect(types.length).toBeGreaterThan(25)
    expect(Object.keys(EVENT_LAYOUTS).sort()).toEqual([...types].sort())
    expect([...EVENT_TYPES].sort()).toEqual([...types].sort())
  })

  it('has a place for every field of every type', () => {
    const members = union.split(/\n {2}\| /).slice(1)
    expect(members).toHaveLength(types.length)
    for (const member of members) {
      const [, type] = /readonly type: '([^']+)'/.exec(member) ?? []
      const fields = [...member.matchAll(/readonly (\w+)\??:/g)]
        .map(([, name]) => name)
        .filter((name) => name !== 'type')
      expect(EVENT_LAYOUTS[type as RunEventBody['type']].names, type).toEqual(fields)
    }
  })

  it('uses each code once', () => {
    const codes = Object.values(EVENT_LAYOUTS).map(({ code }) => code)
    expect(new Set(codes).size).toBe(codes.length)
  })

  it('never changes: databases hold these codes and places', () => {
    const table = Object.entries(EVENT_LAYOUTS).map(
      ([type, { code, names }]) => `${type} ${code} ${names.join(' ')}`,
    )
    expect(table).toMatchSnapshot()
  })
})
