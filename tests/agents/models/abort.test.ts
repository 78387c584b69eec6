import { expect, test } from 'vitest'
import { Cancelled } from '../../../src/lib/abort.ts'
import { neverAnswers, refuses, says } from '../../helpers/model-server.ts'
import { never, ollama, question } from './setup.ts'

const reason = new Cancelled('enough')

test('before the question: nothing is sent', async () => {
  const { model, server } = await ollama([])
  await expect(model.ask(question(), AbortSignal.abort(reason))).rejects.toBe(reason)
  expect(server.requests).toEqual([])
})

test('while the model loads: the wait ends at once and the server learns of it', async () => {
  const { model, server } = await ollama([neverAnswers()])
  const stop = new AbortController()
  const answer = model.ask(question(), stop.signal)
  const asked = await server.question(1)
  stop.abort(reason)
  await expect(answer).rejects.toBe(reason)
  await asked.left
})

test('in the middle of the answer', async () => {
  const { model, server } = await ollama([says('a long story', { midway: new Promise(() => undefined) })])
  const stop = new AbortController()
  const pieces: string[] = []
  const answer = model.ask(question(), stop.signal, {
    onText(piece) {
      pieces.push(piece)
      stop.abort(reason)
    },
  })
  await expect(answer).rejects.toBe(reason)
  expect(pieces).toEqual(['a long '])
  await (await server.question(1)).left
})

test('while a server says nothing more', async () => {
  const { model, server } = await ollama([says('half', { end: 'hang' })])
  const stop = new AbortController()
  const answer = model.ask(question(), stop.signal, { onText: () => setImmediate(() => stop.abort(reason)) })
  await expect(answer).rejects.toBe(reason)
  await (await server.question(1)).left
})

test('between two tries: no timer is left', async () => {
  const { model, clock, server } = await ollama([refuses(500, 'no')])
  const stop = new AbortController()
  const answer = model.ask(question(), stop.signal, { onRetry: () => setImmediate(() => stop.abort(reason)) })
  await expect(answer).rejects.toBe(reason)
  expect(clock.pending()).toBe(0)
  expect(server.questions()).toHaveLength(1)
})

test('while it waits for its turn: at once, and the question is never sent', async () => {
  const { model, server } = await ollama([neverAnswers(), says('third')])
  const [first, second] = [new AbortController(), new AbortController()]
  const one = model.ask(question('first'), first.signal)
  const two = model.ask(question('second'), second.signal)
  const three = model.ask(question('third'), never())
  await server.question(1)
  second.abort(reason)
  await expect(two).rejects.toBe(reason)
  first.abort(reason)
  await expect(one).rejects.toBe(reason)
  const outcome = await three
  expect(outcome.ok && outcome.answer.text).toBe('third')
  expect(server.questions().map(({ body }) => body.messages?.[0]?.content)).toEqual(['first', 'third'])
})

test('an aborted question is not tried again', async () => {
  const { model, server } = await ollama([neverAnswers(), says('late')])
  const stop = new AbortController()
  const retries: unknown[] = []
  const answer = model.ask(question(), stop.signal, { onRetry: (retry) => retries.push(retry) })
  await server.question(1)
  stop.abort(reason)
  await expect(answer).rejects.toBe(reason)
  expect(retries).toEqual([])
})

test('a list of models', async () => {
  const { host } = await ollama([])
  await expect(host.list(AbortSignal.abort(reason))).rejects.toBe(reason)
})

test('a mistake in what listens to the pieces is not taken for one of the server', async () => {
  const { model, server } = await ollama([says('a long story', { end: 'hang' })])
  const answer = model.ask(question(), never(), {
    onText() {
      throw new Error('ours')
    },
  })
  await expect(answer).rejects.toThrow('ours')
  await (await server.question(1)).left
})
