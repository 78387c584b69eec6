import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { chat } from '../../../src/bot/console/chat.ts'
import type { ChatOptions } from '../../../src/bot/console/chat-options.ts'
import { manualClock, settle } from '../../helpers/clock.ts'
import { ALICE, approval, passed, planned, RUN, START, type Story, story } from '../../helpers/story.ts'
import { keyboard, terminal } from '../../helpers/terminal.ts'
import { toldEngine } from '../../helpers/told-engine.ts'

const WORKFLOWS = [
  {
    name: 'disk-cleanup',
    title: 'Clean up the disk',
    description: '',
    examples: ['clean up the disk'],
    params: [],
  },
]
const OTHER = '01KAHW6Q90ZT3V9M5N7P2R4S6Y'

function bench(options: Partial<ChatOptions> = {}, size: [number, number] = [80, 40]) {
  const told = toldEngine(WORKFLOWS)
  const clock = manualClock(START)
  const screen = terminal(...size)
  const keys = keyboard()
  const sent = new Map<string, number>()
  const tell = (run: Story) => {
    told.tell(run.runId, ...run.events.slice(sent.get(run.runId) ?? 0))
    sent.set(run.runId, run.events.length)
  }
  const done = chat(
    told.engine,
    { out: screen.out, input: keys.input, env: { TERM: 'xterm', NO_COLOR: '1' } },
    { locale: 'en', clock, actor: ALICE, version: '0.1.0', thread: 'console:1', timeZone: 'UTC', ...options },
  )
  /** Time for what was typed or told to be answered and drawn; more than a second, so that nobody is writing any more. */
  const seen = async (ms = 1_200) => {
    await settle()
    await clock.advance(ms)
    return screen.text()
  }
  const leave = async () => {
    keys.type('\x04')
    return done
  }
  return { ...told, told, clock, screen, keys, tell, done, seen, leave }
}
const asked = (begun: Story, more: Parameters<typeof approval>[2] = {}) => {
  const question = approval(begun.runId, begun.now(), more)
  return begun.add({ type: 'question.opened', question }, { type: 'run.waiting', questionId: question.id })
}

describe('on a terminal', () => {
  test('greets, answers small talk, leaves with Ctrl-D and gives the terminal back', async () => {
    const { seen, keys, leave, screen } = bench()
    expect(await seen()).toEqual([
      'Autohome 0.1.0 looks after this machine.',
      'Ask for something, or type help. Ctrl-D leaves.',
      '',
      '›',
    ])
    expect(screen.cursor()).toEqual({ row: 3, column: 2, shown: true })
    keys.type('bonjour\r')
    expect(await seen()).toContain('Hello. Tell me what to look at, or type help.')
    expect(screen.text()).toContain('› bonjour')
    expect(await leave()).toBe(0)
    expect(screen.text().at(-1)).toBe('Goodbye.')
    expect(screen.cursor().shown).toBe(true)
    expect(keys.modes).toEqual([true, false])
  })

  test('words go to the run on the screen where a model thinks, and begin a new run otherwise', async () => {
    const { seen, keys, leave, tell, calls, onSubmit } = bench()
    const [first, second] = [story({ text: 'write a script' }), story({ text: 'clean up' }, OTHER)]
    onSubmit(() => {
      tell(first.add({ type: 'run.started', attempt: 1 }))
      return RUN
    })
    keys.type('write a script\r')
    await seen()
    keys.type('in Python, please\r')
    await seen()
    expect(calls.at(-1)).toEqual(['steer', RUN, 'in Python, please', ALICE])
    tell(first.add({ type: 'run.completed', unproven: false, report: '' }))
    await seen()
    onSubmit(() => {
      tell(planned(second))
      return OTHER
    })
    keys.type('clean up the disk\r')
    await seen()
    keys.type('list what is large\r')
    await seen()
    expect(calls.map(([name]) => name)).toEqual(['submit', 'steer', 'submit', 'submit'])
    await leave()
  })

  test('in French', async () => {
    const { seen, keys, leave, screen } = bench({ locale: 'fr' })
    keys.type('merci !\r')
    expect(await seen()).toContain('Je vous en prie.')
    await leave()
    expect(screen.text().at(-1)).toBe('Au revoir.')
  })

  test('speaks the language that was typed last, where nobody chose one', async () => {
    const { seen, keys, leave, screen, tell, calls, onSubmit } = bench({ languageSet: false })
    onSubmit((request) => {
      tell(planned(story(request)))
      return RUN
    })
    keys.type("nettoie le disque s'il te plaît\r")
    expect((await seen()).join('\n')).toContain('Vérification')
    expect(calls[0]).toMatchObject(['submit', { locale: 'fr' }])
    keys.type('/orchestrate run coffee\r')
    expect((await seen()).join(' ')).toContain('Je ne connais pas de travail')
    keys.type('thank you\r')
    expect(await seen()).toContain('You are welcome.')
    await leave()
    expect(screen.text().at(-1)).toBe('Goodbye.')
  })

  test('a chosen language stays, whatever is typed', async () => {
    const { seen, keys, leave } = bench({ languageSet: true })
    keys.type('merci !\r')
    expect(await seen()).toContain('You are welcome.')
    await leave()
  })

  test('a request becomes a card that moves above the line to type in', async () => {
    const { seen, keys, tell, leave, onSubmit, screen } = bench()
    const run = planned()
    onSubmit(() => {
      tell(run)
      return RUN
    })
    keys.type('clean up the disk\r')
    const text = await seen()
    expect(text.join('\n')).toContain('› clean up the disk\n\n🔧 Clean up the disk')
    expect(text.at(-1)).toBe('›')
    keys.type('half a wo')
    tell(run.begin('prune'))
    expect((await seen()).at(-1)).toBe('› half a wo')
    expect(screen.text().filter((held) => held.includes('Clean up the disk'))).toHaveLength(1)
    tell(passed(run.finish('prune', 10).step('vacuum', 20).step('again', 30)))
    const after = await seen()
    expect(after).toContain(`/orchestrate show ${RUN}     see everything`)
    expect(after.at(-1)).toBe('› half a wo')
    keys.type('\x15')
    await leave()
  })

  test('commands, errors and lists', async () => {
    const { seen, keys, leave } = bench()
    keys.type('/orchestrate run coffee\r')
    expect(await seen()).toContain('I know no job “coffee”. “workflows” lists them.')
    keys.type('workflows\r')
    expect(await seen()).toContain('  disk-cleanup   Clean up the disk')
    keys.type('/help\r')
    const help = await seen()
    expect(help).toContain('  clean up the disk   disk-cleanup')
    expect(help).toContain('  Run the tests of this project and fix what fails')
    expect(help.every((line) => line.length <= 79)).toBe(true)
    await leave()
  })

  test('the arrow keys bring back what was typed, pasted line ends send nothing', async () => {
    const { seen, keys, leave, calls } = bench({ history: ['yesterday'] })
    keys.type('merci\r')
    await seen()
    keys.type('\x1b[A')
    expect((await seen()).at(-1)).toBe('› merci')
    keys.type('\x1b[A')
    expect((await seen()).at(-1)).toBe('› yesterday')
    keys.type('\x1b[B\x1b[B')
    expect((await seen()).at(-1)).toBe('›')
    keys.type('\x1b[200~check\rthe disk\x1b[201~')
    expect((await seen()).at(-1)).toBe('› check the disk')
    expect(calls).toEqual([])
    keys.type('\x01\x04\x04')
    expect((await seen()).at(-1)).toBe('› eck the disk')
    keys.type('\x03')
    expect((await seen()).at(-1)).toBe('›')
    await leave()
  })
})

describe('a question in the chat', () => {
  const withQuestion = async () => {
    const held = bench()
    const run = planned()
    held.onSubmit(() => {
      held.tell(run)
      return RUN
    })
    held.keys.type('clean up the disk\r')
    await held.seen()
    await held.seen()
    held.tell(asked(run))
    const text = await held.seen()
    return { ...held, run, text }
  }

  test('is answered by key', async () => {
    const { text, keys, seen, calls, leave, tell, run } = await withQuestion()
    expect(text.at(-1)).toBe('[a] approve   [d] deny…   [v] show everything   Esc to write')
    expect(text).toContain('docker image prune --all --force --filter until=168h')
    keys.type('a')
    await seen()
    expect(calls.slice(1)).toEqual([['answer', 'k7m2p9qx', 'approve', ALICE, undefined]])
    const answer = { option: 'approve', by: ALICE, at: run.now() }
    tell(run.add({ type: 'question.answered', questionId: 'k7m2p9qx', answer }, { type: 'run.resumed' }))
    const after = await seen()
    expect(after).toContain('✓ Approved by alice at 14:00')
    expect(after.at(-1)).toBe('›')
    await leave()
  })

  test('denied with a reason', async () => {
    const { keys, seen, calls, leave } = await withQuestion()
    keys.type('d')
    await seen()
    keys.type('ad nauseam\r')
    await seen()
    expect(calls.slice(1)).toEqual([['answer', 'k7m2p9qx', 'deny', ALICE, 'ad nauseam']])
    await leave()
  })

  test('a word that begins with a letter of the question is a word', async () => {
    const { keys, seen, calls, screen, leave } = await withQuestion()
    keys.type('analyse')
    await seen()
    expect(screen.text().slice(-2)).toEqual(['Tab to answer the question', '› analyse'])
    expect(calls.slice(1)).toEqual([])
    keys.type('\x15oui\r')
    await seen()
    expect(calls.slice(1)).toEqual([['answer', 'k7m2p9qx', 'approve', ALICE, undefined]])
    expect(screen.text()).toContain('Understood: Approve.')
    await leave()
  })

  test('Tab comes back to it, Enter makes a letter act at once', async () => {
    const { keys, seen, calls, leave } = await withQuestion()
    keys.type('zoo\x15\t')
    expect((await seen()).at(-1)).toContain('[a] approve')
    keys.type('a\r')
    await settle()
    expect(calls.slice(1)).toEqual([['answer', 'k7m2p9qx', 'approve', ALICE, undefined]])
    await leave()
  })

  test('does not take the keys from somebody who is writing', async () => {
    const { keys, seen, tell, calls, leave, onSubmit } = bench()
    const run = planned()
    onSubmit(() => {
      tell(run)
      return RUN
    })
    keys.type('clean up\r')
    await seen()
    keys.type('a')
    tell(asked(run))
    await seen(200)
    keys.type('a')
    expect((await seen()).at(-1)).toBe('› aa')
    expect(calls).toHaveLength(1)
    keys.type('\x15')
    await leave()
  })

  test('is dropped when its run ends', async () => {
    const { seen, tell, run, leave } = await withQuestion()
    tell(run.add({ type: 'run.cancelled', by: ALICE }))
    expect((await seen()).at(-1)).toBe('›')
    await leave()
  })

  test('Ctrl-C cancels the run on the screen', async () => {
    const { keys, seen, calls, leave } = await withQuestion()
    keys.type('\x03')
    await seen()
    expect(calls.slice(1)).toEqual([['cancel', RUN, ALICE, undefined]])
    keys.type('\x1b')
    await new Promise((resolve) => keys.input.once('keypress', resolve))
    await leave()
  })
})

describe('runs in the background', () => {
  test('tell in one line that they began and ended, and their questions are asked', async () => {
    const { seen, tell, keys, calls, leave } = bench()
    await seen()
    const run = planned(story({}, OTHER))
    tell(run)
    expect(await seen()).toContain(`⏳ clean up the disk · queued · run ${OTHER}`)
    tell(asked(run))
    const text = await seen()
    expect(text).toContain('Clean up the disk asks: docker image prune --all --force --filter until=168h')
    expect(text.at(-1)).toContain('[a] approve')
    keys.type('a')
    await seen()
    expect(calls).toEqual([['answer', 'k7m2p9qx', 'approve', ALICE, undefined]])
    const answer = { option: 'approve', by: ALICE, at: run.now() }
    tell(run.add({ type: 'question.answered', questionId: 'k7m2p9qx', answer }, { type: 'run.resumed' }))
    expect(await seen()).toContain('✓ Approved by alice at 14:00')
    tell(passed(run.step('prune', 10).step('vacuum', 20).step('again', 30)))
    expect(await seen()).toContain(`✅ Clean up the disk · passed · run ${OTHER}`)
    await leave()
  })

  test('a new attempt takes the screen with what is known of the run', async () => {
    const { seen, tell, keys, told: engine, leave } = bench()
    const run = passed()
    tell(run)
    keys.type(`verify ${RUN}\r`)
    await seen()
    expect(engine.calls).toEqual([['reverify', RUN, ALICE]])
    tell(
      run.add(
        { type: 'run.queued', reason: 'reverify', by: ALICE },
        { type: 'run.started', attempt: 2 },
        { type: 'phase.started', phase: 'verify', attempt: 2 },
      ),
    )
    expect((await seen()).join('\n')).toContain('Clean up the disk')
    await leave()
  })

  test('a second request takes the screen, the first goes on behind it', async () => {
    const { seen, tell, keys, onSubmit, screen, leave } = bench()
    const first = planned()
    const second = planned(story({ text: 'again' }, OTHER))
    onSubmit(({ text }) => {
      const run = text === 'again' ? second : first
      tell(run)
      return run.runId
    })
    keys.type('clean up the disk\r')
    await seen()
    keys.type('again\r')
    const text = await seen()
    expect(text.join('\n')).toContain(`run ${OTHER}`)
    tell(first.add({ type: 'run.cancelled', by: ALICE }))
    expect(await seen()).toContain(`🚫 Clean up the disk · cancelled · run ${RUN}`)
    await leave()
    expect(screen.text().slice(-2)).toEqual(['1 run is still under way.', 'Goodbye.'])
  })

  test('questions that were open before are asked again', async () => {
    const told = toldEngine(WORKFLOWS)
    told.tell(OTHER, ...asked(planned(story({}, OTHER))).events)
    const clock = manualClock(START)
    const screen = terminal()
    const keys = keyboard()
    const stop = new AbortController()
    const done = chat(
      told.engine,
      { out: screen.out, input: keys.input, env: { TERM: 'xterm' } },
      { locale: 'en', clock, actor: ALICE, version: '1', thread: 'x', timeZone: 'UTC', signal: stop.signal },
    )
    await settle()
    expect(screen.text().at(-1)).toContain('[a] approve')
    stop.abort()
    expect(await done).toBe(0)
  })
})

test('Ctrl-C with nothing to cancel says how to leave, and leaves when pressed again', async () => {
  const { seen, keys, done, screen } = bench()
  await seen()
  keys.type('\x03')
  await seen()
  expect(screen.text().filter((text) => text.startsWith('Ask for something'))).toHaveLength(2)
  keys.type('\x03')
  expect(await done).toBe(0)
})

test('a fault ends the chat with its error and gives the terminal back', async () => {
  const { seen, keys, done, engine, screen } = bench()
  await seen()
  engine.status = async () => {
    throw new TypeError('bug')
  }
  const ended = expect(done).rejects.toThrow('bug')
  keys.type('!status\r')
  await ended
  expect(screen.cursor().shown).toBe(true)
  expect(keys.modes.at(-1)).toBe(false)
})

describe('from a pipe', () => {
  const piped = async (lines: string, tellRun: (run: Story) => Story, more: Partial<ChatOptions> = {}) => {
    const told = toldEngine(WORKFLOWS)
    told.onSubmit(() => {
      told.tell(RUN, ...tellRun(planned()).events)
      return RUN
    })
    const input = new PassThrough()
    input.end(lines)
    const text: string[] = []
    const exitCode = await chat(
      told.engine,
      { out: { write: (part) => text.push(part) > 0 }, input, env: {} },
      { locale: 'en', clock: manualClock(START), actor: ALICE, version: '1', thread: 'x', ...more },
    )
    return { exitCode, text: text.join('') }
  }
  const succeed = (run: Story) => passed(run.step('prune', 10).step('vacuum', 20).step('again', 30))

  test('each line is answered in its own language where nobody chose one', async () => {
    const { text } = await piped('bonjour\nnettoie le disque\nthanks\n', succeed, { languageSet: false })
    expect(text).toMatch(/^Bonjour[\s\S]*· réussi[\s\S]*You are welcome\.\n$/)
  })

  test('each line in turn, each run to its end', async () => {
    const { exitCode, text } = await piped('hello\n\nclean up the disk\nthanks\n', succeed)
    expect(exitCode).toBe(0)
    expect(text).toMatch(/^Hello\. [\s\S]*✅ Clean up the disk · passed[\s\S]*You are welcome\.\n$/)
  })
  test('a run that does not pass, or a command that is wrong, is the exit code', async () => {
    expect((await piped('x\n', (run) => run.add({ type: 'run.cancelled', by: ALICE }))).exitCode).toBe(1)
    expect((await piped('!run\n', succeed)).exitCode).toBe(1)
    expect((await piped('', succeed)).exitCode).toBe(0)
  })
})
