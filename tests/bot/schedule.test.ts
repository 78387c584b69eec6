import { describe, expect, it } from 'vitest'
import { handleInbound } from '../../src/bot/handle.ts'
import { parseCommand } from '../../src/bot/parse-command.ts'
import type { Reply } from '../../src/bot/reply.ts'
import type { Locale } from '../../src/domain/text.ts'
import { manualClock } from '../helpers/clock.ts'
import { openHouse, OWNER } from '../helpers/house.ts'
import { commandStep, criterion, workflowText } from '../helpers/workflow-text.ts'

const wishOf = (text: string) => {
  const parsed = parseCommand(text)
  if (!parsed.ok) return parsed.why
  return parsed.command.kind === 'schedule' ? parsed.command.wish : parsed.command
}

describe('what is asked of schedules in chat', () => {
  it.each([
    ['!schedule', { action: 'list' }],
    ['/orchestrate planifications', { action: 'list' }],
    ['schedules', { action: 'list' }],
    ['/orchestrate schedule list', { action: 'list' }],
    ['!schedule pause k3v9', { action: 'pause', id: 'k3v9' }],
    ['!planification supprimer K3V9M2P7', { action: 'remove', id: 'k3v9m2p7' }],
    [
      '/orchestrate schedule add every Sunday at 4: docker-cleanup --approve',
      { action: 'add', when: 'every Sunday at 4', what: 'docker-cleanup', approve: true, check: false },
    ],
    [
      '!planifier tous les jours à 4 h vérifie les sauvegardes',
      {
        action: 'add',
        when: 'tous les jours à 4 h',
        what: 'vérifie les sauvegardes',
        approve: false,
        check: false,
      },
    ],
    [
      '!schedule add —check “every 5 minutes” server-health',
      { action: 'add', when: 'every 5 minutes', what: 'server-health', approve: false, check: true },
    ],
    ['!schedule the party of the year', { kind: 'ask', text: 'schedule the party of the year' }],
    ['!schedule pause', { key: 'schedule.need_id' }],
    ['!schedule nonsense', { key: 'schedule.bad_action', params: { typed: 'nonsense' } }],
  ])('%s', (text, wish) => expect(wishOf(text)).toEqual(wish))

  it('says what is not clear of a time, with examples', () => {
    expect(wishOf('!schedule add tomorrow at 4: x')).toMatchObject({
      en: expect.stringContaining('tomorrow'),
    })
    expect(wishOf('!schedule add every Sunday at 4')).toMatchObject({ key: 'schedule.need_what' })
  })
})

const workflows = {
  sweep: workflowText('sweep', {
    more: 'params:\n  name: { type: string, title: { en: n, fr: n }, default: a.txt }',
    steps: commandStep('sweep', 'rm -f ${$params.name}'),
    acceptance: criterion('so', 'true'),
  }),
}

async function talkTo() {
  const clock = manualClock(Date.parse('2026-11-21T03:00Z'))
  const house = await openHouse({ workflows, clock })
  let n = 0
  const write = (text: string, locale: Locale = 'en', actor = OWNER) =>
    handleInbound({
      engine: house.engine,
      clock,
      timeZone: 'UTC',
      inbound: { eventId: String(n++), thread: 'chat', actor, text, locale },
    })
  return { house, write }
}

const rows = (reply: Reply) =>
  reply.kind === 'sections' ? reply.sections.flatMap((one) => one.rows.map(({ left }) => left)) : [reply]

describe('what is said to it', () => {
  it('the schedule as it was understood, its next times, and what asks', async () => {
    const { house, write } = await talkTo()
    const made = await write('!schedule add every day at 4: sweep name=b.txt')
    if (made.kind !== 'sections') throw new Error(JSON.stringify(made))
    const id = made.sections[0]?.rows[0]?.right ?? ''
    expect(made.sections[0]?.title).toBe('every day at 04:00 · sweep name=b.txt')
    expect(made.intro).toEqual([`To approve exactly these beforehand: schedule approve ${id}`])
    expect(rows(made)).toEqual([
      'next: 21 November 2026, 04:00 · 22 November 2026, 04:00 · 23 November 2026, 04:00',
      'Asks each time:',
      '• rm -f b.txt',
    ])
    const approved = await write(`!schedule approve ${id}`)
    expect(rows(approved)).toContain('• rm -f b.txt')
    const listed = await write('planifications', 'fr')
    expect(listed.kind === 'sections' && listed.sections[0]?.title.replaceAll('\u00a0', ' ')).toBe(
      'tous les jours à 4 h · sweep name=b.txt',
    )
    expect(await write(`!schedule pause ${id}`)).toEqual({
      kind: 'text',
      ok: true,
      text: `Schedule ${id} is paused.`,
    })
    expect(rows(await write('!schedule'))[0]).toContain('paused since 21 November 2026')
    expect(await write(`!schedule run ${id}`)).toMatchObject({ kind: 'run' })
    await house.idle()
    await write(`!schedule remove ${id}`)
    expect(await write('!schedule')).toMatchObject({ kind: 'text', ok: true })
    await house.close()
  })

  it('a job that is not known, words that are a request, and somebody who is no owner', async () => {
    const { house, write } = await talkTo()
    expect(await write('!schedule add every day at 4: swepe x=1')).toMatchObject({ kind: 'text', ok: false })
    const free = await write('!schedule add every day at 4: look after the house')
    expect(free.kind).toBe('sections')
    expect((await house.engine.schedules())[0]?.request).toEqual({
      text: 'look after the house',
      locale: 'en',
    })
    const stranger = { surface: 'slack', id: 'U0' }
    expect(await write('!schedule add every day at 4: sweep', 'en', stranger)).toMatchObject({ ok: false })
    await house.close()
  })
})
