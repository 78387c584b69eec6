import { expect, it } from 'vitest'
import { manualClock } from '../helpers/clock.ts'
import { openHouse } from '../helpers/house.ts'
import { commandStep, workflowText } from '../helpers/workflow-text.ts'

/** 60 MB in one variable of bash, which waits: it would make way for its last command. */
const HOLD = "x=$(head -c 60000000 /dev/zero | tr '\\0' a); echo holding; sleep 50; echo $?"

it.each([
  ['ends a run whose commands hold more', 40e6, 'budget.exceeded'],
  ['warns when they come near', 72e6, 'budget.warned'],
])('the memory limit %s', async (_, memoryBytes, expected) => {
  const clock = manualClock()
  const house = await openHouse({
    clock,
    workflows: { hold: workflowText('hold', { steps: commandStep('hold', HOLD) }) },
  })
  const id = await house.begin('hold', { budget: { memoryBytes } })
  for await (const item of house.engine.follow(id, 0, new AbortController().signal))
    if (item.type === 'live.output') break
  await clock.advance(2_000)
  const event = await house.seen(({ type }) => type === expected)
  expect(event).toMatchObject({ resource: 'memoryBytes', limit: memoryBytes })
  expect('value' in event ? event.value : 0).toBeGreaterThan(60e6)
  if (expected === 'budget.warned') await house.engine.cancel(id, { surface: 'console', id: 'alice' })
  await house.idle()
  const incidents = house.of(id, 'incident.opened').map(({ incident }) => incident.reason)
  expect(incidents).toEqual(expected === 'budget.exceeded' ? ['memory_budget_exceeded'] : [])
  expect(house.journal.run(id)?.status).toBe(expected === 'budget.exceeded' ? 'failed' : 'cancelled')
  await house.close()
})
