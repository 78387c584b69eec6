import { expect, test } from 'vitest'
import { fitLine, flow, line, lineText, paint, span, spread } from '../../../src/bot/console/line.ts'

test('styles only where there are colours', () => {
  expect(paint([span('a', 'bold'), span('b')], true)).toBe('\x1b[1ma\x1b[22mb')
  expect(paint([span('a', 'good')], false)).toBe('a')
})

test('a control character never gets through, whoever forgot to escape it', () => {
  expect(paint(line('a\x1b[2Jb\x9bc\x07'), true)).toBe('a\ufffd[2Jb\ufffdc\ufffd')
})

test('cut to the width, across styles', () => {
  expect(lineText(fitLine([span('abc', 'bold'), span('defgh')], 6))).toBe('abcde…')
  expect(lineText(fitLine([span('abcdef'), span('x')], 3))).toBe('ab…')
})

test('spread puts the right part at the edge, or below', () => {
  expect(spread(line('left'), line('right'), 20).map(lineText)).toEqual(['left           right'])
  expect(spread(line('left'), line('right'), 9).map(lineText)).toEqual(['left', '    right'])
  expect(spread(line('left'), [], 3).map(lineText)).toEqual(['le…'])
})

test('flow takes as many lines as it needs', () => {
  expect(flow([line('one'), line('two'), line('three')], ' · ', 12).map(lineText)).toEqual([
    'one · two',
    'three',
  ])
  expect(flow([], ' ', 10)).toEqual([])
})
