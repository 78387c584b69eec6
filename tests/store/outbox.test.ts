import { describe, expect, it } from 'vitest'
import type { Decided, Outbox, OutboxRow, Wish } from '../../src/domain/outbox.ts'
import { openBeside } from '../../src/store/beside.ts'
import { openOutbox } from '../../src/store/outbox.ts'
import { manualClock } from '../helpers/clock.ts'
import { onTestFinished } from 'vitest'
import { freshJournal } from './fixtures.ts'

async function bench() {
  const { directory, journal } = await freshJournal()
  const clock = manualClock()
  const beside = openBeside(directory, clock, 'NORMAL')
  onTestFinished(() => beside.close())
  return { directory, journal, beside, outbox: openOutbox(beside) }
}

const wish = (key: string, more: Partial<Wish> = {}): Wish => ({
  key,
  thread: 'T',
  what: { type: key },
  urgent: false,
  as: 'new',
  ...more,
})
const decided = (at: number, ...wishes: readonly Wish[]): Decided => ({
  bindings: [{ surface: 'slack', thread: 'T', channel: 'C', opened: false }],
  wishes,
  at,
})
const only = (outbox: Outbox): OutboxRow => {
  const [row, ...more] = outbox.pending('slack')
  if (!row || more.length > 0) throw new Error(`${more.length + 1} rows are pending`)
  return row
}

describe('the outbox', () => {
  it('fulfils a wish for a new message once, and moves the cursor with it', async () => {
    const { outbox } = await bench()
    expect(outbox.cursor('slack')).toBeUndefined()
    await outbox.decide('slack', 1024, decided(5, wish('card')))
    await outbox.decide('slack', 2048, decided(6, wish('card'), wish('note')))
    expect(outbox.cursor('slack')).toBe(2048)
    expect(outbox.cursor('discord')).toBeUndefined()
    expect(
      outbox.pending('slack').map(({ key, wanted, shown, since }) => [key, wanted, shown, since]),
    ).toEqual([
      ['card', 1, 0, 5],
      ['note', 1, 0, 6],
    ])
    expect(outbox.pending('discord')).toEqual([])
  })

  it('writes nothing at all where one of the wishes cannot be written', async () => {
    const { outbox } = await bench()
    const bad = { ...wish('bad'), thread: null as unknown as string }
    await expect(outbox.decide('slack', 9, decided(1, wish('card'), bad))).rejects.toThrow('NOT NULL')
    expect(outbox.cursor('slack')).toBeUndefined()
    expect(outbox.pending('slack')).toEqual([])
  })

  it('changes only what is there, counts versions, and waits since the first change that is not shown', async () => {
    const { outbox } = await bench()
    const change = wish('card', { as: 'change' })
    await outbox.decide('slack', 1, decided(1, change))
    expect(outbox.pending('slack')).toEqual([])
    await outbox.decide('slack', 2, decided(2, wish('card'), change))
    const row = only(outbox)
    expect(row).toMatchObject({ wanted: 2, since: 2 })
    await outbox.posted(row, { channel: 'C', message: 'm1', thread: 't1' }, 3)
    expect(outbox.pending('slack')).toEqual([])
    await outbox.decide('slack', 3, decided(4, change))
    await outbox.decide('slack', 4, decided(5, { ...change, urgent: true }))
    expect(only(outbox)).toMatchObject({
      wanted: 4,
      shown: 2,
      since: 4,
      shownAt: 3,
      urgent: true,
      posts: 1,
      ref: { channel: 'C', message: 'm1', thread: 't1' },
      binding: { channel: 'C', place: 't1', opened: true },
    })
  })

  it('does not take for shown what changed while it was being sent', async () => {
    const { outbox } = await bench()
    await outbox.decide('slack', 1, decided(1, wish('card')))
    const sending = only(outbox)
    await outbox.decide('slack', 2, decided(2, wish('card', { as: 'change' })))
    await outbox.posted(sending, { channel: 'C', message: 'm1' }, 3)
    expect(only(outbox)).toMatchObject({ wanted: 2, shown: 1, since: 3 })
    await outbox.edited(only(outbox), 4)
    expect(outbox.pending('slack')).toEqual([])
  })

  it('forgets urgency with what was urgent', async () => {
    const { outbox } = await bench()
    await outbox.decide('slack', 1, decided(1, wish('card', { urgent: true })))
    await outbox.posted(only(outbox), { channel: 'C', message: 'm1' }, 2)
    await outbox.decide('slack', 2, decided(3, wish('card', { as: 'change' })))
    expect(only(outbox).urgent).toBe(false)
  })

  it('binds a thread once, and finds it by where it is shown', async () => {
    const { outbox } = await bench()
    const one = { surface: 'slack', thread: 'A', channel: 'C', place: 't1', opened: true } as const
    expect(await outbox.bind(one)).toEqual(one)
    expect(await outbox.bind({ ...one, thread: 'B' })).toEqual(one)
    expect(await outbox.bind({ ...one, channel: 'D' })).toEqual(one)
    expect(outbox.binding('slack', 'A')).toEqual(one)
    expect(outbox.binding('slack', 'B')).toBeUndefined()
    expect(outbox.bindingAt('slack', 'C', 't1')).toEqual(one)
    expect(outbox.bindingAt('discord', 'C', 't1')).toBeUndefined()
  })

  it('posts anew, in plain words, elsewhere, or not at all', async () => {
    const { outbox } = await bench()
    await outbox.decide('slack', 1, decided(1, wish('card'), wish('note')))
    const [card, note] = outbox.pending('slack') as [OutboxRow, OutboxRow]
    await outbox.posted(card, { channel: 'C', message: 'm1', thread: 't1' }, 2)
    await outbox.giveUp(note, 'empty')
    await outbox.decide('slack', 2, decided(3, wish('note', { as: 'change' })))
    expect(outbox.pending('slack')).toEqual([])

    await outbox.repost(card)
    expect(only(outbox)).toMatchObject({ shown: 0, posts: 1, binding: { place: 't1' } })
    expect(only(outbox).ref).toBeUndefined()
    await outbox.degrade(only(outbox))
    expect(only(outbox).plain).toBe(true)

    const { binding } = only(outbox)
    await outbox.move(binding, 'HOME', [only(outbox)])
    expect(only(outbox).binding).toEqual({ surface: 'slack', thread: 'T', channel: 'HOME', opened: false })
    await outbox.abandon(only(outbox).binding, 'gone')
    expect(outbox.pending('slack')).toEqual([])
    expect(outbox.binding('slack', 'T')?.gone).toBe('gone')
  })
})
