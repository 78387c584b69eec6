import { describe, expect, it } from 'vitest'
import { createHouseAgent } from '../../../src/agents/house-agent.ts'
import type { Agent } from '../../../src/domain/agent.ts'
import { say } from '../../../src/i18n/say.ts'
import type { LiveOutput, RunEvent } from '../../../src/domain/event.ts'
import { answerAll, EXECUTOR, openModelHouse } from '../../helpers/model-house.ts'
import { createMemoryBlobs } from '../../helpers/memory-blobs.ts'
import { agentRun, signal } from '../drive.ts'
import { shippedLibrary } from '../tool-names.ts'
import { refuses } from '../../helpers/model-server.ts'
import { commandStep, workflowText } from '../../helpers/workflow-text.ts'
import { contains, ends, plans, specs, writes } from '../../helpers/thoughts.ts'

const FILE = { path: 'a.txt', content: 'yes\n', mode: 'overwrite' }
const WORK = [
  specs({ there: contains('a.txt', 'yes') }),
  plans(['write', 'write_file', FILE]),
  writes('a.txt', 'yes\n'),
  ends(),
]
const missing = refuses(404, `model '${EXECUTOR}' not found`)

describe('without a model that answers', () => {
  const ADDRESS = 'http://127.0.0.1:9'

  it('a request gets one clear answer: what was tried, and how to start one', async () => {
    const house = await openModelHouse({ executor: [], address: ADDRESS })
    const { view } = await house.ask('write a short poem about the disk')
    await house.close()
    expect(view.failure?.code).toBe('no_agent')
    for (const locale of ['en', 'fr'] as const) {
      const text = say(view.failure?.reason ?? '', locale)
      expect(text).toContain(EXECUTOR)
      expect(text).toContain(ADDRESS)
      expect(text).toContain('`ollama serve`')
    }
  })

  it('the workflows that come near are told', async () => {
    const model = {
      specify: async () => ({ kind: 'none', why: 'nobody is there.', candidates: [] }),
    } as unknown as Agent
    const blobs = createMemoryBlobs()
    const agent = createHouseAgent({ library: await shippedLibrary(), blobs, tools: [], model })
    const run = agentRun({ text: 'write a short poem about the disk' })
    expect(await agent.specify(run, signal)).toMatchObject({
      kind: 'none',
      why: { en: expect.stringMatching(/^No workflow fits this\. nobody is there\. Nearest: .*Disk/) },
    })
  })

  it('a request that fits no workflow well enough may be thought about all the same', async () => {
    const house = await openModelHouse({
      executor: WORK,
      workflows: { 'water-plants': workflowText('water-plants', { steps: commandStep('a', 'true') }) },
    })
    const asked = answerAll(house, 'free:other')
    const { view } = await house.ask('please water all the plants in the kitchen window')
    await house.close()
    expect(asked[0]?.options.map(({ id }) => id)).toEqual(['water-plants', 'free:other', 'stop'])
    expect(view).toMatchObject({ status: 'completed', verdict: { result: 'pass' } })
    expect(view.workflow).toBeUndefined()
  })

  it('workflows run as before', async () => {
    const house = await openModelHouse({
      executor: [],
      address: ADDRESS,
      workflows: { look: workflowText('look', { steps: commandStep('a', 'true') }) },
    })
    const id = await house.run('look')
    await house.close()
    expect(house.journal.run(id)?.status).toBe('completed')
    expect(house.server.requests).toEqual([])
  })

  it('a run that was under way ends with an incident, and says what it had', async () => {
    const house = await openModelHouse({ executor: [...WORK.slice(0, 3), refuses(401, 'who are you')] })
    const { view } = await house.ask()
    await house.close()
    expect(view.failure).toMatchObject({ code: 'model' })
    expect(view.incidents).toMatchObject([
      { reason: 'model_refused', component: 'agent', operation: 'execute' },
    ])
    expect(view.report).toContain('- a.txt')
  })
})

describe('a model that is not there', () => {
  it('is offered to be pulled, and pulled while whoever watches sees how far it is', async () => {
    const house = await openModelHouse({
      executor: [missing, ...WORK],
      server: {
        pull: () => [
          { status: 'pulling manifest' },
          { status: 'pulling abc', digest: 'sha256:abc', total: 200, completed: 20 },
          { status: 'pulling abc', digest: 'sha256:abc', total: 200, completed: 21 },
          { status: 'pulling abc', digest: 'sha256:abc', total: 200, completed: 200 },
          { status: 'success' },
        ],
      },
    })
    const asked = answerAll(house, 'approve')
    const { runId } = await house.engine.submit({
      text: 'do the thing',
      locale: 'en',
      actor: { surface: 'console', id: 'alice' },
      thread: 't',
    })
    const seen: (RunEvent | LiveOutput)[] = []
    for await (const item of house.engine.follow(runId, 0, new AbortController().signal)) seen.push(item)
    await house.close()
    expect(asked).toMatchObject([{ kind: 'pull_model', body: `ollama pull ${EXECUTOR}` }])
    const told = seen.flatMap((item) =>
      item.type === 'live.output' && item.callKey.endsWith('/model') ? [item.chunk] : [],
    )
    expect(told).toContain(`${EXECUTOR}: pulling abc 10 %\n`)
    expect(told.filter((line) => line.includes('10 %'))).toHaveLength(1)
    expect(told.at(-1)).toContain('success')
    expect(house.journal.run(runId)?.status).toBe('completed')
  })

  it('is left where it is when nobody wants it, and the way to get it is told', async () => {
    const house = await openModelHouse({ executor: [missing] })
    answerAll(house, 'deny')
    const { view } = await house.ask()
    await house.close()
    expect(view.failure?.code).toBe('no_agent')
    expect(say(view.failure?.reason ?? '', 'en')).toContain(`\`ollama pull ${EXECUTOR}\``)
  })

  it('and cannot be pulled is told so', async () => {
    const house = await openModelHouse({ executor: [missing] })
    answerAll(house, 'approve')
    const { view } = await house.ask()
    await house.close()
    expect(say(view.failure?.reason ?? '', 'en')).toContain('could not be pulled')
  })
})
