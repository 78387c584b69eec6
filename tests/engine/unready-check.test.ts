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
