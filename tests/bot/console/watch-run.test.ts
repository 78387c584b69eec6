import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../../src/domain/errors.ts'
import type { ConsoleIo } from '../../../src/bot/console/io.ts'
import { type WatchOptions, watchRun } from '../../../src/bot/console/watch-run.ts'
import { manualClock, settle } from '../../helpers/clock.ts'
import { ALICE, approval, passed, planned, RUN, START, type Story, story } from '../../helpers/story.ts'
import { keyboard, terminal } from '../../helpers/terminal.ts'
import { toldEngine } from '../../helpers/told-engine.ts'

const WORKFLOWS = [
  { name: 'disk-cleanup', title: 'Clean up the disk', description: '', examples: [], params: [] },
]

function bench(options: Partial<WatchOptions> = {}, size: [number, number] = [80, 24]) {
  const told = toldEngine(WORKFLOWS)
  const clock = manualClock(START)
  const screen = terminal(...size)
  const keys = keyboard()
  let sent = 0
  const tell = (told_: Story) => {
    told.tell(RUN, ...told_.events.slice(sent))
    sent = told_.events.length
  }
  const watch = (io: Partial<ConsoleIo> = {}) =>
    watchRun(
      told.engine,
      RUN,
      { out: screen.out, input: keys.input, env: { TERM: 'xterm' }, ...io },
      { locale: 'en', clock, actor: ALICE, interactive: true, timeZone: 'UTC', ...options },
    )
  /** Lets what was told arrive and be drawn. */
  const seen = async () => {
    await settle()
    await clock.advance(200)
    return screen.text()
  }
  return { ...told, told, clock, screen, keys, tell, watch, seen }
}

const asked = (begun = planned(), more: Parameters<typeof approval>[2] = {}) => {
  const question = approval(RUN, begun.now(), more)
  return begun.add({ type: 'question.opened', question }, { type: 'run.waiting', questionId: question.id })
}
const answeredBy = (told: Story, option: string, reason?: string) =>
  told.add(
    {
      type: 'question.answered',
      questionId: 'k7m2p9qx',
      answer: { option, by: ALICE, at: told.now(), ...(reason === undefined ? {} : { reason }) },
    },
    { type: 'run.resumed' },
  )
/** A pipe's end, which remembers. */
const pipe = () => {
  const text: string[] = []
  return { out: { write: (part: string) => text.push(part) > 0 }, text: () => text.join('') }
}

describe('on a terminal', () => {
  test('the card is edited in place and stays as the last thing, with the cursor given back', async () => {
    const { watch, tell, seen, screen, keys } = bench()
    const done = watch()
    const run = planned()
    tell(run)
    expect((await seen())[0]).toMatch(/^🔧 Clean up the disk +running · 0 s$/)
    expect(screen.cursor().shown).toBe(false)
    expect(keys.modes).toEqual([true])
    tell(run.begin('prune'))
    expect(await seen()).toContain('Now: docker image prune (step 3 of 5)')
    expect(screen.text().filter((text) => text.includes('Clean up the disk'))).toHaveLength(1)
    tell(passed(run.finish('prune', 10).step('vacuum', 20).step('again', 30)))
    expect(await done).toMatchObject({ exitCode: 0 })
    expect(screen.text()[0]).toMatch(/^✅ Clean up the disk +passed/)
    expect(screen.text().at(-1)).toBe(`autohome verify ${RUN}   check again`)
    expect(screen.text().filter((text) => text.includes('Clean up the disk'))).toHaveLength(1)
    expect(screen.cursor()).toMatchObject({ shown: true, column: 0 })
    expect(keys.modes).toEqual([true, false])
  })

  test('at most ten pictures a second, and the latest state is always one of them', async () => {
    const { watch, tell, screen, clock, seen } = bench()
    const done = watch()
    const run = planned().begin('prune')
    tell(run)
    await seen()
    const before = screen.writes()
    for (let n = 0; n < 1_000; n++) {
      run.add({ type: 'steered', text: `word ${n}`, by: ALICE })
      tell(run)
      if (n % 100 === 0) await clock.advance(10)
    }
    await settle()
    await clock.advance(100)
    expect(screen.writes() - before).toBeLessThanOrEqual(4)
    expect(screen.text().join('\n')).toContain('word 999')
    tell(run.add({ type: 'run.cancelled', by: ALICE }))
    await done
  })

  test('time moves on the card although nothing happens', async () => {
    const { watch, tell, clock, seen, screen } = bench()
    const done = watch()
    const run = planned().begin('prune')
    tell(run)
    await seen()
    await clock.advance(61_000)
    expect(screen.text()[0]).toMatch(/running · 1 min 1 s$/)
    tell(run.add({ type: 'run.cancelled', by: ALICE }))
    await done
  })

  test('a low screen keeps what matters: the head, the step that runs, the foot', async () => {
    const { watch, tell, seen, screen } = bench({}, [80, 9])
    const done = watch()
    const run = planned().begin('prune')
    tell(run)
    const text = await seen()
    expect(text.length).toBeLessThanOrEqual(8)
    expect(text[0]).toMatch(/^🔧 Clean up the disk/)
    expect(text.join('\n')).toContain('Now: docker image prune (step 3 of 5)')
    expect(text.join('\n')).toContain(`run ${RUN}`)
    tell(run.add({ type: 'run.cancelled', by: ALICE }))
    await done
    expect(screen.text().filter((held) => held.includes('Clean up the disk'))).toHaveLength(1)
    expect(screen.text().join('\n')).toContain('measure again')
  })

  test('a narrower terminal gets a narrower card', async () => {
    const { watch, tell, seen, screen, clock } = bench()
    const done = watch()
    const run = planned().begin('prune')
    tell(run)
    await seen()
    screen.resize(40)
    await clock.advance(200)
    expect(
      Math.max(
        ...screen
          .text()
          .slice(-10)
          .map((text) => text.length),
      ),
    ).toBeLessThanOrEqual(40)
    tell(run.add({ type: 'run.cancelled', by: ALICE }))
    await done
  })

  test('what the running call prints, without its escape codes', async () => {
    const { watch, tell, told, seen } = bench()
    const done = watch()
    const run = planned().begin('prune')
    tell(run)
    const chunk = 'first\n\x1b[32mdeleted: \x1b[0m10 %\rdeleted: 50 %\x1b]0;owned\x07\n'
    told.tell(RUN, { type: 'live.output', runId: RUN, callKey: '1/execute/prune', chunk })
    expect(await seen()).toContain('  deleted: 50 %')
    tell(run.finish('prune', 10))
    expect(await seen()).not.toContain('  deleted: 50 %')
    tell(run.add({ type: 'run.cancelled', by: ALICE }))
    await done
  })

  test('the terminal is given back when following breaks', async () => {
    const { watch, engine, screen, keys } = bench()
    // oxlint-disable-next-line require-yield -- it breaks before it tells anything
    engine.follow = async function* () {
      throw new UserError('not_found', 'No such run.')
    }
    await expect(watch()).rejects.toThrow('No such run.')
    expect(screen.cursor().shown).toBe(true)
    expect(keys.modes).toEqual([true, false])
  })
})

describe('a question on a terminal', () => {
  test('is shown whole, and approved with a', async () => {
    const { watch, tell, seen, keys, calls, screen } = bench()
    const done = watch()
    const run = asked()
    tell(run)
    const text = await seen()
    expect(text).toContain('docker image prune --all --force --filter until=168h')
    expect(text).toContain('Why I ask   removes container images (rule docker.prune)')
    expect(text).toContain('Undo        images can be pulled again')
    expect(text.join('\n')).toContain('answers until 14:30')
    expect(text.at(-1)).toBe('[a] approve   [d] deny…   [v] show everything')
    keys.type('x1y\r')
    await settle()
    expect(calls).toEqual([])
    keys.type('a')
    await settle()
    expect(calls).toEqual([['answer', 'k7m2p9qx', 'approve', ALICE, undefined]])
    tell(answeredBy(run, 'approve'))
    expect(await seen()).toContain('✓ Approved by alice at 14:00')
    tell(passed(run.step('prune', 10).step('vacuum', 20).step('again', 30)))
    expect((await done).exitCode).toBe(0)
    expect(screen.text()).toContain('✓ Approved by alice at 14:00')
  })

  test('v shows everything that the answer is bound to', async () => {
    const { watch, tell, seen, keys } = bench()
    const done = watch()
    const run = asked()
    tell(run)
    await seen()
    keys.type('v')
    const text = (await seen()).join('\n')
    expect(text).toContain('Question       k7m2p9qx')
    expect(text).toContain('"command":"docker image prune --all --force --filter until=168h')
    expect(text).toContain('Environment    nothing added')
    expect(text).toContain('Usable until   20 November 2026, 14:40')
    expect(text).toContain('Fingerprint    abab')
    tell(run.add({ type: 'run.cancelled', by: ALICE }))
    await done
  })

  test('d asks for a reason; Esc goes back; an empty reason is one too', async () => {
    const { watch, tell, seen, keys, calls, clock, screen } = bench()
    const done = watch()
    const run = asked()
    tell(run)
    await seen()
    keys.type('dnot ')
    expect((await seen()).at(-1)).toBe('Reason (may be empty): not')
    expect(screen.cursor()).toMatchObject({ shown: true, column: 27 })
    // A lone Esc is told from an arrow key by the silence after it, in real time.
    keys.type('\x1b')
    await new Promise((resolve) => keys.input.once('keypress', resolve))
    expect((await seen()).at(-1)).toContain('[a] approve')
    keys.type('dpas ce soir 🙏\r')
    await settle()
    expect(calls).toEqual([['answer', 'k7m2p9qx', 'deny', ALICE, 'pas ce soir 🙏']])
    tell(answeredBy(run, 'deny', 'pas ce soir 🙏'))
    expect(await seen()).toContain('– Denied by alice at 14:00: pas ce soir 🙏')
    await clock.advance(1_000)
    tell(asked(run, { id: 'm3n4p5qr' }))
    await seen()
    keys.type('d\r')
    await settle()
    expect(calls[1]).toEqual(['answer', 'm3n4p5qr', 'deny', ALICE, undefined])
    tell(run.add({ type: 'run.cancelled', by: ALICE }))
    expect((await done).exitCode).toBe(1)
  })

  test('a choice is made by number', async () => {
    const { watch, tell, seen, keys, calls } = bench()
    const done = watch()
    const options = [
      { id: 'disk-report', label: 'Disk report' },
      { id: 'stop', label: { key: 'option.stop' } },
    ]
    const run = asked(planned(), {
      kind: 'choice',
      title: { key: 'question.choice.title' },
      body: 'disk',
      options,
    })
    tell(run)
    const text = await seen()
    expect(text).toContain('  1  Disk report')
    expect(text.at(-1)).toBe('[1] Disk report   [2] Stop the run   [v] show everything')
    keys.type('a3')
    keys.type('1')
    await settle()
    expect(calls).toEqual([['answer', 'k7m2p9qx', 'disk-report', ALICE, undefined]])
    tell(run.add({ type: 'run.cancelled', by: ALICE }))
    await done
  })

  test('two questions are asked one after the other, and one press answers one', async () => {
    const { watch, tell, seen, keys, calls, clock, screen } = bench()
    const done = watch()
    const run = asked(asked(), { id: 'm3n4p5qr', body: 'journalctl --vacuum-size=500M' })
    tell(run)
    const text = await seen()
    expect(text.at(-1)).toBe('[a] approve   [d] deny…   [v] show everything   1 more')
    expect(text).not.toContain('journalctl --vacuum-size=500M')
    keys.type('aa')
    await settle()
    tell(answeredBy(run, 'approve'))
    keys.type('a')
    await settle()
    const after = screen.text()
    expect(after.indexOf('journalctl --vacuum-size=500M')).toBeGreaterThan(
      after.indexOf('✓ Approved by alice at 14:00'),
    )
    expect(calls).toHaveLength(1)
    await clock.advance(500)
    keys.type('a')
    await settle()
    expect(calls.map(([, id]) => id)).toEqual(['k7m2p9qx', 'm3n4p5qr'])
    tell(asked(run, { id: 'p5q6r7st', body: 'apt-get clean' }))
    expect(await seen()).not.toContain('apt-get clean')
    await clock.advance(2_000)
    expect(await seen()).toContain('apt-get clean')
    tell(run.add({ type: 'run.cancelled', by: ALICE }))
    await done
  })

  test('answered elsewhere in the meantime: said, not a fault', async () => {
    const { watch, tell, seen, keys, engine, screen } = bench()
    const done = watch()
    const run = asked()
    tell(run)
    await seen()
    engine.answer = async () => {
      throw new UserError('not_now', 'taken')
    }
    keys.type('a')
    await settle()
    expect(screen.text()).toContain('That was answered already.')
    tell(run.add({ type: 'run.cancelled', by: ALICE }))
    await done
  })

  test('a broken connection ends the watching with its error', async () => {
    const { watch, tell, seen, keys, engine, screen } = bench()
    const done = watch()
    tell(asked())
    await seen()
    engine.answer = async () => {
      throw new TypeError('broken')
    }
    const ended = expect(done).rejects.toThrow('broken')
    keys.type('a')
    await ended
    expect(screen.cursor().shown).toBe(true)
  })

  test('a hostile command is shown in full, escaped, and never obeyed', async () => {
    const { watch, tell, seen } = bench()
    const done = watch()
    const body = `echo ${'y'.repeat(3_000)}\x1b[2J\x1b[H\u202e\u200b && rm -rf /\x9b`
    const run = asked(planned(), { body, why: '\x1b]0;owned\x07' })
    tell(run)
    const text = (await seen()).join('')
    expect(text.split('y').length).toBeGreaterThan(3_000)
    expect(text).toContain('\\u{1b}[2J\\u{1b}[H\\u{202e}\\u{200b} && rm -rf /\\u{9b}')
    expect(text).toContain('Holds invisible characters; they are shown as \\u{…}.')
    tell(run.add({ type: 'run.cancelled', by: ALICE }))
    await done
  })
})

describe('Ctrl-C', () => {
  test('cancels the run and shows how it ended', async () => {
    const { watch, tell, seen, keys, calls, screen } = bench()
    const done = watch()
    const run = planned().begin('prune')
    tell(run)
    await seen()
    keys.type('\x03')
    await settle()
    expect(calls).toEqual([['cancel', RUN, ALICE, undefined]])
    expect(screen.text()).toContain('Cancelling. Ctrl-C again leaves at once.')
    tell(run.add({ type: 'run.cancelled', by: ALICE }))
    expect((await done).exitCode).toBe(130)
    expect(screen.text().join('\n')).toContain('Cancelled by alice.')
  })
  test('twice leaves at once', async () => {
    const { watch, tell, seen, keys, screen } = bench()
    const done = watch()
    tell(planned().begin('prune'))
    await seen()
    keys.type('\x03\x03')
    expect((await done).exitCode).toBe(130)
    expect(screen.cursor().shown).toBe(true)
  })
  test('as signals from outside', async () => {
    const first = new AbortController()
    const second = new AbortController()
    const { watch, tell, seen, calls } = bench({ interrupt: first.signal, leave: second.signal })
    const done = watch()
    tell(planned().begin('prune'))
    await seen()
    first.abort()
    await settle()
    expect(calls).toHaveLength(1)
    second.abort()
    expect((await done).exitCode).toBe(130)
  })
  test('before anything was heard of the run', async () => {
    const { watch, calls, tell } = bench({ interrupt: AbortSignal.abort() })
    const run = planned()
    tell(run)
    const done = watch()
    await settle()
    expect(calls[0]?.[0]).toBe('cancel')
    tell(run.add({ type: 'run.cancelled', by: ALICE }))
    expect((await done).exitCode).toBe(130)
  })
  test('in the moment in which the run passes: it has passed', async () => {
    const { watch, tell, seen, keys, engine } = bench()
    const done = watch()
    const run = planned()
    tell(run)
    await seen()
    engine.cancel = async () => {
      throw new UserError('not_now', 'ended')
    }
    keys.type('\x03')
    await settle()
    tell(passed(run.step('prune', 10).step('vacuum', 20).step('again', 30)))
    expect((await done).exitCode).toBe(0)
  })
})

describe('into a pipe', () => {
  test('one line for each fact, no cursor codes, no colours', async () => {
    const { watch, tell } = bench()
    const { out, text } = pipe()
    tell(passed())
    expect((await watch({ out })).exitCode).toBe(0)
    expect(text().split('\n')).toEqual([
      `Run ${RUN}: clean up the disk`,
      '● Spec completed: 2 criteria to prove',
      '● Plan completed: 5 steps, about 4 min',
      '  ● measure filesystems: completed, 300 ms',
      '  ● list what is large: completed, 1.2 s',
      '  ● docker image prune: completed, 1 min 38 s',
      '  ● vacuum journal: completed, 400 ms',
      '  ● measure again: completed, 300 ms',
      '● Execute completed: 5 done, 0 failed, 0 skipped',
      '  ✓ / below 85 %: 71 % (proven, evidence e1)',
      '  ✓ services still running: 23 of 23 (proven, evidence e2)',
      '● Verify completed: 2 of 2 proven',
      '● Complete completed',
      '',
      '/ went from 93 % to 71 % (18.4 GB freed).',
      '',
      'Nothing else needs doing.',
      '',
      '✅ Clean up the disk · passed · 1 min 40 s',
      '● Spec completed  ● Plan completed  ● Execute completed  ● Verify completed  – Repair skipped  ● Complete completed',
      '2 of 2 criteria proven.',
      `autohome show ${RUN}  (see everything)`,
      `autohome verify ${RUN}  (check again)`,
      '',
    ])
  })

  test('what else happens on the way', async () => {
    const { watch, tell } = bench()
    const { out, text } = pipe()
    const run = planned()
      .add({
        type: 'tool_call.requested',
        callKey: '1/execute/prune',
        tool: 'execute_command',
        args: {},
        stepId: 'prune',
        decision: 'allow',
        access: 'read',
        rule: 'x',
      })
      .add({ type: 'attempt.retried', callKey: '1/execute/prune', retry: 2, delayMs: 100, code: 'E_NETWORK' })
      .add({ type: 'attempt.timed_out', callKey: '1/execute/prune', limitMs: 90_000 })
      .add({
        type: 'recovery.attempted',
        callKey: '1/execute/large',
        code: 'E_DIR_NOT_FOUND',
        subject: '/srv/backup',
        suggestions: ['/srv/backups'],
        retriedWith: '/srv/backups',
        success: true,
      })
      .add({ type: 'step.skipped', attempt: 1, stepId: 'vacuum', why: { key: 'engine.condition_false' } })
      .add({ type: 'budget.warned', resource: 'timeMs', level: 'warning', limit: 600_000, value: 480_000 })
      .add({
        type: 'incident.opened',
        incident: {
          reason: 'x',
          component: 'engine',
          operation: 'execute',
          severity: 'low',
          text: 'odd\x1b',
        },
      })
      .add({ type: 'steered', text: 'hurry', by: ALICE })
      .add({
        type: 'run.failed',
        code: 'timed_out',
        reason: { key: 'engine.timed_out', params: { limit: 600_000 } },
        report: '',
      })
    tell(run)
    expect((await watch({ out })).exitCode).toBe(1)
    const lines = text().split('\n')
    for (const line of [
      '  docker image prune: tried again (2) after E_NETWORK',
      '  docker image prune: stopped after 1 min 30 s',
      'System recovery · /srv/backup not found → found /srv/backups, went on',
      '  – vacuum journal: skipped, not needed here',
      'Budget · time at 80 % of 10 min',
      '! odd\\u{1b}',
      'Told on the way: hurry',
      '❌ Clean up the disk · timed out · 1.5 s',
      'Took longer than 10 min and was stopped.',
    ])
      expect(lines).toContain(line)
  })

  test('nobody can be asked: an approval is denied at once, and why is said', async () => {
    const { watch, tell, calls } = bench()
    const { out, text } = pipe()
    const run = asked()
    tell(run)
    const done = watch({ out })
    await settle()
    expect(calls).toEqual([['answer', 'k7m2p9qx', 'deny', ALICE, 'Nobody can answer here.']])
    tell(answeredBy(run, 'deny', 'Nobody can answer here.'))
    tell(
      run.add({
        type: 'run.failed',
        code: 'denied',
        reason: { key: 'engine.denied', params: { step: 'prune' } },
        report: '',
      }),
    )
    expect((await done).exitCode).toBe(1)
    expect(text()).toContain('docker image prune --all --force --filter until=168h\n')
    expect(text()).toContain('– Denied by alice at 14:00: Nobody can answer here.')
    expect(text()).toContain('Stopped, because “prune” was denied.')
  })

  test('any other question is stopped', async () => {
    const { watch, tell, calls } = bench({ interactive: false })
    const options = [
      { id: 'done', label: { key: 'option.done' } },
      { id: 'stop', label: { key: 'option.stop' } },
    ]
    const run = asked(planned(), { kind: 'unknown_outcome', options })
    tell(run)
    const done = watch()
    await settle()
    expect(calls.map((call) => call.slice(0, 3))).toEqual([['answer', 'k7m2p9qx', 'stop']])
    tell(run.add({ type: 'run.cancelled', by: ALICE }))
    expect((await done).exitCode).toBe(1)
  })

  test('where others can answer, the question stays open and says how', async () => {
    const { watch, tell, calls } = bench({ answeredElsewhere: true })
    const { out, text } = pipe()
    const run = asked()
    tell(run)
    const done = watch({ out })
    await settle()
    expect(calls).toEqual([])
    expect(text()).toContain('Answer with: autohome approve k7m2p9qx, or: autohome deny k7m2p9qx')
    tell(run.add({ type: 'question.expired', questionId: 'k7m2p9qx' }, { type: 'run.cancelled', by: ALICE }))
    await done
    expect(text()).toContain('– Nobody answered by 14:30; that counts as no.')
  })

  test('a question answered long ago is told, not answered again', async () => {
    const { watch, tell, calls } = bench()
    const { out } = pipe()
    const run = answeredBy(asked(), 'approve')
    tell(run.add({ type: 'run.cancelled', by: ALICE }))
    expect((await watch({ out })).exitCode).toBe(1)
    expect(calls).toEqual([])
  })

  test('NO_COLOR on a terminal: plain lines, and still a person who answers', async () => {
    const { watch, tell, seen, keys, calls, screen } = bench()
    const done = watch({ env: { NO_COLOR: '1' } })
    const run = asked()
    tell(run)
    expect((await seen()).at(-1)).toBe('[a] approve   [d] deny…   [v] show everything')
    keys.type('a')
    await settle()
    expect(calls).toHaveLength(1)
    tell(run.add({ type: 'run.cancelled', by: ALICE }))
    await done
    expect(screen.cursor().shown).toBe(true)
  })

  test('FORCE_COLOR colours a pipe', async () => {
    const { watch, tell } = bench()
    const { out, text } = pipe()
    tell(passed())
    await watch({ out, env: { FORCE_COLOR: '1', NO_COLOR: '1' } })
    expect(text()).toContain('● \x1b[1mSpec\x1b[22m completed')
  })
})

describe('--json', () => {
  test('each event on a line, then a summary', async () => {
    const { watch, tell, told } = bench({ json: true })
    const { out, text } = pipe()
    tell(passed())
    told.tell(RUN, { type: 'live.output', runId: RUN, callKey: '1/execute/prune', chunk: 'x' })
    expect((await watch({ out })).exitCode).toBe(0)
    const lines = text()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.slice(0, -1)).toEqual(passed().events)
    expect(lines.at(-1)).toEqual({
      type: 'summary',
      runId: RUN,
      status: 'completed',
      verdict: 'pass',
      unproven: false,
      attempt: 1,
      workflow: 'disk-cleanup',
      phases: {
        spec: 'completed',
        plan: 'completed',
        execute: 'completed',
        verify: 'completed',
        repair: 'pending',
        complete: 'completed',
      },
      criteria: [
        {
          id: 'space',
          statement: '/ below 85 %',
          result: 'pass',
          evidence: [expect.objectContaining({ id: 'e1', figure: '71 %' })],
        },
        {
          id: 'services',
          statement: 'services still running',
          result: 'pass',
          evidence: [expect.objectContaining({ id: 'e2' })],
        },
      ],
      failure: null,
      report: expect.stringContaining('18.4 GB'),
      durationMs: 100_200,
      exitCode: 0,
    })
  })

  test('asks nobody, and holds nothing that a terminal would obey', async () => {
    const { watch, tell, calls, screen } = bench({ json: true })
    const run = asked(planned(story({ text: 'a\x1b[2J\x9b31m\u202eb' })))
    tell(run)
    const done = watch()
    await settle()
    expect(calls.map((call) => call.slice(0, 3))).toEqual([['answer', 'k7m2p9qx', 'deny']])
    tell(
      run.add({
        type: 'run.failed',
        code: 'denied',
        reason: { key: 'engine.denied', params: { step: 'x' } },
        report: '',
      }),
    )
    expect((await done).exitCode).toBe(1)
    const whole = screen.text().join('')
    expect(whole).toContain('\\u009b31m\\u202eb')
    expect(whole).toContain('"failure":{"code":"denied"')
  })
})

describe('a new attempt of a run that has ended', () => {
  test('only what is new is told, on top of what is known', async () => {
    const before = passed()
    const { watch, tell } = bench({ afterSeq: before.events.length })
    const { out, text } = pipe()
    tell(
      before
        .add(
          { type: 'run.queued', reason: 'reverify', by: ALICE },
          { type: 'run.started', attempt: 2 },
          { type: 'phase.started', phase: 'verify', attempt: 2 },
        )
        .evidence('e3', 'space', 'fail', '88 %', 2)
        .add({
          type: 'run.failed',
          code: 'not_passed',
          reason: { key: 'engine.not_passed', params: { failed: 'x' } },
          report: '',
        }),
    )
    expect((await watch({ out })).exitCode).toBe(1)
    expect(text().split('\n')[0]).toBe('  ✗ / below 85 %: 88 % (not met, evidence e3)')
    expect(text()).toContain('❌ Clean up the disk · not passed · attempt 2')
  })
})

test('keys from a stream that ends do no harm', async () => {
  const { watch, tell } = bench()
  const input = Object.assign(new PassThrough(), { isTTY: true })
  const done = watch({ input })
  input.end('zzz')
  tell(passed())
  expect((await done).exitCode).toBe(0)
})
