import { describe, expect, test } from 'vitest'
import type { Positioned } from '../../src/domain/journal.ts'
import { openHouse } from '../helpers/house.ts'
import { workflowText } from '../helpers/workflow-text.ts'

const house = () => openHouse({ workflows: { look: workflowText('look', {}) } })

/** Reads pages until so many events have come. */
async function read(
  pages: AsyncIterable<readonly Positioned[]>,
  fits: (events: readonly Positioned[]) => boolean,
): Promise<Positioned[]> {
  const read: Positioned[] = []
  for await (const page of pages) {
    read.push(...page)
    if (fits(read)) break
  }
  return read
}
const endOf = (runs: number) => (events: readonly Positioned[]) =>
  events.filter(({ event }) => event.type === 'run.completed').length === runs

describe('the feed', () => {
  test('gives kept events and then live ones, of every run, without gap or double', async () => {
    const { engine, run, begin, idle, journal, close } = await house()
    await run('look')
    const signal = AbortSignal.timeout(60_000)
    const reading = read(engine.feed(0, signal), endOf(6))
    for (let n = 0; n < 5; n++) await begin('look')
    await idle()
    const events = await reading
    expect(events).toEqual(journal.after(0, 100_000).slice(0, events.length))
    expect(endOf(6)(journal.after(0, 100_000))).toBe(true)
    await close()
  })
  test('begins after the position that it is given', async () => {
    const { engine, run, close } = await house()
    await run('look')
    const position = await engine.position()
    const later = await run('look')
    const events = await read(engine.feed(position, AbortSignal.timeout(60_000)), endOf(1))
    expect(new Set(events.map(({ event }) => event.runId))).toEqual(new Set([later]))
    expect(events[0]?.event).toMatchObject({ type: 'run.submitted', seq: 1 })
    await close()
  })
  test('ends with its signal, also while it waits', async () => {
    const { engine, close } = await house()
    const controller = new AbortController()
    const reading = read(engine.feed(0, controller.signal), () => false)
    controller.abort()
    expect(await reading).toEqual([])
    await close()
  })
})

test('a request with a key is one run, however often and at once it is submitted', async () => {
  const { engine, idle, close } = await house()
  const request = {
    text: 'look',
    workflow: 'look',
    locale: 'en',
    actor: { surface: 'console', id: 'alice' },
    thread: 'x',
    key: 'slack:Ev1',
  } as const
  const answers = await Promise.all(Array.from({ length: 20 }, () => engine.submit(request)))
  await idle()
  answers.push(await engine.submit(request))
  expect(new Set(answers.map(({ runId }) => runId)).size).toBe(1)
  expect(await engine.runs()).toHaveLength(1)
  await close()
})

test('a question of a run that has ended takes no answer', async () => {
  const { engine, begin, seen, close } = await openHouse({
    workflows: {
      drop: workflowText('drop', {
        steps:
          '  - { id: drop, title: { en: d, fr: d }, tool: execute_command, args: { command: "rm -f old.txt" } }',
      }),
    },
  })
  const runId = await begin('drop')
  const opened = await seen(({ type }) => type === 'question.opened')
  if (opened.type !== 'question.opened') throw new Error('no question')
  const by = { surface: 'console', id: 'alice' }
  await engine.cancel(runId, by)
  await expect(engine.answer(opened.question.id, 'approve', by)).rejects.toThrow(/has ended/)
  await close()
})
