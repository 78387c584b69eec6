import { describe, expect, it } from 'vitest'
import { toRequest } from '../../src/cli/request.ts'
import type { WorkflowInfo, WorkflowParam } from '../../src/domain/agent.ts'
import type { RunRequest } from '../../src/domain/run.ts'
import { ALICE } from '../helpers/story.ts'

const param = (name: string, type: WorkflowParam['type']): WorkflowParam => ({
  name,
  type,
  title: name,
  required: false,
})
const workflow = (name: string, params: readonly WorkflowParam[] = []): WorkflowInfo => ({
  name,
  title: name,
  description: '',
  examples: [],
  params,
})
const WORKFLOWS = [
  workflow('disk-report', [
    param('path', 'path'),
    param('top', 'integer'),
    param('share', 'number'),
    param('deep', 'boolean'),
  ]),
  workflow('disk-cleanup'),
  workflow('memory-report'),
]

const asked = (words: readonly string[], options = {}): RunRequest =>
  toRequest(words, options, WORKFLOWS, { locale: 'fr', actor: ALICE })

describe('a request', () => {
  it('in plain words stays text', () => {
    expect(asked(['check the disk report'])).toMatchObject({
      text: 'check the disk report',
      locale: 'fr',
      actor: ALICE,
    })
    for (const words of [
      ['check the disk report'],
      ['check', 'the', 'disk'],
      ['disk-report', 'please'],
      ['hello'],
      ['a=b c'],
    ])
      expect(asked(words).workflow).toBeUndefined()
    expect(asked(['free', 'some', 'space']).text).toBe('free some space')
  })

  it('names a workflow by its name or a unique start of it', () => {
    expect(asked(['disk-report']).workflow).toBe('disk-report')
    expect(asked(['DISK-R', 'path=/srv']).workflow).toBe('disk-report')
    expect(asked(['mem'])).toMatchObject({ text: 'mem', workflow: 'memory-report', params: {} })
  })

  it('carries parameters in their types', () => {
    const { params } = asked([
      'disk-report',
      'path=/a=b c',
      'top=5',
      'share=0.5',
      'deep=oui',
      'odd=x',
      'empty=',
    ])
    expect(params).toEqual({ path: '/a=b c', top: 5, share: 0.5, deep: true, odd: 'x', empty: '' })
    expect(asked(['disk-report', 'top=many', 'deep=maybe', 'share=.']).params).toEqual({
      top: 'many',
      deep: 'maybe',
      share: '.',
    })
    expect(asked(['disk-report', 'deep=no']).params).toEqual({ deep: false })
  })

  it('is refused where the name is not clear', () => {
    expect(() => asked(['disk'])).toThrow(/disk-report, disk-cleanup/)
    expect(() => asked(['disk-raport', 'path=/'])).toThrow(/Vouliez-vous dire disk-report/)
    expect(() => asked(['something', 'path=/'])).toThrow(/^Pas de workflow «\u00a0something\u00a0»\. Voir/)
  })

  it('takes its options', () => {
    expect(asked(['x y'], { mode: 'direct', verify: false, priority: 'high' })).toMatchObject({
      mode: 'direct',
      verify: false,
      priority: 'high',
    })
    expect(asked(['x y'], { verify: true })).not.toHaveProperty('verify')
    expect(asked(['x y']).thread).not.toBe(asked(['x y']).thread)
  })
})
