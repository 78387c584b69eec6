import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { viewOf } from '../../../src/domain/run-fold.ts'
import { dueTimes } from '../../../src/lib/due-times.ts'
import { manualClock } from '../../helpers/clock.ts'
import { openHouse, OWNER } from '../../helpers/house.ts'
import { commandStep, criterion, workflowText } from '../../helpers/workflow-text.ts'

const FIVE = 5 * 60_000
const workflow = (acceptance = criterion('well', 'test -e well')) => ({
  pulse: workflowText('pulse', { steps: commandStep('never', 'touch ran'), acceptance }),
})
const asked = {
  when: 'every 5 minutes',
  kind: 'check',
  request: { text: 'pulse', locale: 'en', workflow: 'pulse' },
} as const

async function setUp(workflows = workflow()) {
  await dueTimes('* * * * *', 'UTC')
  const clock = manualClock(Date.parse('2026-11-21T04:01Z'))
  const house = await openHouse({ workflows, clock })
  const well = join(house.workspace, 'well')
  writeFileSync(well, '')
  /** One look, to its end, and that of the run it began: five minutes more would be past its check's time limit. */
  const beat = async () => {
    const before = (await house.engine.schedules())[0]?.dueAt ?? 0
    await clock.advance(before - clock.now())
    while ((await house.engine.schedules())[0]?.dueAt === before) await clock.advance(0)
    await house.idle()
  }
  return { house, clock, well, beat }
}

describe('a heartbeat', () => {
  it('leaves no run while all is well, tells once what failed and once that it holds again', async () => {
    const { house, well, beat } = await setUp()
    await house.engine.addSchedule(asked, OWNER)
    for (let i = 0; i < 3; i++) await beat()
    expect(house.journal.runs()).toEqual([])
    rmSync(well)
    for (let i = 0; i < 5; i++) await beat()
    await house.idle()
    const [failed, ...others] = house.journal.runs()
    expect(others).toEqual([])
    const view = viewOf(failed?.id ?? '', house.events(failed?.id ?? ''))
    expect(view.incidents).toMatchObject([
      {
        reason: 'heartbeat_failed',
        text: { key: 'engine.heartbeat_failed', params: { criterion: 'well holds' } },
      },
    ])
    expect([view.status, view.phases.execute, view.phases.plan, view.phases.verify]).toEqual([
      'failed',
      'skipped',
      'skipped',
      'failed',
    ])
    expect(view.calls.has('1/execute/never')).toBe(false)
    writeFileSync(well, '')
    for (let i = 0; i < 5; i++) await beat()
    await house.idle()
    const [recovered, first, ...more] = house.journal.runs()
    expect([first?.id, more]).toEqual([failed?.id, []])
    const back = viewOf(recovered?.id ?? '', house.events(recovered?.id ?? ''))
    expect([back.status, back.incidents[0]?.reason]).toEqual(['completed', 'heartbeat_recovered'])
    await house.close()
  })

  it('can be looked at by hand', async () => {
    const { house } = await setUp()
    const { id } = await house.engine.addSchedule(asked, OWNER)
    const { runId } = await house.engine.runSchedule(id, OWNER)
    await house.idle()
    const view = viewOf(runId, house.events(runId))
    expect([view.status, view.phases.execute, view.incidents]).toEqual(['completed', 'skipped', []])
    await house.close()
  })

  it('is refused where a check would ask, or where there is none that stands alone', async () => {
    const asks = await setUp(workflow(criterion('well', 'rm -f x')))
    await expect(asks.house.engine.addSchedule(asked, OWNER)).rejects.toThrow('A heartbeat asks nobody')
    await asks.house.close()
    const needs = await setUp(workflow(criterion('well', 'test -e ${$steps.never.stdout}')))
    await expect(needs.house.engine.addSchedule(asked, OWNER)).rejects.toThrow('no criterion')
    await needs.house.close()
  })

  it('breaks off a look when the process ends, and begins it again', async () => {
    const { house, clock } = await setUp(workflow(criterion('well', 'sleep 60')))
    await house.engine.addSchedule(asked, OWNER)
    await clock.advance(FIVE)
    await house.close()
    expect(house.fatal).toEqual([])
    expect((await house.engine.schedules())[0]?.health).toBeUndefined()
  })
})
