import { expect, it } from 'vitest'
import type { RunEvent } from '../../src/domain/event.ts'
import { createTail } from '../../src/bot/tail.ts'

const says = (callKey: string, chunk: string) =>
  ({ type: 'live.output', runId: 'r', callKey, chunk }) as const
const event = (body: object) => ({ runId: 'r', seq: 1, at: 0, ...body }) as RunEvent

it('shows the last line of what runs, until it has ended', () => {
  const tail = createTail()
  tail.add(says('1/execute/a', 'one\ntwo\r50 %\r75 %\n'))
  expect(tail.line()).toBe('75 %')
  tail.heard(event({ type: 'tool_call.finished', callKey: '1/execute/b', outcome: 'succeeded' }))
  expect(tail.line()).toBe('75 %')
  tail.heard(event({ type: 'tool_call.finished', callKey: '1/execute/a', outcome: 'succeeded' }))
  expect(tail.line()).toBe('')
})

it('shows what a model is doing, until it has answered', () => {
  const tail = createTail()
  tail.add(says('1/spec/model', 'big:70b loads or thinks, 3 s\n'))
  tail.add(says('1/spec/model', 'big:70b loads or thinks, 4 s\n'))
  expect(tail.line()).toBe('big:70b loads or thinks, 4 s')
  tail.heard(event({ type: 'turn.answered', key: '1/spec/1', answer: {} }))
  expect(tail.line()).toBe('')
  tail.add(says('1/execute/1.1', 'a command\n'))
  tail.heard(event({ type: 'turn.answered', key: '1/execute/2', answer: {} }))
  expect(tail.line()).toBe('a command')
})
