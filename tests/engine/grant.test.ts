import { describe, expect, it } from 'vitest'
import { viewOf } from '../../src/domain/run-fold.ts'
import { OWNER } from '../helpers/house.ts'
import { answerAll, type ModelHouseOptions, openModelHouse } from '../helpers/model-house.ts'
import { command, ends, plans, specs, writes } from '../helpers/thoughts.ts'

const CODE = 'def one():\n    return 1\n'
const FILE = { path: 'proj/one.py', content: CODE, mode: 'overwrite' }
const RUNS = command('python3 -c "import sys; sys.path.append(\'proj\'); import one; assert one.one() == 1"')

const WORK = [
  specs({ one: RUNS }),
  plans(['write', 'write_file', FILE]),
  writes('proj/one.py', CODE),
  ends(),
] as const
const house = (more: Partial<ModelHouseOptions> = {}) => openModelHouse({ executor: WORK, ...more })

describe('checks that run what a model wrote', () => {
  it('are asked about once, in the directory of the project', async () => {
    const open = await house()
    const asked = answerAll(open, 'approve')
    const { id, view } = await open.ask()
    await open.close()
    expect(view.verdict?.result).toBe('pass')
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({ kind: 'approval', callKey: '1/verify/grant' })
    expect(asked[0]?.options.map((option) => option.id)).toEqual(['approve', 'deny'])
    // No tests are no failure: pytest says so with exit code 5.
    expect(view.evidence.find(({ criterionId }) => criterionId === 'run_tests proj')).toMatchObject({
      outcome: 'pass',
      exitCode: 5,
    })
    const started = open.of(id, 'tool_call.started').filter(({ approval }) => approval !== undefined)
    expect(started.length).toBeGreaterThanOrEqual(4)
    expect(new Set(started.map(({ approval }) => approval))).toEqual(new Set([asked[0]?.id]))
  })

  it('are not made when the answer is no: nothing is proven, nobody is asked again, and nothing repaired', async () => {
    const open = await house()
    const asked = answerAll(open, 'deny')
    const { view } = await open.ask()
    await open.close()
    expect(asked).toHaveLength(1)
    expect(view.verdict?.result).toBe('inconclusive')
    // Linters and type checkers depend on what is installed here; refused, they are skipped.
    const asking = [...view.calls.values()].filter(
      ({ key }) => key.startsWith('1/verify/') && !/run_(lint|typecheck)/.test(key),
    )
    expect(asking.map((call) => call.outcome)).toEqual(['denied', 'denied', 'denied'])
    expect(view.verdicts.size).toBe(1)
  })

  it('wait for an answer across a restart, and are not asked about again when VERIFY is made once more', async () => {
    const first = await house()
    const { runId } = await first.engine.submit({ text: 'do it', locale: 'en', actor: OWNER, thread: 't' })
    const opened = await first.seen((event) => event.type === 'question.opened')
    await first.close()
    if (opened.type !== 'question.opened') throw new Error('no question')

    const second = await house({ home: first.home, executor: [] })
    await second.engine.answer(opened.question.id, 'approve', OWNER)
    await second.idle()
    expect(second.journal.run(runId)).toMatchObject({ status: 'completed', verdict: 'pass' })
    expect(viewOf(runId, second.events(runId)).questions.size).toBe(1)

    // The grant holds for the run: the same checks again, unasked.
    await second.engine.reverify(runId, OWNER)
    await second.idle()
    await second.close()
    const view = viewOf(runId, second.events(runId))
    expect(view).toMatchObject({ status: 'completed', attempt: 2 })
    expect(view.questions.size).toBe(1)
  })

  it('are asked about when they are not the same to the byte', async () => {
    const changed = writes('proj/two.py', 'def two():\n    return 3\n')
    const open = await house({
      executor: [
        specs({ one: command("grep -q 'return 2' proj/two.py") }),
        WORK[1],
        changed,
        ends(),
        plans(['again', 'write_file', { ...FILE, path: 'proj/three.py' }]),
        writes('proj/three.py', 'x = 1\n'),
        writes('proj/two.py', 'def two():\n    return 2\n'),
        ends(),
      ],
    })
    const asked = answerAll(open, 'approve')
    const { view } = await open.ask()
    await open.close()
    expect(view.verdict?.result).toBe('pass')
    // The build now names another file, so it is another command; the tests are the same and not asked about again.
    expect(asked.map(({ callKey, body }) => [callKey, body.split('\n')])).toEqual([
      ['1/verify/grant', ['pytest -q --tb=short', 'python3 -m py_compile two.py', 'mypy .']],
      ['2/verify/grant', ['python3 -m py_compile three.py two.py']],
    ])
  })
})
