import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openHouse, OWNER } from '../helpers/house.ts'
import { commandStep, workflowText } from '../helpers/workflow-text.ts'

const workflows = {
  one: workflowText('one', { steps: commandStep('drop', 'rm -f a.txt') }),
  two: workflowText('two', {
    steps: [commandStep('drop', 'rm -f a.txt'), commandStep('more', 'rm -f b.txt')].join('\n'),
  }),
}
const REASON = 'the owner is away: whatever asks is denied'

it('while the owner is away whatever asks is denied at once, also after a restart', async () => {
  const house = await openHouse({ workflows })
  writeFileSync(join(house.workspace, 'a.txt'), '')
  expect((await house.engine.status()).away).toBeUndefined()
  expect(await house.engine.setAway(true, OWNER)).toMatchObject({ by: OWNER })
  await house.run('one')
  await house.close()
  await house.journal.close()

  const second = await openHouse({ workflows, home: house.home })
  expect((await second.engine.status()).away?.by).toEqual(OWNER)
  const id = await second.run('two')
  expect(second.of(id, 'question.opened')).toEqual([])
  const denied = second.of(id, 'tool_call.finished').filter(({ outcome }) => outcome === 'denied')
  expect(denied.map(({ error }) => error?.message)).toEqual([REASON, REASON])
  expect(second.of(id, 'question.settled').map(({ question }) => question.answer?.option)).toEqual([
    'deny',
    'deny',
  ])
  expect(existsSync(join(second.workspace, 'a.txt'))).toBe(true)

  expect(await second.engine.setAway(false, OWNER)).toBeUndefined()
  const asked = await second.begin('one')
  const event = await second.seen((one) => one.type === 'question.opened' && one.runId === asked)
  if (event.type !== 'question.opened') throw new Error('unreachable')
  await second.engine.answer(event.question.id, 'approve', OWNER)
  await second.idle()
  expect(existsSync(join(second.workspace, 'a.txt'))).toBe(false)
  await second.close()
})

it('what was open when the owner left is denied too, a plan with all its calls', async () => {
  const house = await openHouse({ workflows })
  const id = await house.begin('two', { locale: 'fr' })
  await house.seen((event) => event.type === 'run.waiting')
  await house.engine.setAway(true, OWNER)
  await house.idle()
  const denied = house.of(id, 'tool_call.finished').filter(({ outcome }) => outcome === 'denied')
  expect(denied).toHaveLength(2)
  expect(denied[0]?.error?.message).toContain('absent')
  await house.close()
})

it('a file that nobody understands means away', async () => {
  const house = await openHouse({ workflows })
  writeFileSync(join(house.home, 'away.json'), '{')
  expect((await house.engine.status()).away).toMatchObject({ since: 0 })
  await house.engine.setAway(false, OWNER)
  expect((await house.engine.status()).away).toBeUndefined()
  await house.close()
})
