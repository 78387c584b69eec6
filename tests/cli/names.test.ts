import { expect, it } from 'vitest'
import { completeName } from '../../src/cli/names.ts'

const NAMES = ['run', 'runs', 'repair', 'questions', 'start', 'status']

it.each([
  ['run', { kind: 'one', name: 'run' }],
  ['QUE', { kind: 'one', name: 'questions' }],
  ['sta', { kind: 'several', names: ['start', 'status'] }],
  ['statsu', { kind: 'none', nearest: 'status' }],
  ['', { kind: 'none' }],
  ['elsewhere', { kind: 'none' }],
])('%j', (typed, found) => expect(completeName(typed, NAMES)).toEqual(found))
