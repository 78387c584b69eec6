import { describe, expect, test } from 'vitest'
import type { RemoteChat } from '../../helpers/remote-chat.ts'
import { remoteChat } from '../../helpers/remote-chat.ts'
import { approval, executed, passed, planned, RUN, START, story } from '../../helpers/story.ts'
import { shownOf, toldHouse } from './told-house.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND

const kinds = (remote: RemoteChat) => shownOf(remote).map(({ message }) => message.kind)
const lastCard = (remote: RemoteChat) => {
  const card = remote.cards().at(-1)
  if (!card) throw new Error('no card')
  return card
}

describe('a run that nobody started from chat', () => {
  test('is shown in the home channel: welcome once, a card that opens a thread, the rest in it, in order', async () => {
    const house = await toldHouse()
    const told = planned()
    house.tell(RUN, ...told.events)
    await house.pass(MINUTE)
    const first = told.events.length
    const whole = passed().events
    house.tell(RUN, ...whole.slice(first))
    await house.pass(MINUTE)
    expect(house.remote.kinds()).toEqual(['welcome', 'card'])
    expect(house.remote.kinds('t2')).toEqual(['phase', 'phase', 'phase', 'phase', 'report'])
    expect(lastCard(house.remote).card).toMatchObject({ state: 'passed', final: true })
    expect(house.pending()).toEqual([])
  })
  test('is shown nowhere where there is no home channel', async () => {
    const house = await toldHouse({ chatHome: undefined })
    house.tell(RUN, ...passed().events)
    await house.pass(MINUTE)
    expect(house.remote.requests).toEqual([])
  })
  test('that began on another platform is left to that one', async () => {
    const house = await toldHouse()
    house.tell(RUN, ...planned(story({ thread: 'discord:D1:E1' })).events)
    await house.pass(MINUTE)
    expect(kinds(house.remote)).toEqual([])
  })
  test('gets its continuation in the same thread, with a card of its own', async () => {
    const house = await toldHouse()
    const second = '01KAHW6Q90ZT3V9M5N7P2R4S6Y'
    house.tell(RUN, ...passed().events)
    await house.pass(MINUTE)
    house.tell(second, ...planned(story({}, second)).events)
    await house.pass(MINUTE)
    expect(house.remote.cards().map(({ place }) => place)).toEqual([
      { channel: 'HOME' },
      { channel: 'HOME', thread: 't2' },
    ])
  })
})

describe('pace', () => {
  test('a thousand events in ten seconds make no more requests than the pace allows, and the last state is shown', async () => {
    const house = await toldHouse()
    const told = planned()
    house.tell(RUN, ...told.events)
    for (let n = 0; n < 1_000; n++) {
      const before = told.events.length
      told.wait(10).step(n % 2 === 0 ? 'prune' : 'vacuum', 0)
      house.tell(RUN, ...told.events.slice(before))
      await house.pass(10)
    }
    expect(house.remote.requests.length).toBeLessThanOrEqual(11)
    await house.pass(10 * SECOND)
    expect(house.pending()).toEqual([])
    // bottleneck rounds to the millisecond.
    for (const [index, { at }] of house.remote.requests.entries())
      if (index > 0)
        expect(at - (house.remote.requests[index - 1]?.at ?? 0)).toBeGreaterThanOrEqual(SECOND - 1)
  })
  test('a card is never more than three seconds behind', async () => {
    const house = await toldHouse()
    const told = planned()
    house.tell(RUN, ...told.events)
    await house.pass(30 * SECOND)
    for (const id of ['prune', 'vacuum', 'again']) {
      told.begin(id)
      house.tell(RUN, ...told.events.slice(-2))
      await house.pass(3 * SECOND)
      expect(lastCard(house.remote).card.now).toContain(told.view().steps.get(`1/${id}`)?.step.title)
      told.finish(id, 3_000)
      house.tell(RUN, ...told.events.slice(-1))
    }
  })
  test('a question waits for one slot only, however much is to be shown elsewhere in the channel', async () => {
    const house = await toldHouse()
    const others = Array.from({ length: 20 }, (_, n) => `01KAHW6Q90ZT3V9M5N7P2R4S${10 + n}`)
    for (const id of others) house.tell(id, ...planned(story({ thread: `console:${id}` }, id)).events)
    const told = planned()
    house.tell(RUN, ...told.events)
    await house.pass(2 * MINUTE)
    for (const id of others) {
      const more = planned(story({ thread: `console:${id}` }, id))
      const from = more.events.length
      more.begin('prune')
      house.tell(id, ...more.events.slice(from))
    }
    const question = approval(RUN, START)
    told.add({ type: 'question.opened', question })
    house.tell(RUN, ...told.events.slice(-1))
    await house.pass(2 * SECOND + 100)
    expect(kinds(house.remote)).toContain('question')
  })
  test('a question of a quick run comes right after its card, before what its first phases found', async () => {
    const house = await toldHouse()
    const told = planned()
    told.add({ type: 'question.opened', question: approval(RUN, START) })
    house.tell(RUN, ...told.events)
    await house.pass(SECOND + 100)
    expect(kinds(house.remote)).toEqual(['card', 'question'])
    await house.pass(MINUTE)
    expect(kinds(house.remote)).toEqual(['card', 'question', 'phase', 'phase'])
  })
  test('a question never passes the card of its own run', async () => {
    const house = await toldHouse()
    const second = '01KAHW6Q90ZT3V9M5N7P2R4S6Y'
    house.tell(RUN, ...passed().events)
    const told = planned(story({}, second))
    told.add({ type: 'question.opened', question: approval(second, START, { id: 'z7m2p9qx' }) })
    house.tell(second, ...told.events)
    await house.pass(MINUTE)
    const seen = kinds(house.remote)
    expect(seen.lastIndexOf('card')).toBeGreaterThan(0)
    expect(seen.indexOf('question')).toBe(seen.lastIndexOf('card') + 1)
  })
  test('the time on a card goes on while its run works, without a flood, and stands still while it waits', async () => {
    const house = await toldHouse()
    const told = planned()
    house.tell(RUN, ...told.events)
    await house.pass(MINUTE)
    const before = house.remote.requests.length
    await house.pass(10 * MINUTE)
    const edits = house.remote.requests.length - before
    expect(edits).toBeGreaterThan(20)
    expect(edits).toBeLessThan(40)
    told.add({ type: 'run.waiting', questionId: 'x' })
    house.tell(RUN, ...told.events.slice(-1))
    await house.pass(MINUTE)
    const still = house.remote.requests.length
    await house.pass(10 * MINUTE)
    expect(house.remote.requests.length).toBe(still)
  })
})

describe('when the platform', () => {
  test('says too many requests, nothing is sent to that channel before its time, and nothing is lost', async () => {
    const house = await toldHouse()
    let left = 1
    house.remote.troubles(() => (left-- > 0 ? { fault: 'rate_limited', retryAfterMs: 30_000 } : undefined))
    house.tell(RUN, ...passed().events)
    const [before, from] = [house.remote.requests.length, Date.now()]
    await house.pass(29 * SECOND)
    expect(house.remote.requests).toHaveLength(before + 1)
    await house.pass(MINUTE)
    expect(house.remote.requests[before + 1]?.at).toBeGreaterThanOrEqual(from + 30 * SECOND)
    expect(kinds(house.remote)).toEqual(['card', 'phase', 'phase', 'phase', 'phase', 'report'])
  })
  test('cannot be reached for hours, everything waits and arrives once and in order', async () => {
    const house = await toldHouse()
    house.remote.troubles(() => ({ fault: 'unreachable' }))
    house.tell(RUN, ...passed().events)
    await house.pass(3 * 60 * MINUTE)
    expect(house.remote.requests.length).toBeLessThan(400)
    house.remote.troubles(() => undefined)
    await house.pass(5 * MINUTE)
    expect(kinds(house.remote)).toEqual(['card', 'phase', 'phase', 'phase', 'phase', 'report'])
    expect(house.pending()).toEqual([])
  })
  test('does not answer at all, the request is given up and tried again', async () => {
    const remote = remoteChat({ pace: { count: 1, perMs: 1_000 }, knowsNonces: true })
    let hangs = true
    const platform = {
      ...remote.platform,
      post: (...[place, message, options]: Parameters<typeof remote.platform.post>) =>
        hangs
          ? new Promise<never>((_, reject) =>
              options.signal.addEventListener('abort', () => reject(options.signal.reason as Error)),
            )
          : remote.platform.post(place, message, options),
    }
    const house = await toldHouse({ remote: { ...remote, platform } })
    house.tell(RUN, ...planned().events)
    await house.pass(20 * SECOND)
    hangs = false
    await house.pass(2 * MINUTE)
    expect(kinds(remote)).toEqual(['card', 'phase', 'phase'])
  })
  test('lost an answer, the same nonce is used again, and it is told since when the message may be there', async () => {
    const remote = remoteChat({ pace: { count: 1, perMs: 1_000 }, knowsNonces: true })
    const tries: (number | undefined)[] = []
    const platform: typeof remote.platform = {
      ...remote.platform,
      post(place, message, options) {
        if (message.kind === 'card') tries.push(options.triedSince)
        return remote.platform.post(place, message, options)
      },
    }
    const house = await toldHouse({ remote: { ...remote, platform } })
    let lost = 1
    remote.troubles((_request, message) => (message.kind === 'card' && lost-- > 0 ? 'lost' : undefined))
    house.tell(RUN, ...planned().events)
    await house.pass(MINUTE)
    expect(kinds(remote)).toEqual(['card', 'phase', 'phase'])
    expect(tries).toHaveLength(2)
    expect(tries[0]).toBeUndefined()
    expect(tries[1]).toBeGreaterThanOrEqual(START)
  })
  test('does not take the token any more, it is left in peace, the owner is told once, and all goes on later', async () => {
    const house = await toldHouse()
    house.remote.troubles(() => ({ fault: 'unauthorized' }))
    house.tell(RUN, ...passed().events)
    await house.pass(20 * MINUTE)
    expect(house.unauthorized).toEqual(['scripted: unauthorized'])
    expect(house.remote.requests.length).toBeLessThan(10)
    house.remote.troubles(() => undefined)
    await house.pass(10 * MINUTE)
    expect(kinds(house.remote)).toContain('report')
    expect(house.pending()).toEqual([])
  })
  test('refuses how a message looks, it is said in plain words; if not even that, the rest goes on', async () => {
    const house = await toldHouse()
    house.remote.troubles((_request, { kind }) => (kind === 'card' ? { fault: 'refused' } : undefined))
    house.tell(RUN, ...planned().events)
    await house.pass(MINUTE)
    expect(shownOf(house.remote)[0]?.message).toMatchObject({
      kind: 'notice',
      text: expect.stringContaining(RUN),
    })
    expect(kinds(house.remote)).toEqual(['notice', 'phase', 'phase'])

    const strict = await toldHouse()
    strict.remote.troubles((_request, { kind }) =>
      kind === 'card' || kind === 'notice' ? { fault: 'refused' } : undefined,
    )
    strict.tell(RUN, ...planned().events)
    await strict.pass(MINUTE)
    expect(kinds(strict.remote)).toEqual(['phase', 'phase'])
  })
})

describe('when somebody deletes', () => {
  test('a card, it is posted anew in its thread, and not for ever', async () => {
    const house = await toldHouse()
    const told = planned()
    house.tell(RUN, ...told.events)
    await house.pass(MINUTE)
    for (let times = 0; times < 4; times++) {
      house.remote.delete(lastCard(house.remote).ref.message)
      told.add({ type: 'steered', text: `${times}`, by: { surface: 'console', id: 'a' } })
      house.tell(RUN, ...told.events.slice(-1))
      await house.pass(MINUTE)
    }
    expect(house.remote.cards()).toHaveLength(3)
    expect(lastCard(house.remote).place).toEqual({ channel: 'HOME', thread: 't2' })
    expect(house.pending()).toEqual([])
  })
  test('a thread, the run goes on in the home channel with a word why', async () => {
    const house = await toldHouse()
    await house.outbox.bind({ surface: 'slack', thread: 'slack:C1:E1', channel: 'C1', opened: false })
    const told = planned(story({ thread: 'slack:C1:E1' }))
    house.tell(RUN, ...told.events)
    await house.pass(MINUTE)
    house.remote.troubles(({ channel }) => (channel === 'C1' ? { fault: 'place_gone' } : undefined))
    told.add({ type: 'question.opened', question: approval(RUN, START) })
    house.tell(RUN, ...told.events.slice(-1))
    await house.pass(MINUTE)
    const home = shownOf(house.remote).filter(({ place }) => place.channel === 'HOME')
    expect(home.map(({ message }) => message.kind)).toEqual(['card', 'question', 'notice'])
    expect(home[2]?.message).toMatchObject({ text: expect.stringContaining('place_gone') })
    expect(new Set(home.slice(1).map(({ place }) => place.thread))).toEqual(new Set([home[0]?.ref.thread]))
    expect(house.pending()).toEqual([])
  })
  test('a thread whose run has ended, its end is shown in the home channel without anything else happening there', async () => {
    const house = await toldHouse()
    await house.outbox.bind({ surface: 'slack', thread: 'slack:C1:E1', channel: 'C1', opened: false })
    house.remote.troubles(({ channel }) => (channel === 'C1' ? { fault: 'place_gone' } : undefined))
    house.tell(RUN, ...passed(executed(planned(story({ thread: 'slack:C1:E1' })))).events)
    await house.pass(10 * SECOND)
    expect(lastCard(house.remote)).toMatchObject({ place: { channel: 'HOME' }, card: { state: 'passed' } })
  })
  test('the home channel itself, nothing more is tried there and nothing breaks', async () => {
    const house = await toldHouse()
    house.remote.troubles(() => ({ fault: 'place_gone' }))
    house.tell(RUN, ...passed().events)
    await house.pass(MINUTE)
    const tried = house.remote.requests.length
    await house.pass(10 * MINUTE)
    expect(house.remote.requests.length).toBe(tried)
    expect(tried).toBeLessThan(5)
    expect(house.pending()).toEqual([])
  })
})

describe('after the process was killed', () => {
  test('the card catches up, open questions are shown as they are now, and nothing is posted twice', async () => {
    const house = await toldHouse()
    const told = planned()
    told.add({ type: 'question.opened', question: approval(RUN, START) })
    house.tell(RUN, ...told.events)
    await house.pass(MINUTE)
    const before = shownOf(house.remote).map(({ edits }) => edits)
    await house.kill()
    told.add({
      type: 'question.answered',
      questionId: 'k7m2p9qx',
      answer: { option: 'approve', by: { surface: 'console', id: 'bob' }, at: START },
    })
    house.tell(RUN, ...told.events.slice(-1))
    await house.restart()
    await house.pass(MINUTE)
    const after = shownOf(house.remote)
    expect(after).toHaveLength(before.length)
    const question = after.find(({ message }) => message.kind === 'question')
    expect(question?.message).toMatchObject({ question: { status: 'answered' } })
  })
  test('a question that was posted and is open still is edited, not posted again', async () => {
    const house = await toldHouse()
    const told = planned()
    told.add(
      { type: 'question.opened', question: approval(RUN, START) },
      { type: 'run.waiting', questionId: 'k7m2p9qx' },
    )
    house.tell(RUN, ...told.events)
    await house.pass(MINUTE)
    await house.restart()
    await house.pass(MINUTE)
    const questions = house.remote.seen.filter(({ message }) => message.kind === 'question')
    expect(questions).toHaveLength(1)
    expect(questions[0]?.edits).toBeGreaterThan(0)
    expect(questions[0]?.message).toMatchObject({ mention: ['U1'] })
  })
  test('a surface that is connected for the first time shows what is under way, and not what is over', async () => {
    const over = '01KAHW6Q90ZT3V9M5N7P2R4S6Y'
    const told = planned()
    told.add({ type: 'question.opened', question: approval(RUN, START) })
    const house = await toldHouse({
      before: (tell) => {
        tell(over, ...passed(executed(planned(story({ thread: 'console:2' }, over)))).events)
        tell(RUN, ...told.events)
      },
    })
    await house.pass(MINUTE)
    expect(shownOf(house.remote).map(({ message }) => message.kind)).toEqual(['card', 'question'])
    told.add({ type: 'steered', text: 'go on', by: { surface: 'console', id: 'a' } })
    house.tell(RUN, ...told.events.slice(-1))
    await house.pass(MINUTE)
    expect(lastCard(house.remote).card.notes).toHaveLength(1)
  })
})
