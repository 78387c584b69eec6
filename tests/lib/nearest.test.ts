import { describe, expect, it } from 'vitest'
import { editDistance, nearest } from '../../src/lib/nearest.ts'

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['abc', '', 3],
    ['abc', 'abc', 0],
    ['kitten', 'sitting', 3],
    ['verify', 'verfiy', 1],
    ['ca', 'abc', 3],
  ])('%s → %s is %i', (a, b, edits) => {
    expect(editDistance(a, b)).toBe(edits)
    expect(editDistance(b, a)).toBe(edits)
  })
})

describe('nearest', () => {
  const names = ['disk-report', 'disk-cleanup', 'memory-report', 'runs']
  it.each([
    ['disk-raport', 'disk-report'],
    ['Disk-Cleanpu', 'disk-cleanup'],
    ['rnus', 'runs'],
    ['something-else', undefined],
  ])('%s → %s', (typed, name) => expect(nearest(typed, names)).toBe(name))
})
