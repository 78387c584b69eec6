import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type HouseOptions, OWNER } from '../../helpers/house.ts'
import { answerAll, EXECUTOR, type ModelHouseOptions, openModelHouse } from '../../helpers/model-house.ts'
import { type Answering, says, saysJson } from '../../helpers/model-server.ts'
import { calls, command, contains, ends, plans, specs, writes } from '../../helpers/thoughts.ts'

const FILE = { path: 'a.txt', content: 'yes\n', mode: 'overwrite' }
const SPEC = specs({ there: contains('a.txt', 'yes') })
const PLAN = plans(['write', 'write_file', FILE])
const GOOD = writes('a.txt', 'yes\n')

async function acting(turns: readonly Answering[], more: Partial<ModelHouseOptions> & HouseOptions = {}) {
  const house = await openModelHouse({ executor: [SPEC, PLAN, ...turns], ...more })
  const asked = answerAll(house, 'deny')
  const { id, view } = await house.ask()
  await house.close()
  expect(house.fatal).toEqual([])
  return { house, id, view, asked, prompts: house.prompts(EXECUTOR).slice(2) }
}

describe('a turn', () => {
  it('that names a tool that does not exist is refused like any wrong call, and the run goes on', async () => {
    const { view, prompts } = await acting([calls('make_coffee', {}), GOOD, ends()])
    expect(view.calls.get('1/execute/1.1')?.error).toMatchObject({ code: 'E_UNKNOWN_TOOL' })
    expect(prompts[1]).toContain('1.1 make_coffee: failed (E_UNKNOWN_TOOL)')
    expect(view.verdict?.result).toBe('pass')
  })

  it('with arguments of the wrong type is refused with the reason', async () => {
    const { view, prompts } = await acting([calls('write_file', { path: 7, content: [] }), GOOD, ends()])
    expect(view.calls.get('1/execute/1.1')?.error).toMatchObject({ code: 'E_ARGS' })
    expect(prompts[1]).toMatch(/DATA \w+\nwrite_file: .*path/)
    expect(view.verdict?.result).toBe('pass')
  })

  it('with arguments as a text, or with a call and an end at once, is understood', async () => {
    const both = { thought: '', action: 'write_file', args: JSON.stringify(FILE), final: 'done', step: null }
    const { view } = await acting([saysJson(both), ends()])
    expect(view.calls.get('1/execute/1.1')).toMatchObject({ outcome: 'succeeded', stepId: 'write' })
    expect(view.verdict?.result).toBe('pass')
  })

  it('that is neither a call nor an end is asked for again, and counts as what it cost', async () => {
    const { view, prompts } = await acting([saysJson({ thought: 'hm' }), says('I will now'), GOOD, ends()])
    expect(prompts[1]).toContain('one of these fields is needed: action, final')
    expect(prompts[2]).toContain('no JSON in it')
    expect(view.turns.get('1/execute/1')).toMatchObject({ usage: { calls: 3, promptTokens: 33 } })
    expect(view.usage).toMatchObject({ turns: 5, modelCalls: 7 })
    expect(view.verdict?.result).toBe('pass')
  })

  it('that stays unusable ends the run with an incident and what there is', async () => {
    const { view } = await acting([GOOD, says('no'), says('{"thought":'), says('```\nrm -rf /\n```')])
    expect(view.failure).toMatchObject({ code: 'model' })
    expect(view.incidents).toMatchObject([{ reason: 'model_answer_unusable', operation: 'execute' }])
    expect(view.report).toContain('Files written:\n- a.txt')
    expect(view.report).toContain('Not proven:\n- there holds')
  })

  it('that goes round in a circle is not made a third time, and then ends the phase', async () => {
    const same = calls('list_directory', { path: '.' })
    const { view, prompts, id, house } = await acting([same, same, same, same])
    const made = [...view.calls.keys()].filter((key) => key.startsWith('1/execute/'))
    expect(made).toEqual(['1/execute/1.1', '1/execute/2.1'])
    expect(prompts[3]).toContain('exactly the same one 2 times')
    expect(view.incidents[0]).toMatchObject({ reason: 'identical_calls', operation: 'execute', value: 4 })
    expect(house.journal.run(id)).toMatchObject({ status: 'failed', verdict: 'fail' })
  })

  it('may repeat a call once something has changed in between', async () => {
    const look = calls('read_file', { path: 'a.txt' })
    const wrong = writes('a.txt', 'no\n')
    const { view } = await acting([wrong, look, look, GOOD, look, look, ends()])
    expect([...view.calls.keys()].filter((key) => key.startsWith('1/execute/'))).toHaveLength(6)
    expect(view.incidents).toEqual([])
    expect(view.verdict?.result).toBe('pass')
  })

  it('without an end in sight is the last of ten', async () => {
    const busy = Array.from({ length: 12 }, (_, n) => calls('list_directory', { path: '.', depth: n + 1 }))
    const { view } = await acting(busy)
    expect([...view.turns.keys()].filter((key) => key.startsWith('1/execute/'))).toHaveLength(10)
    expect(view.incidents[0]).toMatchObject({ reason: 'max_turns_reached', limit: 10 })
    expect(view.phases.execute).toBe('failed')
  })
})

describe('what a call brought', () => {
  const LINES = Array.from({ length: 4_000 }, (_, n) => `line ${n}`).join('\n')

  it('is shown with head and tail, and can be read on by its reference', async () => {
    const { view, prompts } = await acting([
      writes('long.txt', LINES),
      calls('execute_command', { command: 'cat long.txt' }),
      ({ body }) => {
        const said = (body.messages ?? []).map(({ content }) => content).join('\n')
        const ref = /read_output \{"ref":"(\w+)"/.exec(said)
        return calls('read_output', { ref: ref?.[1] ?? '', offset: 20_000, length: 1_000 })
      },
      GOOD,
      ends(),
    ])
    expect(prompts[2]).toContain('line 0\n')
    expect(prompts[2]).toContain('line 3999')
    expect(prompts[2]).not.toContain('line 2150\n')
    const read = view.calls.get('1/execute/3.1')
    expect(read).toMatchObject({ tool: 'read_output', outcome: 'succeeded' })
    expect(prompts[3]).toContain('line 2150\n')
    expect(view.verdict?.result).toBe('pass')
  })

  it('cannot be read by a reference that was not shown', async () => {
    const { view, prompts } = await acting([
      calls('read_output', { ref: 'f'.repeat(64) }),
      calls('read_output', { ref: 'abc' }),
      GOOD,
      ends(),
    ])
    expect(view.calls.has('1/execute/1.1')).toBe(false)
    expect(prompts[1]).toContain('there is no output with the reference ffff')
    expect(prompts[2]).toContain('there is no output with the reference abc')
    expect(view.verdict?.result).toBe('pass')
  })

  it('never makes a prompt longer than the context, and leaves the request and the spec in it', async () => {
    const noisy = Array.from({ length: 7 }, (_, n) => [
      writes(`noise-${n}.txt`, `${n} ${'nothing of interest '.repeat(300)}`),
    ]).flat()
    const contextTokens = 8_192
    const { view, house } = await acting([...noisy, GOOD, ends()], { contextTokens })
    expect(view.verdict?.result).toBe('pass')
    for (const { body } of house.server.questions()) {
      const chars = (body.messages ?? []).reduce((sum, { content }) => sum + content.length, 0)
      expect(chars / 3).toBeLessThan(contextTokens - 2048)
    }
    const last = house.prompts(EXECUTOR).at(-1)
    expect(last).toContain('The owner asks:\ndo the thing')
    expect(last).toContain('- there: there holds')
    expect(last).toContain('What you did before, in short:\n')
    expect(last).toMatch(/1 write_file \{"path":"noise-0.txt".* → succeeded/)
  })

  it('is fitted again where the server says that it was too long after all', async () => {
    let refusedOnce = false
    const tooLong: Answering = () => {
      refusedOnce = true
      return { status: 400, error: 'the input length exceeds the context length' }
    }
    const { view } = await acting([tooLong, GOOD, ends()])
    expect(refusedOnce).toBe(true)
    expect(view.verdict?.result).toBe('pass')
  })
})

it('says what is missing when a context is too small for the work itself', async () => {
  const house = await openModelHouse({ executor: [SPEC, PLAN, GOOD, ends()], contextTokens: 1_024 })
  const { view } = await house.ask()
  await house.close()
  expect(view.incidents).toMatchObject([{ reason: 'model_context_too_small' }])
  expect(house.server.questions()).toEqual([])
})

it('believes no claim of success: what fails is failed, and nothing is mended where nothing can be', async () => {
  const { view } = await acting([
    writes('a.txt', 'no\n'),
    ends('Everything is done and verified. All criteria are met. Verdict: pass.'),
    saysJson({ thought: 'it is fine as it is', plan: { steps: [] } }),
  ])
  expect(view.status).toBe('failed')
  expect(view.failure).toMatchObject({ code: 'not_passed' })
  expect(view.verdict?.criteria.map(({ criterionId, result }) => `${criterionId} ${result}`)).toEqual([
    'there fail',
  ])
  expect(view.report).toContain('Not proven:\n- there holds')
  expect(view.report).toContain('In the words of the model, which prove nothing:\nEverything is done')
})

it('stops repairing where a repair brings exactly the evidence of before', async () => {
  const mend = plans(['again', 'write_file', { ...FILE, content: 'no\n' }])
  const wrong = writes('a.txt', 'no\n')
  const { view } = await acting([wrong, ends(), mend, calls('list_directory', { path: '.' }), ends('mended')])
  expect(view.verdicts.size).toBe(2)
  expect(view.incidents).toMatchObject([{ reason: 'repair_without_progress' }])
})

it('does not look for a way round a no', async () => {
  const { view, asked, house } = await acting(
    [GOOD, calls('execute_command', { command: 'rm -f a.txt' }), ends()],
    {
      executor: [
        specs({ gone: command('test ! -e a.txt') }),
        plans(['remove', 'execute_command', { command: 'rm -f a.txt' }]),
        GOOD,
        calls('execute_command', { command: 'rm -f a.txt' }, { step: 'remove' }),
        ends(),
      ],
    },
  )
  expect(asked).toMatchObject([{ kind: 'approval', body: 'rm -f a.txt' }])
  expect(view.failure).toMatchObject({ code: 'denied' })
  expect(view.verdicts.size).toBe(1)
  expect(await readFile(join(house.workspace, 'a.txt'), 'utf8')).toBe('yes\n')
})

it('what a person ran in the place of a call is told as what ran', async () => {
  const edited = 'echo kept > b.txt'
  const house = await openModelHouse({
    executor: [SPEC, PLAN, calls('execute_command', { command: 'rm -f b.txt' }), GOOD, ends()],
  })
  const follow = house.seen(({ type }) => type === 'question.opened')
  const answered = follow.then(async (event) => {
    if (event.type !== 'question.opened') throw new Error('unreachable')
    await house.seen(({ type }) => type === 'run.waiting')
    await house.engine.answer(event.question.id, 'edit', OWNER, undefined, edited)
  })
  const { view } = await house.ask()
  await answered
  await house.close()
  const prompts = house.prompts(EXECUTOR).slice(2)
  expect(prompts[0]).not.toContain(edited)
  expect(prompts[1]).toContain(`The owner edited the command. What ran instead is: ${edited}`)
  expect(view.calls.get('1/execute/1.1')).toMatchObject({ ran: edited, outcome: 'succeeded' })
})
