import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { StorageError } from '../../src/domain/errors.ts'
import { defineTool } from '../../src/tools/define.ts'
import { manualClock } from '../helpers/clock.ts'
import { openHouse, OWNER } from '../helpers/house.ts'
import { commandStep, workflowText } from '../helpers/workflow-text.ts'

/** Fails in passing until it has been called often enough. */
const flaky = (fails: number) => {
  let calls = 0
  return defineTool({
    name: 'flaky',
    group: 'utility',
    summary: { en: 'flaky', fr: 'flaky' },
    access: 'read',
    input: z.object({}),
    output: z.number(),
    timeoutMs: 60_000,
    errors: ['E_NETWORK'],
    effects: () => [],
    async run() {
      calls++
      if (calls > fails) return { ok: true, value: calls }
      return { ok: false, error: { code: 'E_NETWORK', message: 'gone', recoverable: false, retryable: true } }
    },
  })
}

const stuck = defineTool({
  name: 'stuck',
  group: 'utility',
  summary: { en: 'stuck', fr: 'stuck' },
  access: 'read',
  input: z.object({}),
  output: z.number(),
  timeoutMs: 20_000,
  errors: [],
  effects: () => [],
  run: () => new Promise(() => undefined),
})

const step = (tool: string) => `  - { id: only, title: { en: only, fr: seul }, tool: ${tool} }`

describe('trouble', () => {
  it('tries a reading call again with backoff, and tells of it', async () => {
    const clock = manualClock()
    const house = await openHouse({
      tools: [flaky(2)],
      clock,
      workflows: { flaky: workflowText('flaky', { steps: step('flaky') }) },
    })
    const id = await house.begin('flaky')
    await house.seen(({ type }) => type === 'attempt.retried')
    await clock.advance(50)
    await house.seen((event) => event.type === 'attempt.retried' && event.retry === 2)
    await clock.advance(100)
    await house.idle()
    expect(house.of(id, 'attempt.retried').map(({ retry, delayMs, code }) => [retry, delayMs, code])).toEqual(
      [
        [1, 50, 'E_NETWORK'],
        [2, 100, 'E_NETWORK'],
      ],
    )
    expect(house.journal.run(id)?.status).toBe('completed')
    await house.close()
  })

  it('leaves a tool that does not stop behind, and says that it took too long', async () => {
    const clock = manualClock()
    const house = await openHouse({
      tools: [stuck],
      clock,
      workflows: { stuck: workflowText('stuck', { steps: step('stuck') }) },
    })
    const id = await house.begin('stuck')
    await house.seen(({ type }) => type === 'tool_call.started')
    await clock.advance(30_001)
    await house.idle()
    expect(house.of(id, 'attempt.timed_out')[0]).toMatchObject({ callKey: '1/execute/only', limitMs: 20_000 })
    expect(house.of(id, 'tool_call.finished')[0]?.error?.code).toBe('E_TIMEOUT')
    expect(house.journal.run(id)?.status).toBe('failed')
    await house.close()
  })

  it('takes the limit that a call sets itself, and the configured one where it sets none', async () => {
    const own = commandStep('own', 'echo done').replace('" } }', '", timeoutS: 600 } }')
    const house = await openHouse({
      settings: { stepTimeoutMs: 40 },
      workflows: {
        both: workflowText('both', { steps: [own, commandStep('none', 'sleep 600')].join('\n') }),
      },
    })
    const id = await house.run('both')
    const ended = house.of(id, 'tool_call.finished').map(({ callKey, outcome }) => [callKey, outcome])
    expect(Object.fromEntries(ended)).toMatchObject({
      '1/execute/own': 'succeeded',
      '1/execute/none': 'failed',
    })
    const late = house.of(id, 'attempt.timed_out')
    expect(late.map(({ callKey, limitMs }) => [callKey, limitMs])).toContainEqual(['1/execute/none', 40])
    expect(late.map(({ callKey }) => callKey)).not.toContain('1/execute/own')
  })

  it('warns of a run that nears its time limit, and ends it there', async () => {
    const clock = manualClock()
    const house = await openHouse({
      tools: [stuck],
      clock,
      workflows: { slow: workflowText('slow', { steps: step('stuck') }) },
      settings: { limits: { timeMs: 10_000, tokens: 1, modelCalls: 1, turns: 1, memoryBytes: 1 } },
    })
    const id = await house.begin('slow')
    await house.seen(({ type }) => type === 'tool_call.started')
    await clock.advance(25_000)
    await house.idle()
    expect(house.of(id, 'budget.warned').map(({ level }) => level)).toEqual(['warning', 'critical'])
    expect(house.of(id, 'incident.opened')[0]?.incident).toMatchObject({
      reason: 'time_budget_exceeded',
      limit: 10_000,
    })
    expect(house.journal.run(id)).toMatchObject({ status: 'failed', failure: 'timed_out' })
    expect(house.of(id, 'run.failed')[0]?.reason).toMatchObject({
      key: 'engine.timed_out',
      params: { limit: 10_000 },
    })
    expect((await house.engine.status()).stats).toMatchObject({ total: 1, failed: 1, timedOut: 1 })
    await house.close()
  })

  it('cancels a run with everything it started, and takes a queued one out of the queue', async () => {
    const sleeper = workflowText('sleeper', {
      steps: commandStep('sleep', 'echo $$ > pid; sleep 600 & wait'),
    })
    const house = await openHouse({ workflows: { sleeper }, settings: { concurrency: 1 } })
    const working = await house.begin('sleeper')
    const queued = await house.begin('sleeper')
    await house.seen(({ type }) => type === 'tool_call.started')
    await house.engine.cancel(queued, OWNER)
    await house.engine.cancel(working, OWNER, 'enough')
    expect(house.journal.run(queued)?.status).toBe('cancelled')
    expect(house.journal.run(working)?.status).toBe('cancelled')
    const types = house.events(working).map(({ type }) => type)
    expect(types.at(-1)).toBe('run.cancelled')
    expect(house.of(working, 'tool_call.finished')[0]?.outcome).toBe('cancelled')
    await expect(house.engine.cancel(working, OWNER)).rejects.toThrow(/already ended/)
    await house.close()
  })

  it('finds what was probably meant by a missing path, and reads that', async () => {
    const read =
      '  - { id: read, title: { en: read, fr: lire }, tool: read_file, args: { path: reprot.txt } }'
    const house = await openHouse({ workflows: { typo: workflowText('typo', { steps: read }) } })
    await writeFile(join(house.workspace, 'report.txt'), 'all well\n')
    const id = await house.run('typo')
    expect(house.of(id, 'recovery.attempted')[0]).toMatchObject({
      code: 'E_FILE_NOT_FOUND',
      success: true,
      retriedWith: join(house.workspace, 'report.txt'),
    })
    await house.close()
  })

  it('only suggests where several could be meant', async () => {
    const read =
      '  - { id: read, title: { en: read, fr: lire }, tool: read_file, args: { path: report.txt } }'
    const house = await openHouse({ workflows: { typo: workflowText('typo', { steps: read }) } })
    await mkdir(house.workspace, { recursive: true })
    await writeFile(join(house.workspace, 'report1.txt'), '1')
    await writeFile(join(house.workspace, 'report2.txt'), '2')
    const id = await house.run('typo')
    const [recovery] = house.of(id, 'recovery.attempted')
    expect(recovery).toMatchObject({ success: false })
    expect(recovery?.suggestions).toHaveLength(2)
    expect(recovery?.retriedWith).toBeUndefined()
    await house.close()
  })

  it('goes on after a stop in the middle: reads again, and asks about a writing call that was broken off', async () => {
    const steps = [
      commandStep('first', 'echo one >> log.txt'),
      commandStep('second', 'echo two >> log.txt; sleep 600', 'dependsOn: [first]'),
    ].join('\n')
    const workflows = { two: workflowText('two', { steps }) }
    const first = await openHouse({ workflows, settings: { shutdownGraceMs: 1 } })
    const id = await first.begin('two')
    await first.seen((event) => event.type === 'tool_call.started' && event.callKey === '1/execute/second')
    await first.close()
    expect(first.journal.run(id)?.status).toBe('queued')
    await first.journal.close()

    const second = await openHouse({ workflows, home: first.home })
    const opened = await second.seen(({ type }) => type === 'question.opened')
    if (opened.type !== 'question.opened') throw new Error('unreachable')
    expect(opened.question).toMatchObject({ kind: 'unknown_outcome', callKey: '1/execute/second' })
    await second.engine.answer(opened.question.id, 'done', OWNER)
    await second.idle()
    expect(second.journal.run(id)?.status).toBe('completed')
    expect(
      second.of(id, 'tool_call.started').filter(({ callKey }) => callKey === '1/execute/first'),
    ).toHaveLength(1)
    await second.close()
  })

  it('says so and stops when the journal can no longer be written', async () => {
    const house = await openHouse({ workflows: { write: workflowText('write', {}) } })
    house.journal.database.pragma(
      `max_page_count = ${Number(house.journal.database.pragma('page_count', { simple: true }))}`,
    )
    await expect(house.begin('write', { text: 'x'.repeat(90_000) })).rejects.toThrow(/full|space|write/i)
    await house.idle()
  })

  it('with its last words ends the runs that were at work, and leaves those that wait', async () => {
    let open: () => void = () => undefined
    const opened = new Promise<void>((resolve) => {
      open = resolve
    })
    const tool = (name: string, run: (signal: AbortSignal) => Promise<void>) =>
      defineTool({
        name,
        group: 'utility',
        summary: { en: name, fr: name },
        access: 'write',
        input: z.object({}),
        output: z.number(),
        timeoutMs: 60_000,
        errors: [],
        effects: () => [],
        async run(_, { signal }) {
          await run(signal)
          return { ok: true, value: 1 }
        },
      })
    const calls = (name: string) =>
      workflowText(name, {
        steps: `  - { id: act, title: { en: act, fr: agir }, tool: ${name}, args: {} }`,
      })
    const house = await openHouse({
      tools: [
        tool('gated', () => opened),
        // Stands in for the room that a real disk gives back: tests/e2e/bad-input.test.ts has one.
        tool('held', async (signal) => {
          await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
          house.journal.database.pragma('max_page_count = 100000')
        }),
      ],
      workflows: {
        gated: calls('gated'),
        held: calls('held'),
        asks: workflowText('asks', { steps: commandStep('act', 'rm -r asked') }),
      },
    })
    const asks = await house.begin('asks')
    await house.seen(({ type }) => type === 'question.opened')
    const [gated, held] = [await house.begin('gated'), await house.begin('held')]
    for (const id of [gated, held])
      await house.seen(({ type, runId }) => type === 'tool_call.started' && runId === id)

    const pages = Number(house.journal.database.pragma('page_count', { simple: true }))
    house.journal.database.pragma(`max_page_count = ${pages}`)
    await expect(house.engine.steer(gated, 'x'.repeat(90_000), OWNER)).rejects.toThrow(StorageError)
    open()
    await house.fatally()
    expect(house.fatal).toHaveLength(1)
    expect(house.fatal[0]).toBeInstanceOf(StorageError)

    for (const id of [gated, held]) {
      expect(house.journal.run(id)).toMatchObject({ status: 'failed', failure: 'storage' })
      expect(house.of(id, 'tool_call.finished')).toMatchObject([
        { callKey: '1/execute/act', outcome: 'unknown' },
      ])
      expect(house.of(id, 'incident.opened')).toMatchObject([
        { incident: { reason: 'journal_lost', severity: 'critical' } },
      ])
      expect(house.journal.audit(id).ok).toBe(true)
    }
    expect(house.journal.run(asks)?.status).toBe('waiting')
    await house.close()
    await house.journal.close()

    for (const name of ['gated', 'held']) await rm(join(house.home, 'workflows', `${name}.yaml`))
    const next = await openHouse({ home: house.home })
    const question = next.journal.questions({ status: 'open' })[0]
    await next.engine.answer(question?.id ?? '', 'deny', OWNER)
    await next.idle()
    expect(next.journal.run(asks)?.status).toBe('failed')
    await next.close()
  })
})
