import { describe, expect, test } from 'vitest'
import type { WorkflowInfo } from '../../src/domain/agent.ts'
import { handleInbound } from '../../src/bot/handle.ts'
import type { Inbound } from '../../src/bot/inbound.ts'
import { manualClock } from '../helpers/clock.ts'
import { ALICE, approval, passed, planned, RUN, START, story } from '../helpers/story.ts'
import { toldEngine } from '../helpers/told-engine.ts'

const WORKFLOWS: readonly WorkflowInfo[] = [
  {
    name: 'disk-cleanup',
    title: 'Clean up the disk',
    description: '',
    examples: ['clean up the disk'],
    params: [],
  },
  {
    name: 'disk-report',
    title: 'Disk report',
    description: '',
    examples: ['how full are the disks'],
    params: [],
  },
  { name: 'memory-report', title: 'Memory report', description: '', examples: [], params: [] },
]
const OTHER = '01KAHW6Q90ZT3V9M5N7P2R4S6Y'

function bench() {
  const told = toldEngine(WORKFLOWS)
  told.onSubmit(() => RUN)
  const clock = manualClock(START)
  const say = (text: string, more: Partial<Inbound> = {}) =>
    handleInbound({
      engine: told.engine,
      clock,
      timeZone: 'UTC',
      inbound: { eventId: '1', thread: 'console:1', actor: ALICE, text, locale: 'en', ...more },
    })
  const open = (runId = RUN, more: Parameters<typeof approval>[2] = {}) => {
    const begun = planned(story({}, runId))
    const question = approval(runId, begun.now(), more)
    begun.add({ type: 'question.opened', question }, { type: 'run.waiting', questionId: question.id })
    told.tell(runId, ...begun.events)
  }
  return { ...told, say, open }
}

describe('plain words', () => {
  test('become a run', async () => {
    const { say, calls } = bench()
    expect(await say('check the disk')).toEqual({
      kind: 'run',
      runId: RUN,
      afterSeq: 0,
      text: `Run ${RUN} has started.`,
    })
    expect(calls).toEqual([
      ['submit', { text: 'check the disk', locale: 'en', actor: ALICE, thread: 'console:1' }],
    ])
  })
  test('steer the run in whose thread they are written, while it is under way', async () => {
    const { say, calls, tell } = bench()
    tell(RUN, ...planned().events)
    expect(await say('leave the logs alone', { inRunThread: true })).toMatchObject({
      text: `Passed on to run ${RUN}.`,
    })
    expect(calls).toEqual([['steer', RUN, 'leave the logs alone', ALICE]])
  })
  test('continue the thread once it has ended', async () => {
    const { say, calls, tell } = bench()
    tell(RUN, ...passed().events)
    await say('and the other disk', { inRunThread: true })
    expect(calls[0]?.[0]).toBe('submit')
  })
})

describe('small talk', () => {
  test.each([
    ['bonjour', 'fr', 'Bonjour. Dites-moi quoi regarder, ou tapez aide.'],
    ['merci !', 'fr', 'Je vous en prie.'],
    ['ok', 'en', 'All right.'],
    ['good night', 'en', 'Good night. I keep an eye on things.'],
    ['nice', 'en', 'All right.'],
    ['yes', 'en', 'Nothing is waiting for an answer.'],
  ] as const)('%s gets a plain answer and no run', async (text, locale, answer) => {
    const { say, calls } = bench()
    expect(await say(text, { locale })).toEqual({ kind: 'text', ok: true, text: answer })
    expect(calls).toEqual([])
  })
  test.each([
    ['oui', 'approve'],
    ['ok', 'approve'],
    ['👍', 'approve'],
    ['non', 'deny'],
  ])('%s answers the open approval of the thread: %s', async (text, option) => {
    const { say, calls, open } = bench()
    open()
    await say(text)
    expect(calls).toEqual([['answer', 'k7m2p9qx', option, ALICE, undefined]])
  })
  test('says back what was understood', async () => {
    const { say, open } = bench()
    open()
    expect(await say('oui', { locale: 'fr' })).toEqual({
      kind: 'text',
      ok: true,
      text: 'Compris\u00a0: Approuver.',
    })
  })
  test('a question of another thread is not answered by a yes', async () => {
    const { say, calls, open } = bench()
    open()
    expect(await say('yes', { thread: 'console:2' })).toMatchObject({
      text: 'Nothing is waiting for an answer.',
    })
    expect(calls).toEqual([])
  })
  test('with two open questions nothing is guessed', async () => {
    const { say, calls, open } = bench()
    open()
    open(OTHER, { id: 'm3n4p5qr' })
    expect(await say('yes')).toEqual({
      kind: 'text',
      ok: false,
      text: '2 questions are open. Say which: k7m2p9qx, m3n4p5qr',
    })
    expect(await say('/orchestrate approve')).toMatchObject({ ok: false })
    expect(calls).toEqual([])
  })
  test('a yes to a choice shows the choice; a no stops it', async () => {
    const { say, calls, open } = bench()
    const options = [
      { id: 'disk-report', label: 'Disk report' },
      { id: 'stop', label: { key: 'option.stop' } },
    ]
    open(RUN, { kind: 'choice', options, body: 'disk', title: { key: 'question.choice.title' } })
    expect(await say('yes')).toMatchObject({ kind: 'questions', questions: [{ id: 'k7m2p9qx' }] })
    expect(calls).toEqual([])
    await say('no')
    expect(calls[0]).toEqual(['answer', 'k7m2p9qx', 'stop', ALICE, undefined])
  })
})

describe('commands', () => {
  test('run by name or by a beginning that only it has', async () => {
    const { say, calls } = bench()
    await say('/orchestrate run disk-report path=/srv')
    await say('/orchestrate run mem')
    expect(calls).toMatchObject([
      ['submit', { workflow: 'disk-report', params: { path: '/srv' } }],
      ['submit', { workflow: 'memory-report', params: {} }],
    ])
  })
  test('an unknown job offers the nearest and starts nothing', async () => {
    const { say, calls } = bench()
    expect(await say('/orchestrate run disk')).toMatchObject({
      ok: false,
      text: 'I know no job “disk”. Nearest: disk-cleanup, disk-report. “workflows” lists them.',
    })
    expect(await say('/orchestrate run reporting-disks')).toMatchObject({
      text: expect.stringContaining('disk-cleanup, disk-report, memory-report'),
    })
    expect(await say('/orchestrate run coffee', { locale: 'fr' })).toMatchObject({
      text: 'Je ne connais pas de travail «\u00a0coffee\u00a0». «\u00a0workflows\u00a0» les liste.',
    })
    expect(calls).toEqual([])
  })
  test('wrong usage comes back as one line', async () => {
    const { say } = bench()
    expect(await say('!run')).toEqual({
      kind: 'text',
      ok: false,
      text: 'What should I do? Write: run <workflow> [name=value …]',
    })
  })
  test('what the person can mend comes back as a reply, with nothing that a terminal obeys', async () => {
    const { say } = bench()
    expect(await say('!show 01KB')).toEqual({ kind: 'text', ok: false, text: 'No run 01KB.' })
  })
  test('about the latest run of the thread, or the one named', async () => {
    const { say, calls, tell } = bench()
    expect(await say('!show')).toMatchObject({ text: 'There is no run yet that this could be about.' })
    tell(RUN, ...passed().events)
    expect(await say('!show')).toMatchObject({
      kind: 'card',
      card: { title: 'Clean up the disk', state: 'passed' },
    })
    expect(await say('!verify')).toMatchObject({ kind: 'run', runId: RUN, afterSeq: passed().events.length })
    await say('!repair 01KAHW')
    await say('!cancel 01KAHW too late')
    expect(calls).toEqual([
      ['reverify', RUN, ALICE],
      ['repair', RUN, ALICE],
      ['cancel', RUN, ALICE, 'too late'],
    ])
  })
  test('cancel and steer without a name mean the one that is under way', async () => {
    const { say, calls, tell } = bench()
    tell(RUN, ...passed().events)
    expect(await say('!cancel')).toMatchObject({ text: 'There is no run yet that this could be about.' })
    expect(await say('!steer hurry')).toMatchObject({ text: 'There is no run yet that this could be about.' })
    tell(OTHER, ...planned(story({}, OTHER)).events)
    await say('!cancel')
    await say('!steer hurry')
    expect(calls).toEqual([
      ['cancel', OTHER, ALICE, undefined],
      ['steer', OTHER, 'hurry', ALICE],
    ])
  })
  test('approve and deny, by id or the only open one', async () => {
    const { say, calls, open } = bench()
    expect(await say('!approve')).toMatchObject({ text: 'Nothing is waiting for an answer.' })
    open()
    expect(await say('!approvals')).toMatchObject({ kind: 'questions', questions: [{ id: 'k7m2p9qx' }] })
    await say('!deny not tonight')
    expect(await say('!approve K7M2P9QX')).toMatchObject({ ok: false })
    expect(calls).toEqual([['answer', 'k7m2p9qx', 'deny', ALICE, 'not tonight']])
    expect(await bench().say('!approvals')).toMatchObject({ text: 'No approval is waiting.' })
  })
  test('status, runs and jobs', async () => {
    const { say, tell } = bench()
    expect(await say('!status')).toMatchObject({ text: 'Autohome 0.1.0 · 0 running · 0 waiting · 0 queued' })
    expect(await say('!runs')).toMatchObject({ text: 'No runs yet.' })
    tell(RUN, ...passed().events)
    expect(await say('!status')).toMatchObject({
      text: expect.stringContaining(
        '1 run so far: 1 completed, 0 failed, 0 cancelled, 0 timed out · 1 min 12 s',
      ),
    })
    expect(await say('!runs')).toMatchObject({
      sections: [{ title: 'Runs', rows: [{ left: '✅ Clean up the disk · passed', right: RUN }] }],
    })
    expect(await say('!workflows')).toMatchObject({
      sections: [{ rows: [{ left: 'disk-cleanup', right: 'Clean up the disk' }, {}, {}] }],
    })
  })
  test('the list of runs says how each stands', async () => {
    const { say, engine } = bench()
    const run = {
      phase: 'complete',
      attempt: 1,
      request: 'x',
      thread: 't',
      surface: 'console',
      priority: 'medium',
      createdAt: START,
      lastSeq: 9,
    } as const
    engine.runs = async () => [
      { ...run, id: '1', status: 'running' },
      { ...run, id: '2', status: 'completed', unproven: true },
      { ...run, id: '3', status: 'failed', failure: 'not_passed' },
      { ...run, id: '4', status: 'failed', failure: 'inconclusive' },
      { ...run, id: '5', status: 'failed' },
    ]
    const reply = await say('!runs')
    expect(reply.kind === 'sections' && reply.sections[0]?.rows.map(({ left }) => left)).toEqual([
      '🔧 x · running',
      '⚪ x · done, not proven',
      '❌ x · not passed',
      '❓ x · inconclusive',
      '❌ x · failed',
    ])
  })
  test('help shows requests that can be typed as they stand', async () => {
    const help = await bench().say('/help')
    expect(help).toMatchObject({ kind: 'sections' })
    const text = JSON.stringify(help)
    for (const example of [
      'clean up the disk',
      'Crée un script Python qui surveille le CPU et alerte au-dessus de 80 %',
      'Analyse les logs Docker des dernières 24 h et fais un rapport des erreurs',
      'Refactor config.py to validated dataclasses',
      'Run the tests of this project and fix what fails',
      'deny [question] [reason]',
    ])
      expect(text).toContain(example)
    expect(JSON.stringify(await bench().say('aide', { locale: 'fr' }))).toContain('dire non, et pourquoi')
  })
  test('audit', async () => {
    const { say, tell, engine } = bench()
    tell(RUN, ...passed().events)
    expect(await say('!audit')).toMatchObject({ ok: true, text: expect.stringContaining('is whole: ') })
    engine.audit = async () => ({
      runId: RUN,
      ok: false,
      events: 3,
      head: '',
      brokenAt: { seq: 2, why: 'hash' },
    })
    expect(await say('!audit')).toMatchObject({ ok: false, text: expect.stringContaining('event 2, hash') })
  })
  test('evidence', async () => {
    const { say, tell } = bench()
    tell(RUN, ...planned().events)
    expect(await say('!evidence')).toMatchObject({ text: `Run ${RUN} has no evidence.` })
    tell(RUN, ...passed().events.slice(planned().events.length))
    expect(await say('!evidence')).toMatchObject({
      sections: [
        { title: '/ below 85 %', rows: [{ left: 'e1  disk_usage', right: 'proven · 71 % · 12 ms' }] },
        { title: 'services still running' },
      ],
    })
  })
  test('logs show what calls printed, escaped, the end of it first to be seen', async () => {
    const { say, tell, keep } = bench()
    const told = planned()
    tell(RUN, ...told.events)
    expect(await say('!logs')).toMatchObject({ text: `Run ${RUN} has printed nothing.` })
    const sha256 = 'cd'.repeat(32)
    keep({ [sha256]: `${'x'.repeat(10_000)}\n\x1b[31mlast` })
    const more = told.step('prune', 50, { exitCode: 0, output: { sha256, bytes: 10_010 } })
    tell(RUN, ...more.events.slice(planned().events.length))
    const reply = await say('!logs')
    expect(reply).toMatchObject({ outputs: [{ title: 'docker image prune · exit 0 · 50 ms' }] })
    const text = reply.kind === 'outputs' ? reply.outputs[0]?.text : ''
    expect(text).toContain('… 6010 more characters: autohome show')
    expect(text?.endsWith('x\n\\u{1b}[31mlast')).toBe(true)
  })
})

test('a bug is not hidden behind a reply', async () => {
  const { say, engine } = bench()
  engine.runs = async () => {
    throw new TypeError('bug')
  }
  await expect(say('!runs')).rejects.toThrow(TypeError)
})
