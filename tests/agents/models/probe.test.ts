import { expect, test } from 'vitest'
import { createMemoryProbes } from '../../../src/agents/models/probe.ts'
import { Cancelled } from '../../../src/lib/abort.ts'
import { callsTool, neverAnswers, refuses, type Reply, says, saysJson } from '../../helpers/model-server.ts'
import { NAME, never, ollama } from './setup.ts'

const NOTE = { text: 'print("a \\"quoted\\" word")\npath = \'C:\\temp\'' }
const NO_RETRY = { retries: 0, baseMs: 1, maxMs: 1 }

const claiming = (digest = 'd1') => ({
  models: [{ name: NAME, digest, capabilities: ['completion', 'tools'] }],
})

async function probed(reply: Reply) {
  const probes = createMemoryProbes()
  const { model, server } = await ollama(() => reply, {
    server: claiming(),
    host: { probes, retry: NO_RETRY },
  })
  const works = await model.toolsWork(never())
  return { works, remembered: probes.get(`tools ${NAME} d1 0.12.0`), model, server }
}

test('a model that makes the call has tools, and is not asked again', async () => {
  const { works, remembered, model, server } = await probed(callsTool('save_note', NOTE))
  expect([works, remembered]).toEqual([true, 'works'])
  expect(await model.toolsWork(never())).toBe(true)
  expect(server.questions()).toHaveLength(1)
  expect(server.questions()[0]?.body.format).toBeUndefined()
})

test.each<[string, Reply]>([
  ['writes the call as JSON into its answer', saysJson({ name: 'save_note', arguments: NOTE })],
  [
    'makes the call inside its thinking',
    { thinking: JSON.stringify({ name: 'save_note', arguments: NOTE }) },
  ],
  ['calls another tool', callsTool('write_note', NOTE)],
  ['gives another argument', callsTool('save_note', { note: NOTE.text })],
  ['gives an argument of another type', callsTool('save_note', { text: [NOTE.text] })],
  ['loses a line', callsTool('save_note', { text: NOTE.text.split('\n')[0] })],
  ['says something', says('I have saved the note.')],
  ['is refused tools by the server', refuses(400, `${NAME} does not support tools`)],
  ['makes a call that the server cannot read', refuses(500, 'error parsing tool call: raw=\'{"text":"\'')],
])('a model that %s has no tools', async (_, reply) => {
  const { works, remembered } = await probed(reply)
  expect([works, remembered]).toEqual([false, 'fails'])
})

test.each<[string, Reply]>([
  ['is busy', refuses(503, 'busy')],
  ['breaks down', refuses(500, 'out of memory')],
  ['refuses for another reason', refuses(401, 'unauthorized')],
  ['is cut off', { end: 'cut' }],
])('a server that %s says nothing about tools', async (_, reply) => {
  const { works, remembered } = await probed(reply)
  expect([works, remembered]).toEqual([false, undefined])
})

test('a model that does not claim tools is not tried', async () => {
  const { model, server } = await ollama([], { server: { models: [{ name: NAME }] } })
  expect(await model.toolsWork(never())).toBe(false)
  expect(server.questions()).toEqual([])
})

test('a model that is not there has none', async () => {
  const { model } = await ollama([])
  expect(await model.toolsWork(never())).toBe(false)
})

test('another version of the model, or of the server, is tried anew', async () => {
  const probes = createMemoryProbes()
  const asked = async (digest: string, version: string, reply: Reply) => {
    const { model } = await ollama(() => reply, {
      server: { ...claiming(digest), version },
      host: { probes },
    })
    return model.toolsWork(never())
  }
  expect(await asked('d1', '0.12.0', says('no'))).toBe(false)
  expect(await asked('d1', '0.12.0', callsTool('save_note', NOTE))).toBe(false)
  expect(await asked('d2', '0.12.0', callsTool('save_note', NOTE))).toBe(true)
  expect(await asked('d1', '0.13.0', callsTool('save_note', NOTE))).toBe(true)
})

test('a name without a tag is the latest', async () => {
  const probes = createMemoryProbes()
  const server = {
    models: [
      { name: 'm', digest: '', capabilities: ['tools'] },
      { name: 'm:latest', digest: 'd9' },
    ].reverse(),
  }
  const { host } = await ollama(() => callsTool('save_note', NOTE), { server, host: { probes } })
  expect(await host.model('m', { contextTokens: 2048 }).toolsWork(never())).toBe(true)
  expect(probes.get('tools m d9 0.12.0')).toBe('works')
})

test('a try can be broken off', async () => {
  const { model, server } = await ollama([neverAnswers()], { server: claiming() })
  const stop = new AbortController()
  const reason = new Cancelled('enough')
  const works = model.toolsWork(stop.signal)
  await server.question(1)
  stop.abort(reason)
  await expect(works).rejects.toBe(reason)
})
