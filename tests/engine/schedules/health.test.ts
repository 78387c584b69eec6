import { describe, expect, test } from 'vitest'
import type { Health } from '../../../src/domain/schedule.ts'
import { nextHealth } from '../../../src/engine/schedules/health.ts'

const MINUTE = 60_000

/** What is told of a row of looks, one every five minutes: `+` well, `-` not. */
function told(looks: string): string {
  let health: Health | undefined
  return [...looks]
    .map((look, index) => {
      const seen = [{ id: 'disk', statement: 'the disk has room', well: look === '+' }]
      const next = nextHealth(health, seen, index * 5 * MINUTE)
      health = next.health
      if (!next.noticed) return '.'
      return next.noticed.failed.length > 0 ? 'F' : 'R'
    })
    .join('')
}

describe('what is told of a criterion', () => {
  test('nothing while it is well, and nothing of one bad moment', () => {
    expect(told('+++++')).toBe('.....')
    expect(told('++-++')).toBe('.....')
  })

  test('that it failed, once, and that it holds again, once', () => {
    expect(told('+--------')).toBe('..F......')
    expect(told('+---+++++')).toBe('..F...R..')
    expect(told('--+++')).toBe('.F..R')
  })

  test('flapping is told once: the more it failed lately, the longer it must hold', () => {
    expect(told('--+--++--++-')).toBe('.F..........')
    const back = told('--+++--+++++++--++++++++++++++++')
    expect(back).toBe('.F..R.F.....R..F...........R....'.slice(0, back.length))
    expect(told('--+++--'.repeat(8)).replaceAll('.', '').length).toBeLessThan(8)
  })

  test('what failed long ago counts no more', () => {
    const calm = '+'.repeat(80)
    expect(told(`--+++${calm}--+++`).replaceAll('.', '')).toBe('FRFR')
  })
})

test('each criterion stands for itself; what is not seen any more is forgotten', () => {
  const both = (disk: boolean, load: boolean) => [
    { id: 'disk', statement: 'disk', well: disk },
    { id: 'load', statement: 'load', well: load },
  ]
  const one = nextHealth(undefined, both(false, false), 0)
  const two = nextHealth(one.health, both(false, true), 1)
  expect(two.noticed).toEqual({ failed: ['disk'], recovered: [] })
  const three = nextHealth(two.health, [{ id: 'load', statement: 'load', well: true }], 2)
  expect(Object.keys(three.health.criteria)).toEqual(['load'])
  expect(three.noticed).toBeUndefined()
})
