import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { RunEvent } from '../../../src/domain/event.ts'
import { type Fault, remoteChat } from '../../helpers/remote-chat.ts'
import { approval, executed, passed, planned, START, type Story, story } from '../../helpers/story.ts'
import { shownOf, toldHouse } from './told-house.ts'

const MINUTE = 60_000

/** Three runs, two of them in one thread; one asks on the way. */
const RUNS = [1, 2, 3].map((n) => ({ id: `01KAHW6Q80ZT3V9M5N7P2R4S6${n}`, thread: n === 3 ? 'b' : 'a' }))

function eventsOf({ id, thread }: (typeof RUNS)[number]): readonly RunEvent[] {
  const told: Story = planned(story({ thread }, id))
  const question = { ...approval(id, START), id: `q${id.slice(-6).toLowerCase()}` }
  told.add(
    { type: 'question.opened', question },
    {
      type: 'question.answered',
      questionId: question.id,
      answer: { option: 'approve', by: { surface: 'console', id: 'bob' }, at: START },
    },
    {
      type: 'recovery.attempted',
      callKey: '1/execute/x',
      code: 'E_NOT_FOUND',
      subject: '/srv/backup',
      suggestions: [],
      success: false,
    },
  )
  return passed(executed(told)).events
}

/** What has to stand below a card in the end. */
const EXPECTED = ['phase', 'phase', 'question', 'notice', 'phase', 'phase', 'report']

const fault = fc.constantFrom<Fault | 'lost' | undefined>(
  undefined,
  undefined,
  undefined,
  'lost',
  { fault: 'unreachable' },
  { fault: 'rate_limited', retryAfterMs: 3_000 },
)
const act = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('tell' as const), run: fc.nat(2), count: fc.nat(8) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(5_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
)

describe('whatever fails, is lost, and dies in between', () => {
  afterEach(() => void vi.useRealTimers())

  test('in the end every message is there once, in order, and as it should be', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { maxLength: 40 }),
        fc.array(fault, { minLength: 1, maxLength: 60 }),
        async (acts, faults) => {
          const remote = remoteChat({ pace: { count: 1, perMs: 1_000 }, knowsNonces: true })
          const house = await toldHouse({ remote })
          let next = 0
          remote.troubles(() => faults[next++])
          const left = RUNS.map((run) => ({ ...run, events: eventsOf(run), told: 0 }))
          const tell = (run: (typeof left)[number] | undefined, count: number) => {
            if (!run) return
            const events = run.events.slice(run.told, run.told + count)
            run.told += events.length
            if (events.length > 0) house.tell(run.id, ...events)
          }
          for (const one of acts) {
            if (one.do === 'tell') tell(left[one.run], one.count)
            else if (one.do === 'pass') await house.pass(one.ms)
            else await house.restart()
          }
          for (const run of left) tell(run, run.events.length)
          await house.pass(30 * MINUTE)

          expect(house.pending()).toEqual([])
          const cards = remote.cards()
          expect(cards.map(({ card }) => card.runId).sort()).toEqual(RUNS.map(({ id }) => id))
          for (const { card } of cards) expect(card).toMatchObject({ state: 'passed', final: true })
          for (const { id } of RUNS) {
            const about = shownOf(remote).filter(({ message }) => JSON.stringify(message).includes(id))
            const nonces = about.map(({ nonce }) => nonce)
            expect(new Set(nonces).size).toBe(nonces.length)
          }
          const threads = new Map<string, string[]>()
          for (const { place, ref, message } of shownOf(remote)) {
            const thread = place.thread ?? ref.thread ?? ''
            threads.set(thread, [...(threads.get(thread) ?? []), message.kind])
          }
          const sizes = [...threads.values()].map((kinds) => kinds.filter((kind) => kind !== 'card').length)
          expect(sizes.sort((a, b) => a - b)).toEqual([EXPECTED.length, 2 * EXPECTED.length])
          for (const kinds of threads.values()) {
            expect(kinds[0]).toBe('card')
            if (kinds.length === EXPECTED.length + 1) expect(kinds.slice(1)).toEqual(EXPECTED)
          }
          for (const { message } of shownOf(remote))
            if (message.kind === 'question') expect(message.question.status).toBe('answered')
          for (const [index, { at }] of remote.requests.entries())
            if (index > 0) expect(at).toBeGreaterThanOrEqual(remote.requests[index - 1]?.at ?? 0)
          await house.kill()
        },
      ),
      { numRuns: 60 },
    )
  })
})
