import { describe, expect, test } from 'vitest'
import { EMPTY, type Edited, edit, edited, showEdited } from '../../../src/bot/console/editor.ts'
import { createHistory } from '../../../src/bot/console/history.ts'
import type { Key } from '../../../src/bot/console/keys.ts'
import { lineText } from '../../../src/bot/console/line.ts'

const key = (name: string | undefined, more: Partial<Key> = {}): Key => ({
  name,
  text: '',
  ctrl: false,
  meta: false,
  ...more,
})
const type = (text: string, from: Edited = EMPTY): Edited =>
  [...text].reduce((held, letter) => edit(held, key(letter, { text: letter })) ?? held, from)
const press = (held: Edited, ...keys: Key[]): Edited =>
  keys.reduce((now, next) => edit(now, next) ?? now, held)
const ctrl = (name: string) => key(name, { ctrl: true })

test('typing, moving, deleting', () => {
  expect(type('disk')).toEqual({ text: 'disk', at: 4 })
  expect(press(type('disk'), key('left'), key('left'), key('backspace'))).toEqual({ text: 'dsk', at: 1 })
  expect(press(type('disk'), key('home'), key('delete'), key('end'))).toEqual({ text: 'isk', at: 3 })
  expect(press(EMPTY, key('backspace'), key('left'), key('right'), key('delete'))).toEqual(EMPTY)
  expect(type('x', { text: 'ab', at: 1 })).toEqual({ text: 'axb', at: 2 })
})

test('the keys of a shell', () => {
  const held = edited('check the disk')
  expect(press(held, ctrl('w'))).toEqual({ text: 'check the ', at: 10 })
  expect(press(held, ctrl('w'), ctrl('w'))).toEqual({ text: 'check ', at: 6 })
  expect(press(held, ctrl('u'))).toEqual(EMPTY)
  expect(press(held, ctrl('a'), ctrl('f'), ctrl('k'))).toEqual({ text: 'c', at: 1 })
  expect(press(held, ctrl('a'), ctrl('e'), ctrl('b'), ctrl('h'))).toEqual({ text: 'check the dik', at: 12 })
  expect(press(held, key('b', { meta: true }))).toEqual({ text: 'check the disk', at: 10 })
  expect(edit(held, ctrl('x'))).toBeUndefined()
  expect(edit(held, key('f5'))).toBeUndefined()
})

test('emoji and accents are one character each', () => {
  expect(press(edited('a👩‍💻é'), key('left'), key('backspace'))).toEqual({ text: 'aé', at: 1 })
  expect(type('\u0301', edited('e'))).toEqual({ text: 'e\u0301', at: 1 })
})

test('a long line scrolls so that the cursor is in sight', () => {
  const shown = (held: Edited) => {
    const { line, cursor } = showEdited(held, '› ', 12)
    return [lineText(line), cursor]
  }
  expect(shown(edited('short'))).toEqual(['› short', 7])
  expect(shown(edited('0123456789abcdef'))).toEqual(['› 789abcdef', 11])
  expect(shown({ text: '0123456789abcdef', at: 0 })).toEqual(['› 012345678', 2])
})

describe('history', () => {
  test('older and newer, with what was being typed at the end', () => {
    const history = createHistory(['one'])
    history.add('two')
    history.add('two')
    history.add('  ')
    expect(history.older('draft')).toBe('two')
    expect(history.older('two')).toBe('one')
    expect(history.older('one')).toBeUndefined()
    expect(history.newer()).toBe('two')
    expect(history.newer()).toBe('draft')
    expect(history.newer()).toBeUndefined()
  })
  test('keeps the latest 500', () => {
    const history = createHistory()
    for (let n = 0; n < 600; n++) history.add(`line ${n}`)
    let count = 0
    while (history.older('') !== undefined) count++
    expect(count).toBe(500)
  })
})
