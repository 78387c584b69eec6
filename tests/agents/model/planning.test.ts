import { readdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { RunView } from '../../../src/domain/run-view.ts'
import { EXECUTOR, openModelHouse } from '../../helpers/model-house.ts'
import { type Reply, says, saysJson } from '../../helpers/model-server.ts'
import { calls, command, contains, ends, plans, specs, writes } from '../../helpers/thoughts.ts'

const FILE = { path: 'a.txt', content: 'yes\n', mode: 'overwrite' }
const SPEC = specs({ there: contains('a.txt', 'yes') })
const PLAN = plans(['write', 'write_file', FILE])
const WORK = [writes('a.txt', 'yes\n'), ends()]

/** A run that passes in the end, with these answers before its spec, and between its spec and its plan. */
async function run(beforeSpec: readonly Reply[], beforePlan: readonly Reply[] = []) {
  const house = await openModelHouse({ executor: [...beforeSpec, SPEC, ...beforePlan, PLAN, ...WORK] })
  const { view } = await house.ask()
  await house.close()
  expect(house.fatal).toEqual([])
  return { view, prompts: house.prompts(EXECUTOR) }
}

/** One that ends with its SPEC. */
async function refused(answers: readonly Reply[]): Promise<RunView> {
  const house = await openModelHouse({ executor: answers })
  const { view } = await house.ask()
  expect(await readdir(house.workspace)).toEqual([])
  await house.close()
  return view
}

const passes = (view: RunView) =>
  expect(view).toMatchObject({ status: 'completed', verdict: { result: 'pass' } })

describe('SPEC', () => {
  it('is told that a check names a tool that does not exist, and which one is meant', async () => {
    const { view, prompts } = await run([specs({ there: { ...contains('a.txt', 'yes'), tool: 'read_fil' } })])
    passes(view)
    expect(prompts[1]).toContain('there is no tool "read_fil", did you mean "read_file"?')
  })

  it('is told that the arguments of a check have the wrong type', async () => {
    const { view, prompts } = await run([specs({ there: { tool: 'read_file', args: { path: 7 } } })])
    passes(view)
    expect(prompts[1]).toMatch(/there: read_file: .*path/)
  })

  it('is told that an expression is not JSONata', async () => {
    const { view, prompts } = await run([
      specs({ there: { ...contains('a.txt', 'x'), expect: 'text ==== 1' } }),
    ])
    passes(view)
    expect(prompts[1]).toContain('text ==== 1: ')
  })

  it.each(['true', '1 = 1', '$not(false)', '"yes" in ["yes"]'])(
    'takes no check that is always true: %s',
    async (always) => {
      const { view, prompts } = await run([specs({ there: { ...contains('a.txt', 'x'), expect: always } })])
      passes(view)
      expect(prompts[1]).toContain('always the same, whatever the result, proves nothing')
    },
  )

  it('takes no check that changes something', async () => {
    const { view, prompts } = await run([specs({ there: { tool: 'write_file', args: FILE } })])
    passes(view)
    expect(prompts[1]).toContain('a check only looks')
    expect(view.calls.has('1/verify/there')).toBe(true)
  })

  it('ends with an incident where no criterion can be checked, however often it is asked', async () => {
    const view = await refused([specs({ a: undefined }), specs({ a: undefined }), specs({ a: undefined })])
    expect(view.failure).toMatchObject({ code: 'model' })
    expect(view.incidents).toMatchObject([{ reason: 'model_answer_unusable', operation: 'spec' }])
    expect(JSON.stringify(view.failure?.reason)).toContain('no criterion has a check')
  })

  it('gives criteria ids of one form, each once', async () => {
    const check = contains('a.txt', 'yes')
    const house = await openModelHouse({
      executor: [specs({ 'AC 1': check, 'ac-1': check, 'É!': check, grant: check }), PLAN, ...WORK],
    })
    const { view } = await house.ask()
    await house.close()
    expect(view.spec?.acceptance.map(({ id }) => id)).toEqual(['ac-1', 'ac-1-2', 'e', 'grant-2'])
    passes(view)
  })

  it('reads arguments that were written as a text, and a spec in a fence of code', async () => {
    const inText = JSON.stringify({ path: 'a.txt' })
    const spec = {
      objective: 'o',
      acceptance: [{ id: 'there', statement: 's', check: { tool: 'read_file', args: inText, expect: '' } }],
    }
    const fenced = says(`Sure:\n\`\`\`json\n${JSON.stringify({ thought: 't', spec })}\n\`\`\``)
    const house = await openModelHouse({ executor: [fenced, PLAN, ...WORK] })
    const { view } = await house.ask()
    await house.close()
    passes(view)
    expect(view.spec?.acceptance[0]?.check).toEqual({ tool: 'read_file', args: { path: 'a.txt' } })
  })

  it('looks first, by calls that are journaled and judged', async () => {
    const { view, prompts } = await run([calls('execute_command', { command: 'echo hello' })])
    passes(view)
    expect(view.calls.get('1/spec/1')).toMatchObject({ outcome: 'succeeded', access: 'read' })
    expect(prompts[1]).toContain('hello')
  })

  it('changes nothing while it looks', async () => {
    const { view, prompts } = await run([
      writes('early.txt', 'x'),
      calls('execute_command', { command: 'rm -rf a.txt' }),
    ])
    passes(view)
    expect(view.calls.has('1/spec/1')).toBe(false)
    expect(prompts[1]).toContain('write_file: denied (E_DENIED)')
    expect(prompts[2]).toContain('execute_command: denied (E_DENIED)')
    expect([...view.questions.values()]).toEqual([])
  })

  it('looks only so often', async () => {
    const look = calls('list_directory', { path: '.' })
    const { view, prompts } = await run([look, look, look])
    passes(view)
    expect(prompts[3]).toContain('You have looked often enough')
    expect(prompts[3]).not.toContain('"action"]')
  })
})

describe('PLAN', () => {
  it('is told of steps that wait for each other, and of tools and arguments that do not exist', async () => {
    const { view, prompts } = await run(
      [],
      [
        plans(['one', 'write_file', FILE, ['two']], ['two', 'write_file', FILE, ['one']]),
        plans(['one', 'make_coffee', {}]),
      ],
    )
    passes(view)
    expect(prompts[2]).toContain('one depends on "two", which is no step before it')
    expect(prompts[3]).toContain('there is no tool "make_coffee"')
  })

  it('ends with an incident where it stays wrong', async () => {
    const wrong = plans(['one', 'write_file', { path: true }])
    const view = await refused([SPEC, wrong, wrong, wrong])
    expect(view.incidents).toMatchObject([{ reason: 'model_answer_unusable', operation: 'plan' }])
    expect(view.report).toContain('Ended before its time')
    expect(view.report).toContain('there holds')
  })

  it('takes no empty one', async () => {
    const { view, prompts } = await run([], [saysJson({ thought: 'nothing', plan: { steps: [] } })])
    passes(view)
    expect(prompts[2]).toContain('plan.steps')
  })
})

it('says all of it in French to whoever asks in French', async () => {
  const house = await openModelHouse({ executor: [specs({ la: command('test -f a.txt') }), PLAN, ...WORK] })
  const { view } = await house.ask('crée a.txt', { locale: 'fr' })
  await house.close()
  passes(view)
  expect(view.report).toContain('Prouvé :')
  expect(house.prompts(EXECUTOR)[0]).toContain('Le propriétaire demande :\ncrée a.txt')
})
