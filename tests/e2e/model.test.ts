import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { cardOf } from '../../src/bot/card.ts'
import { autohome } from '../helpers/autohome.ts'
import { allMet, answerAll, EXECUTOR, openModelHouse, VERIFIER } from '../helpers/model-house.ts'
import { refuses } from '../helpers/model-server.ts'
import { startOllama } from '../helpers/ollama-server.ts'
import { startOpenAi } from '../helpers/openai-server.ts'
import { calls, command, contains, ends, plans, specs, writes } from '../helpers/thoughts.ts'

it('goes from a request in plain words to a proven file', async () => {
  const file = { path: 'hello.txt', content: 'hi\n', mode: 'overwrite' }
  const house = await openModelHouse({
    executor: [
      specs({ greets: contains('hello.txt', 'hi') }),
      plans(['write', 'write_file', file]),
      writes('hello.txt', 'hi\n'),
      ends('hello.txt is there.'),
    ],
  })
  const { id, view } = await house.ask('create hello.txt containing hi')
  expect(house.fatal).toEqual([])
  expect(view.failure).toBeUndefined()
  expect(house.journal.run(id)).toMatchObject({ status: 'completed', verdict: 'pass' })
  expect(await readFile(join(house.workspace, 'hello.txt'), 'utf8')).toBe('hi\n')
  expect([...view.turns.keys()]).toEqual([
    '1/spec/1',
    '1/plan/1',
    '1/execute/1',
    '1/execute/2',
    '1/verify/judge',
  ])
  expect(view.steps.get('1/write')).toMatchObject({ status: 'completed' })
  expect(view.report).toContain('greets holds')
  await house.close()
})

it('writes a project with a bug, sees its tests fail, mends it, and proves that it holds', async () => {
  const house = await openModelHouse({
    executor: [
      specs({ sums: command('python3 -c "from calc import total; assert total([1, 2]) == 3"') }),
      plans(
        ['code', 'write_file', { path: 'calc.py', content: BUGGY, mode: 'overwrite' }],
        ['tests', 'write_file', { path: 'test_calc.py', content: TESTS, mode: 'overwrite' }, ['code']],
      ),
      writes('calc.py', BUGGY),
      writes('test_calc.py', TESTS),
      ends('The project is done and all its tests pass.'),
      plans(['mend', 'write_file', { path: 'calc.py', content: GOOD, mode: 'overwrite' }]),
      calls('read_file', { path: 'calc.py' }),
      writes('calc.py', GOOD),
      ends('The loop left out the last number; now it does not.'),
    ],
  })
  const asked = answerAll(house, 'approve')
  const { id, view } = await house.ask('write a Python project that adds up numbers, with tests')
  expect(house.fatal).toEqual([])
  expect(view.failure).toBeUndefined()
  expect(house.journal.run(id)).toMatchObject({ status: 'completed', verdict: 'pass', attempt: 2 })

  // A linter and a type checker say what they find where they are installed, and nothing where they are not.
  const proof = view.evidence
    .filter(({ criterionId }) => criterionId !== 'run_lint' && criterionId !== 'run_typecheck')
    .map(({ attempt, criterionId, outcome }) => `${attempt} ${criterionId} ${outcome}`)
  expect(proof.sort()).toEqual([
    '1 run_build pass',
    '1 run_tests fail',
    '1 sums fail',
    '2 run_build pass',
    '2 run_tests pass',
    '2 sums pass',
  ])
  const failed = view.evidence.find(
    ({ criterionId, attempt }) => criterionId === 'run_tests' && attempt === 1,
  )
  expect(failed).toMatchObject({ exitCode: 1, check: { tool: 'run_tests' } })
  expect(failed?.excerpt).toContain('1 failed')

  // One question for all the checks of the run, each of them in it, and none after the repair.
  expect(asked.map(({ callKey }) => callKey)).toEqual(['1/verify/grant'])
  // A linter and a type checker that are installed run plugins of the project's, so that they are asked about too.
  const listed = asked[0]?.body.split('\n') ?? []
  expect(listed.filter((line) => line !== 'mypy .' && line !== 'ruff check .')).toEqual([
    'python3 -c "from calc import total; assert total([1, 2]) == 3"',
    'pytest -q --tb=short',
    'python3 -m py_compile calc.py test_calc.py',
  ])
  const approvals = house.of(id, 'tool_call.started').filter(({ approval }) => approval === asked[0]?.id)
  expect(approvals).toHaveLength(2 * listed.length)

  // What went back to the executor: what failed, what was seen, and what it had tried.
  const mending = house
    .prompts(EXECUTOR)
    .find((text) => text.includes('do not hold') || text.includes('does not hold'))
  expect(mending).toContain('assert total([1, 2]) == 3')
  expect(mending).toContain('1.1 write_file')
  // The judge has the evidence and what was changed, and not a word of the executor's own.
  const [judged] = house.prompts(VERIFIER)
  expect(judged).toContain('run_tests · pass')
  expect(judged).toContain('write_file')
  expect(judged).not.toContain('The project is done')
  expect(judged).not.toContain('The loop left out')
  expect(house.journal.audit(id).ok).toBe(true)

  const card = cardOf(view, { locale: 'en', now: view.lastAt })
  expect(card.state).toBe('passed')
  expect(card.criteria.map(({ statement, result }) => `${statement} ${result}`)).toEqual(
    expect.arrayContaining(['sums holds pass', 'the tests pass pass', 'it builds pass']),
  )
  await house.close()
})

const BUGGY = `def total(numbers):
    result = 0
    for number in numbers[:-1]:
        result += number
    return result
`
const GOOD = BUGGY.replace('numbers[:-1]', 'numbers')
const TESTS = `from calc import total


def test_total():
    assert total([1, 2, 3]) == 6


def test_nothing():
    assert total([]) == 0
`

describe('the program itself', () => {
  const EXECUTOR_MODEL = 'worker:1b'
  const env = { EXECUTOR_MODEL, VERIFIER_MODEL: 'judge:1b' }

  it('does what no workflow covers, with the models it is told of', async () => {
    const file = { path: 'hello.txt', content: 'hi\n', mode: 'overwrite' }
    const answers = [
      specs({ greets: contains('hello.txt', 'hi') }),
      plans(['write', 'write_file', file]),
      writes('hello.txt', 'hi\n'),
      ends('hello.txt is there.'),
    ]
    const server = await startOllama((request) =>
      request.body.model === EXECUTOR_MODEL ? (answers.shift() ?? ends()) : allMet(request),
    )
    onTestFinished(() => server.close())
    const program = autohome({ ...env, OLLAMA_HOST: server.address, MODEL_KEEP_MIN: '45' })
    const { code, out, err } = await program.spawn(['run', 'create hello.txt containing hi'])
    expect(err).toBe('')
    expect(out).toContain('greets holds')
    expect(code).toBe(0)
    expect(await readFile(join(program.directory, 'workspace', 'hello.txt'), 'utf8')).toBe('hi\n')
    expect(server.questions()[0]?.body.options?.['num_ctx']).toBe(16_384)
    expect(server.questions()[0]?.body['keep_alive']).toBe('45m')
  })

  it('says in one clear answer what is missing', async () => {
    const { code, out } = await autohome(env).spawn(['run', 'create hello.txt containing hi'])
    expect(code).toBe(1)
    expect(out).toContain('No workflow fits this. No model answers: tried worker:1b at http://127.0.0.1:9')
    expect(out).toContain('Start it with `ollama serve`')
  })

  it('asks the models that stand in for the first, in order, and the doctor knows them all', async () => {
    const server = await startOllama(({ body }) => refuses(404, `model '${body.model}' not found`))
    onTestFinished(() => server.close())
    const models = { EXECUTOR_MODEL: 'big:70b,small:7b,tiny:1b', OLLAMA_HOST: server.address }
    const program = autohome({ ...env, ...models })
    const running = program.start('run', 'create hello.txt containing hi')
    await server.question(3)
    running.child.kill('SIGKILL')
    expect(server.questions().map(({ body }) => body.model)).toEqual(['big:70b', 'small:7b', 'tiny:1b'])
    const { out } = await program.spawn(['doctor'])
    expect(out).toContain('tiny:1b')
  })

  it('says which model judged, and that it is the one that did the work', async () => {
    const file = { path: 'hello.txt', content: 'hi\n', mode: 'overwrite' }
    const answers = [
      specs({ greets: contains('hello.txt', 'hi') }),
      plans(['write', 'write_file', file]),
      writes('hello.txt', 'hi\n'),
      ends('hello.txt is there.'),
    ]
    const server = await startOllama((request) => {
      if (request.body.model === 'judge:1b') return refuses(404, "model 'judge:1b' not found")
      return answers.shift() ?? allMet(request)
    })
    onTestFinished(() => server.close())
    const program = autohome({
      ...env,
      VERIFIER_MODEL: `judge:1b,${EXECUTOR_MODEL}`,
      OLLAMA_HOST: server.address,
    })
    const { code, out } = await program.spawn(['run', 'create hello.txt containing hi'])
    expect(code).toBe(0)
    expect(out).toContain('Judged by worker:1b, the same model that did the work.')
    expect(server.questions().map(({ body }) => body.model)).toContain('judge:1b')
  })

  it('takes an OpenAI-compatible server first, and Ollama when it fails', async () => {
    const openai = await startOpenAi([{ status: 500, error: 'out of memory' }])
    const ollama = await startOllama([refuses(401, 'not for you')])
    onTestFinished(async () => {
      await openai.close()
      await ollama.close()
    })
    const servers = { OPENAI_BASE_URL: `${openai.address}/v1`, OLLAMA_HOST: ollama.address }
    const { code, out } = await autohome({ ...env, ...servers }).spawn([
      'run',
      'create hello.txt containing hi',
    ])
    expect(code).toBe(1)
    expect(openai.questions().length).toBeGreaterThan(0)
    expect(ollama.questions()).toHaveLength(1)
    expect(out).toContain('The model worker:1b at')
  })
})
