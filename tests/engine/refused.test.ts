import { expect, it } from 'vitest'
import { openHouse, OWNER, type TestHouse } from '../helpers/house.ts'
import { commandStep, workflowText } from '../helpers/workflow-text.ts'

const asking = workflowText('asking', {
  steps: [
    commandStep('one', 'touch /srv/autohome-one', 'optional: true'),
    commandStep('two', 'touch /srv/autohome-two', 'optional: true, dependsOn: [one]'),
  ].join('\n'),
})
const workflows = {
  asking,
  half: asking
    .replace('name: asking', 'name: half')
    .replaceAll('asking ', 'half ')
    .replace('touch /srv/autohome-one', 'chmod 700 .'),
}

/** Answers the questions of a run in the order in which they come. */
async function answered(house: TestHouse, workflow: string, options: readonly string[], more = {}) {
  const runId = await house.begin(workflow, more)
  for (const [i, option] of options.entries()) {
    await house.seen((event) => house.of(runId, 'question.opened').length > i && event.runId === runId)
    const { question } = house.of(runId, 'question.opened')[i] ?? {}
    await house.engine.answer(question?.id ?? '', option, OWNER, option === 'deny' ? 'no.' : undefined)
  }
  await house.idle()
  return runId
}

it('a run whose every approval was denied has not passed, although no step was needed and its checks hold', async () => {
  const house = await openHouse({ workflows })
  const runId = await answered(house, 'asking', ['each', 'deny', 'deny'])
  expect(house.of(runId, 'run.failed')).toMatchObject([{ code: 'denied' }])
  const [verdict] = house.of(runId, 'verdict.reached')
  expect(verdict?.verdict).toMatchObject({
    result: 'fail',
    criteria: [{ result: 'pass' }],
    reasons: [
      { key: 'engine.step_denied', params: { step: 'one', error: 'no' } },
      { key: 'engine.step_denied', params: { step: 'two', error: 'no' } },
    ],
  })
  expect(house.of(runId, 'plan.set')).toHaveLength(1)
  const executed = house.of(runId, 'phase.finished').find(({ phase }) => phase === 'execute')
  expect(executed?.summary).toMatchObject({ params: { done: 0, failed: 0, denied: 2, skipped: 0 } })
})

it('nor where nothing was to be checked', async () => {
  const house = await openHouse({ workflows })
  const runId = await answered(house, 'asking', ['each', 'deny', 'deny'], { verify: false })
  expect(house.of(runId, 'run.failed')).toMatchObject([{ code: 'denied' }])
})

it('one that was granted a part, and whose checks hold, has passed', async () => {
  const house = await openHouse({ workflows })
  const runId = await answered(house, 'half', ['each', 'approve', 'deny'])
  expect(house.of(runId, 'run.completed')).toMatchObject([{ unproven: false }])
})

it('checked again without asking for anything, what holds holds', async () => {
  const house = await openHouse({ workflows })
  const runId = await answered(house, 'asking', ['each', 'deny', 'deny'])
  await house.engine.reverify(runId, OWNER)
  await house.idle()
  expect(house.of(runId, 'run.completed')).toHaveLength(1)
})
