import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packFile } from '../../../src/bot/delivery/pack-file.ts'
import { inPlainWords } from '../../../src/bot/delivery/plain-words.ts'
import { createRuns } from '../../../src/bot/delivery/runs.ts'
import { render } from '../../../src/bot/delivery/render.ts'
import { reportOf } from '../../../src/bot/delivery/report.ts'
import { keyOf, type Shown } from '../../../src/bot/delivery/shown.ts'
import { createFront } from '../../../src/bot/delivery/create-front.ts'
import type { RunEvent } from '../../../src/domain/event.ts'
import type { Locale } from '../../../src/domain/text.ts'
import { openBlobs } from '../../../src/store/blobs.ts'
import { writePack } from '../../../src/store/pack.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { manualClock } from '../../helpers/clock.ts'
import { approval, executed, passed, planned, RUN, START, type Story, story } from '../../helpers/story.ts'
import { tempDir } from '../../helpers/temp-dir.ts'
import { toldEngine } from '../../helpers/told-engine.ts'
import { openChatHouse, OWNERS, quietLog, runWorkflow } from './chat-house.ts'

/** What a message about this run says. */
function saying(told: Story, locale: Locale = 'en') {
  const { engine, tell } = toldEngine()
  tell(RUN, ...told.events)
  return async (shown: Shown) => {
    const rendered = await render(
      {
        engine,
        runs: createRuns(engine),
        clock: manualClock(START),
        locale,
        timeZone: 'UTC',
        owners: ['U1', 'U2'],
        surface: 'slack',
      },
      shown,
    )
    return rendered?.message
  }
}
const phaseOf = (told: Story, phase: string, attempt = 1): Shown => {
  const event = told.events.find(
    (held): held is Extract<RunEvent, { type: 'phase.finished' }> =>
      held.type === 'phase.finished' && held.phase === phase && held.attempt === attempt,
  )
  if (!event) throw new Error(`no ${phase}`)
  return { type: 'phase', runId: RUN, attempt, phase: event.phase, seq: event.seq }
}
const lastOf = (told: Story, type: 'event' | 'report'): Shown => ({
  type,
  runId: RUN,
  seq: told.events.length,
})

describe('what each phase found', () => {
  test.each(['en', 'fr'] as const)(
    'is one message, and says what was so when the phase ended: %s',
    async (locale) => {
      const told = passed(executed(planned(story({ locale }))))
      const say = saying(told, locale)
      const notes = await Promise.all(
        ['spec', 'plan', 'execute', 'verify'].map((phase) => say(phaseOf(told, phase))),
      )
      expect(
        notes.map((message) =>
          message?.kind === 'phase' ? [message.note.heading, ...message.note.lines] : [],
        ),
      ).toMatchSnapshot()
    },
  )
  test('a long list is cut and counted', async () => {
    const told = story().add({ type: 'run.started', attempt: 1 })
    const acceptance = Array.from({ length: 80 }, (_, n) => ({ id: `c${n}`, statement: `criterion ${n}` }))
    told.add(
      { type: 'spec.set', spec: { objective: 'x', assumptions: [], acceptance, risks: [], outOfScope: [] } },
      { type: 'phase.finished', phase: 'spec', attempt: 1, status: 'completed' },
    )
    const message = await saying(told)(phaseOf(told, 'spec'))
    expect(message).toMatchObject({ kind: 'phase', note: { heading: 'Spec · completed' } })
    if (message?.kind === 'phase') expect(message.note.lines.slice(-2)).toEqual(['criterion 29', '50 more'])
  })
})

describe('a message in the thread', () => {
  test('tells a recovery, a warning and an incident', async () => {
    const told = planned()
    const say = saying(told)
    told.add({ type: 'budget.warned', resource: 'turns', level: 'warning', limit: 10, value: 8 })
    const [warned, seq] = [saying(told), told.events.length]
    expect(await warned({ type: 'event', runId: RUN, seq })).toMatchObject({
      kind: 'notice',
      text: 'Budget · turns at 80 % of 10',
    })
    told.add({
      type: 'incident.opened',
      incident: { reason: 'x', component: 'y', operation: 'z', severity: 'high', text: 'mind this' },
    })
    expect(await saying(told)(lastOf(told, 'event'))).toMatchObject({ text: 'Incident · mind this' })
    expect(await say({ type: 'event', runId: RUN, seq: 99 })).toBeUndefined()
    expect(await say({ type: 'event', runId: RUN, seq: 1 })).toBeUndefined()
  })
  test('does not repeat as an incident what the end of the run says', async () => {
    const told = planned()
    const text = { key: 'engine.timed_out', params: { limit: 1 } }
    told.add({
      type: 'incident.opened',
      incident: { reason: 'x', component: 'y', operation: 'z', severity: 'high', text },
    })
    const shown = lastOf(told, 'event')
    told.add({ type: 'run.failed', code: 'timed_out', reason: text, report: '' })
    expect(await saying(told)(shown)).toBeUndefined()
    expect(await saying(told)(lastOf(told, 'report'))).toBeUndefined()
  })
  test('asks only while there is something to answer, and calls the owners where nobody asked from here', async () => {
    const told = planned().add({ type: 'question.opened', question: approval(RUN, START) })
    const shown: Shown = { type: 'question', runId: RUN, questionId: 'k7m2p9qx' }
    expect(await saying(told)(shown)).toMatchObject({ mention: ['U1', 'U2'] })
    told.add({ type: 'run.cancelled', by: { surface: 'slack', id: 'U1' } })
    expect(await saying(told)(shown)).toMatchObject({
      question: { choices: [], outcome: 'The run has ended: this needs no answer any more.' },
    })
    expect(await saying(told)({ ...shown, questionId: 'none' })).toBeUndefined()
    const mine = planned(story({ actor: { surface: 'slack', id: 'U7' } })).add({
      type: 'question.opened',
      question: approval(RUN, START),
    })
    expect(await saying(mine)(shown)).toMatchObject({ mention: ['U7'] })
  })
  test('says of an answered question what came of the call: how it ended and the figure it ended with', async () => {
    const answer = {
      option: 'approve',
      by: { surface: 'slack', id: 'U1', name: 'alice' },
      at: START,
    } as const
    const told = planned().add(
      { type: 'question.opened', question: approval(RUN, START) },
      { type: 'question.answered', questionId: 'k7m2p9qx', answer },
    )
    told.begin('prune').add({ type: 'tool_call.started', callKey: '1/execute/prune', approval: 'k7m2p9qx' })
    const shown: Shown = { type: 'question', runId: RUN, questionId: 'k7m2p9qx' }
    const outcome = async () => {
      const message = await saying(told)(shown)
      return message?.kind === 'question' ? message.question.outcome : undefined
    }
    expect(await outcome()).toMatch(/^Approved by alice at \d\d:\d\d$/)
    const stdout = 'Deleted Images:\nuntagged: old\n\nTotal reclaimed space: 16.2GB\n'
    told.finish('prune', 3_000, { exitCode: 0, result: { value: { stdout } } })
    expect(await outcome()).toMatch(/ · exit 0 · Total reclaimed space: 16.2GB · 3 s$/)
  })
  test('about a run that is not there is no message', async () => {
    const other = '01KAHW6Q90ZT3V9M5N7P2R4S6Y'
    expect(await saying(planned())({ type: 'card', runId: other })).toBeUndefined()
  })
})

describe('a report', () => {
  const view = (report: string) => ({ ...passed().view(), report })
  test('that fits is one message', () => {
    expect(reportOf(view('# All well\n'), 'Disk', 'en')?.message).toMatchObject({
      title: 'Report · Disk',
      markdown: '# All well',
      files: [],
    })
    expect(reportOf(view('  '), 'Disk', 'en')).toBeUndefined()
  })
  test.each([100_000, 2_600])('that is long (%i) is cut at a line, with the whole in a file', (length) => {
    const report = `${'a line of words\n'.repeat(20)}\`\`\`\n${'code '.repeat(9)}\n`.repeat(
      Math.ceil(length / 360),
    )
    const message = reportOf(view(report), 'Disk', 'en')?.message
    if (message?.kind !== 'report') throw new Error('no report')
    expect(message.markdown.length).toBeLessThan(3_000)
    expect((message.markdown.match(/^```/gm) ?? []).length % 2).toBe(0)
    expect(message.markdown).toContain(`report-${RUN}.md`)
    expect(Buffer.from(message.files[0]?.bytes ?? []).toString()).toBe(`${report.trim()}\n`)
  })
})

test('every kind of message can be said in plain words', async () => {
  const told = passed(planned().add({ type: 'question.opened', question: approval(RUN, START) }))
  const say = saying(told)
  const messages = await Promise.all([
    say({ type: 'card', runId: RUN }),
    say({ type: 'question', runId: RUN, questionId: 'k7m2p9qx' }),
    say(phaseOf(told, 'plan')),
    say(lastOf(told, 'report')),
    say({ type: 'welcome', channel: 'C' }),
    say({ type: 'trouble', surface: 'slack', message: 'token_revoked', at: 1 }),
    say({ type: 'moved', runId: RUN, why: 'is_archived' }),
  ])
  for (const message of messages) {
    if (!message) throw new Error('nothing to say')
    const plain = inPlainWords(message)
    expect(plain).toMatchObject({ kind: 'notice', text: expect.stringMatching(/\S/) })
  }
  expect(
    inPlainWords({ kind: 'reply', locale: 'en', reply: { kind: 'text', ok: true, text: 'so' } }),
  ).toMatchObject({
    text: 'so',
  })
  expect(
    new Set(['welcome', 'trouble', 'moved'].map((type) => keyOf({ type } as unknown as Shown))).size,
  ).toBe(3)
})

test('an audit pack comes as one archive that tar reads', async () => {
  const house = await openChatHouse()
  const blobs = openBlobs(house.home, { maxBytes: 2 ** 20 })
  const engine = {
    ...house.engine,
    pack: (runId: string, directory: string) =>
      writePack(house.journal, blobs, runId, directory, { version: '0', createdAt: START }),
  }
  const front = createFront({
    ...house,
    surface: 'slack',
    engine,
    owners: OWNERS,
    clock: systemClock,
    log: quietLog,
    logPath: '/log',
    packFile: (runId) => packFile({ engine, clock: systemClock }, runId),
  })
  const started = await house.does({ command: runWorkflow('look') })
  if (started.kind !== 'run') throw new Error('no run')
  await house.idle()
  const { reply } = await front.take({
    eventId: 'audit',
    place: { channel: 'C1' },
    actor: { surface: 'slack', id: 'U1' },
    locale: 'en',
    text: '',
    command: { kind: 'audit', id: started.runId },
  })
  const made = await reply
  if (made.kind !== 'files') throw new Error(JSON.stringify(made))
  expect(made.text).toContain('is whole')
  const path = join(await tempDir(), 'pack.tar.gz')
  writeFileSync(path, made.files[0]?.bytes ?? '')
  const listed = execFileSync('tar', ['-tzf', path]).toString().trim().split('\n')
  expect(listed.sort()).toEqual(
    ['incidents.json', 'journal.jsonl', 'manifest.json', 'metrics.json'].map(
      (name) => `${started.runId}/${name}`,
    ),
  )
})
