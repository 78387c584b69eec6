import { describe, expect, test } from 'vitest'
import { openChatHouse, runWorkflow } from './chat-house.ts'

const ended = (house: Awaited<ReturnType<typeof openChatHouse>>) =>
  house.remote.until(() => house.remote.cards().some(({ card }) => card.final))

describe('a run that was asked for in a channel', () => {
  test('gets a card that opens a thread, its notes and its report below, and ends as the run did', async () => {
    const house = await openChatHouse()
    const reply = await house.does({ command: runWorkflow('look') })
    expect(reply).toMatchObject({ kind: 'run', afterSeq: 0 })
    await ended(house)
    await house.remote.until(() => house.remote.kinds('t1').includes('report'))
    expect(house.remote.kinds()).toEqual(['card'])
    expect(house.remote.kinds('t1').filter((kind) => kind === 'phase').length).toBeGreaterThan(2)
    const [{ card, place }] = house.remote.cards() as [ReturnType<typeof house.remote.cards>[number]]
    expect(place).toEqual({ channel: 'C1' })
    expect(card).toMatchObject({ state: 'passed', final: true })
  })
})
