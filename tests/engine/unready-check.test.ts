import { expect, it } from 'vitest'
import { openHouse } from '../helpers/house.ts'
import { commandStep, workflowText } from '../helpers/workflow-text.ts'

it('a check that cannot be made says why, and proves nothing', async () => {
  const odd = workflowText('odd', {
    steps: commandStep('look', 'true'),
    acceptance: `  - id: there
    statement: { en: it is there, fr: c'est là }
    check: { tool: read_file, args: { path: "notes/\${$steps.look.nothing}" } }
  - id: so
    statement: { en: it is so, fr: c'est ainsi }
    check: { tool: execute_command, args: { command: "true" } }`,
  })
  const house = await openHouse({ workflows: { odd } })
  const runId = await house.run('odd')
  const [unready, made] = house
    .of(runId, 'evidence.recorded')
    .map(({ evidence }) => evidence)
    .sort((a, b) => b.criterionId.localeCompare(a.criterionId))
  expect(made).toMatchObject({ criterionId: 'so', outcome: 'pass' })
  expect(unready).toMatchObject({
    criterionId: 'there',
    outcome: 'inconclusive',
    why: { en: expect.stringMatching(/^its arguments are incomplete: .*nothing/), fr: expect.any(String) },
  })
  const [verdict] = house.of(runId, 'verdict.reached')
  expect(verdict?.verdict).toMatchObject({
    result: 'inconclusive',
    criteria: [{ criterionId: 'there', result: 'inconclusive', why: unready?.why }, { result: 'pass' }],
  })
  expect(house.of(runId, 'tool_call.requested').map(({ callKey }) => callKey)).not.toContain('1/verify/there')
})

it('a check that tells nothing on this machine is skipped, and a run of nothing else has proved nothing', async () => {
  const check = (id: string, expected: string) => `  - id: ${id}
    statement: { en: ${id}, fr: ${id} }
    check: { tool: execute_command, args: { command: "true" }, expect: '${expected}', figure: stdout }`
  const house = await openHouse({
    workflows: {
      some: workflowText('some', {
        acceptance: [check('a', 'exitCode = 0'), check('b', '"skip"')].join('\n'),
      }),
      none: workflowText('none', { acceptance: check('b', '"skip"') }),
    },
  })
  const some = await house.run('some')
  expect(house.of(some, 'verdict.reached')[0]?.verdict).toMatchObject({
    result: 'pass',
    criteria: [{ result: 'pass' }, { result: 'skipped', why: { key: 'engine.check_skipped' } }],
  })
  const skipped = house.of(some, 'evidence.recorded').find(({ evidence }) => evidence.criterionId === 'b')
  expect(skipped?.evidence.figure).toBeUndefined()
  const none = await house.run('none')
  expect(house.of(none, 'verdict.reached')[0]?.verdict.result).toBe('inconclusive')
  expect(house.journal.run(none)?.status).toBe('failed')
})
