import { describe, expect, it } from 'vitest'
import { EXECUTOR, isProbe, type ModelHouseOptions, openModelHouse } from '../../helpers/model-house.ts'
import { type Answering, callsTool, refuses, type Reply, says, saysJson } from '../../helpers/model-server.ts'
import { contains, ends, plans, specs, writes } from '../../helpers/thoughts.ts'

const FILE = { path: 'a.txt', content: 'yes\n', mode: 'overwrite' }
const SPEC = specs({ there: contains('a.txt', 'yes') })
const PLAN = plans(['write', 'write_file', FILE])
const WRITE = callsTool('write_file', { ...FILE, step: 'write' }, { text: 'the file is missing' })
const FINISH = callsTool('finish', { final: 'a.txt is there.' })

async function acting(turns: readonly Answering[], more: Partial<ModelHouseOptions> = {}) {
  const house = await openModelHouse({ executor: [SPEC, PLAN, ...turns], ownCalls: true, ...more })
  const { id, view } = await house.ask()
  await house.close()
  expect(house.fatal).toEqual([])
  const asked = house.server.questions().filter((one) => one.body.model === EXECUTOR && !isProbe(one))
  return { house, id, view, asked: asked.slice(2).map(({ body }) => body) }
}

describe('a model that makes calls of its own', () => {
  it('is offered the tools and never a format beside them, and ends by a call too', async () => {
    const { view, asked } = await acting([WRITE, FINISH])
    expect(view.verdict?.result).toBe('pass')
    expect(view.calls.get('1/execute/1.1')).toMatchObject({ tool: 'write_file', args: FILE, stepId: 'write' })
    expect(view.turns.get('1/execute/1')).toMatchObject({ thought: 'the file is missing' })
    expect(view.report).toContain('a.txt is there.')
    expect(asked.map(({ format }) => format)).toEqual([undefined, undefined])
    const names = asked[0]?.tools?.map((tool) => tool.function.name)
    expect(names).toEqual(expect.arrayContaining(['write_file', 'execute_command', 'finish']))
  })

  it('is told what came of its calls as results of tools, fenced like all data', async () => {
    const { asked } = await acting([WRITE, FINISH])
    const [call, result, last] = asked[1]?.messages?.slice(-3) ?? []
    expect(call).toMatchObject({ role: 'assistant', content: 'the file is missing' })
    expect(call?.tool_calls).toEqual([
      { function: { name: 'write_file', arguments: { ...FILE, step: 'write' } } },
    ])
    expect(result).toMatchObject({ role: 'tool', tool_name: 'write_file' })
    expect(result?.content).toMatch(/1\.1 write_file: succeeded\n<<<DATA \w+\n[\s\S]+DATA \w+>>>/)
    expect(last).toMatchObject({ role: 'user' })
    expect(last?.content).toContain('Turn 2 of at most 10')
    expect(asked[1]?.messages?.[0]?.content).not.toContain('write_file(')
  })

  it('makes one call at a time, and is told so', async () => {
    const two: Reply = {
      toolCalls: [
        { name: 'write_file', args: FILE },
        { name: 'execute_command', args: { command: 'rm a.txt' } },
      ],
    }
    const { view, asked } = await acting([two, FINISH])
    expect([...view.calls.keys()].filter((key) => key.startsWith('1/execute'))).toEqual(['1/execute/1.1'])
    expect(asked[1]?.messages?.at(-1)?.content).toContain('Only the first of your calls was made')
    expect(view.verdict?.result).toBe('pass')
  })

  it('is refused a tool that does not exist, and arguments that do not fit, like anybody', async () => {
    const { view } = await acting([
      callsTool('make_coffee', {}),
      callsTool('write_file', { path: 7 }),
      WRITE,
      FINISH,
    ])
    expect(view.calls.get('1/execute/1.1')?.error?.code).toBe('E_UNKNOWN_TOOL')
    expect(view.calls.get('1/execute/2.1')?.error?.code).toBe('E_ARGS')
    expect(view.verdict?.result).toBe('pass')
  })
})

describe('a call of its own that fails is asked for by the schema, for the rest of the run', () => {
  it.each<[string, Reply]>([
    ['a 500 on long arguments', refuses(500, 'error parsing tool call: raw=\'{"path":"a.txt","content":"ye')],
    ['an error in mid-stream', { text: 'I will', lateError: 'error parsing tool call: unexpected end' }],
    ['bare JSON in the text', saysJson({ name: 'write_file', arguments: FILE })],
    ['a call inside the thinking', { thinking: JSON.stringify({ name: 'write_file', arguments: FILE }) }],
    ['words instead of a call', says('I have written the file. All done.')],
    ['nothing at all', says('')],
    ['a call that the limit cut off', { ...WRITE, end: 'length' }],
    ['arguments that are no object', callsTool('write_file', 'a.txt')],
    ['an end without words', callsTool('finish', {})],
    ['no tools after all', refuses(400, `${EXECUTOR} does not support tools`)],
  ])('%s', async (_, broken) => {
    const { view, asked } = await acting([broken, writes('a.txt', 'yes\n'), ends()])
    expect(asked.map(({ tools, format }) => [tools !== undefined, format !== undefined])).toEqual([
      [true, false],
      [false, true],
      [false, true],
    ])
    expect(view.calls.get('1/execute/1.1')).toMatchObject({ tool: 'write_file', outcome: 'succeeded' })
    expect(view.verdict?.result).toBe('pass')
    expect(view.incidents).toEqual([])
  })

  it('after calls that were good, which are told anew in the other form', async () => {
    const { view, asked } = await acting([WRITE, says('Done.'), ends()])
    expect(view.verdict?.result).toBe('pass')
    const told = asked[2]?.messages?.map(({ content, role }) => `${role} ${content}`).join('\n')
    expect(told).toContain('assistant {"thought":"the file is missing","action":"write_file"')
    expect(told).not.toContain('tool ')
  })

  it('and what the failed answer cost counts', async () => {
    const { view } = await acting([says('Done.', { promptTokens: 100 }), writes('a.txt', 'yes\n'), ends()])
    expect(view.turns.get('1/execute/1')).toMatchObject({ usage: { calls: 2, promptTokens: 111 } })
  })
})

describe('the schema is used throughout', () => {
  it('by a model that claims tools and fails the try', async () => {
    const server = { models: [{ name: EXECUTOR, capabilities: ['tools'] }] }
    const turns = [says('no'), writes('a.txt', 'yes\n'), ends()]
    const { view, asked } = await acting(turns, { ownCalls: false, server })
    expect(view.verdict?.result).toBe('pass')
    expect(asked.every(({ tools }) => tools === undefined)).toBe(true)
  })

  it('by a model that claims none, which is not even tried', async () => {
    const { house, view } = await acting([writes('a.txt', 'yes\n'), ends()], { ownCalls: false })
    expect(view.verdict?.result).toBe('pass')
    expect(house.server.questions().some(isProbe)).toBe(false)
  })
})

it('keeps a long conversation of own calls within the context', async () => {
  const noisy = Array.from({ length: 8 }, (_, n) =>
    callsTool('write_file', { ...FILE, path: `noise-${n}.txt`, content: `${n} ${'word '.repeat(1_500)}` }),
  )
  const contextTokens = 12_288
  const { view, asked } = await acting([...noisy, WRITE, FINISH], { contextTokens })
  expect(view.verdict?.result).toBe('pass')
  for (const body of asked)
    expect(JSON.stringify([body.messages, body.tools]).length / 3).toBeLessThan(contextTokens - 2_048)
  expect(asked.at(-1)?.messages?.[1]?.content).toContain('What you did before, in short:')
})
