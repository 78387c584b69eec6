import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Question } from '../../../src/domain/question.ts'
import { openChanges } from '../../helpers/changes.ts'
import { OWNER, openHouse, type TestHouse } from '../../helpers/house.ts'
import { tempDir } from '../../helpers/temp-dir.ts'
import { commandStep, workflowText } from '../../helpers/workflow-text.ts'

const classesFor = (directory: string, more = '') => `
- id: proxy
  label: { en: proxy, fr: proxy }
  paths: ["${directory}/**"]
  records: ["${directory}"]
  checks: ["grep -q good ${directory}/proxy.conf"]
${more}`

const KEY = '1/execute/set'

/** A house on whose machine a proxy is set up, and a run that changes it once its owner agrees. */
async function changing(command: (directory: string) => string, keepMin = 10, more = '') {
  const home = await tempDir()
  const directory = join(await tempDir(), 'proxy')
  mkdirSync(directory)
  const file = join(directory, 'proxy.conf')
  writeFileSync(file, 'good 1\n')
  chmodSync(file, 0o640)
  const house = await openHouse({
    home,
    workflows: { set: workflowText('set', { steps: commandStep('set', command(directory)) }) },
    changes: () => openChanges({ home, keepMin, classes: classesFor(directory, more) }),
  })
  const id = await house.begin('set')
  const approval = await questionOf(house, id, 'approval')
  return { house, home, id, file, directory, approval }
}

async function questionOf(house: TestHouse, id: string, kind: Question['kind']): Promise<Question> {
  const event = await house.seen(
    (one) => one.runId === id && one.type === 'question.opened' && one.question.kind === kind,
  )
  if (event.type !== 'question.opened') throw new Error('unreachable')
  await house.seen(
    (one) => one.runId === id && one.type === 'run.waiting' && one.questionId === event.question.id,
  )
  return event.question
}

describe('a change that takes itself back', () => {
  it('says so before anything runs, and stays when somebody says Keep in time', async () => {
    const { house, id, file, approval } = await changing((at) => `echo good 2 > ${at}/proxy.conf`)
    expect(approval.undo).toMatchObject({
      en: expect.stringContaining('unless you tap Keep within 10 min') as string,
    })
    await house.engine.answer(approval.id, 'approve', OWNER)
    const keep = await questionOf(house, id, 'keep')
    expect(readFileSync(file, 'utf8')).toBe('good 2\n')
    expect(keep.options.map((one) => one.id)).toEqual(['keep', 'take_back'])
    await house.engine.answer(keep.id, 'keep', OWNER)
    await house.idle()
    expect(readFileSync(file, 'utf8')).toBe('good 2\n')
    expect(house.of(id, 'change.kept')).toMatchObject([{ callKey: KEY, by: OWNER }])
    expect(house.of(id, 'change.restored')).toEqual([])
    expect(house.of(id, 'run.completed')).toHaveLength(1)
  })

  it('is recorded, for the owner’s eyes only, before the call starts', async () => {
    const { house, home, id, approval } = await changing((at) => `echo good 2 > ${at}/proxy.conf`)
    await house.engine.answer(approval.id, 'approve', OWNER)
    await questionOf(house, id, 'keep')
    const types = house.events(id).map(({ type }) => type)
    expect(types.indexOf('change.recorded')).toBeLessThan(types.indexOf('tool_call.started'))
    const [recorded] = house.of(id, 'change.recorded')
    const snapshot = join(home, recorded?.snapshot ?? '')
    expect(statSync(snapshot).mode & 0o077).toBe(0)
    expect(statSync(join(snapshot, 'manifest.json')).mode & 0o777).toBe(0o600)
    expect(recorded).toMatchObject({ class: 'proxy', confirm: true, files: 1, bytes: 7 })
    await house.engine.cancel(id, OWNER)
  })

  it('is taken back at once where a check fails, with content, mode and new names', async () => {
    const { house, id, file, directory, approval } = await changing(
      (at) => `echo bad > ${at}/proxy.conf && chmod 600 ${at}/proxy.conf && echo x > ${at}/new.conf`,
    )
    await house.engine.answer(approval.id, 'approve', OWNER)
    await house.idle()
    expect(readFileSync(file, 'utf8')).toBe('good 1\n')
    expect(statSync(file).mode & 0o777).toBe(0o640)
    expect(existsSync(join(directory, 'new.conf'))).toBe(false)
    expect(house.of(id, 'change.restored')).toMatchObject([
      { reason: 'check_failed', restorer: 'engine', verified: true },
    ])
    expect(house.of(id, 'question.opened').filter(({ question }) => question.kind === 'keep')).toEqual([])
    expect(house.of(id, 'run.failed')).toHaveLength(1)
  })

  it('is taken back where the owner says so', async () => {
    const { house, id, file, approval } = await changing((at) => `echo good 2 > ${at}/proxy.conf`)
    await house.engine.answer(approval.id, 'approve', OWNER)
    const keep = await questionOf(house, id, 'keep')
    await house.engine.answer(keep.id, 'take_back', OWNER)
    await house.idle()
    expect(readFileSync(file, 'utf8')).toBe('good 1\n')
    expect(house.of(id, 'change.restored')).toMatchObject([{ reason: 'denied', verified: true }])
  })

  it('is taken back once, by the engine or by the watchdog, where nobody answers', async () => {
    const { house, id, file, approval } = await changing((at) => `echo good 2 > ${at}/proxy.conf`, 0.02)
    await house.engine.answer(approval.id, 'approve', OWNER)
    await house.idle()
    expect(readFileSync(file, 'utf8')).toBe('good 1\n')
    expect(house.of(id, 'change.restored')).toMatchObject([{ reason: 'expired', verified: true }])
  })

  it('is taken back where the call itself fails, and where the run is cancelled', async () => {
    const failing = await changing((at) => `echo good 2 > ${at}/proxy.conf; false`)
    await failing.house.engine.answer(failing.approval.id, 'approve', OWNER)
    await failing.house.idle()
    expect(readFileSync(failing.file, 'utf8')).toBe('good 1\n')
    expect(failing.house.of(failing.id, 'change.restored')).toMatchObject([{ reason: 'call_failed' }])

    const cancelled = await changing((at) => `echo good 2 > ${at}/proxy.conf`)
    await cancelled.house.engine.answer(cancelled.approval.id, 'approve', OWNER)
    await questionOf(cancelled.house, cancelled.id, 'keep')
    await cancelled.house.engine.cancel(cancelled.id, OWNER)
    expect(readFileSync(cancelled.file, 'utf8')).toBe('good 1\n')
    expect(cancelled.house.of(cancelled.id, 'change.restored')).toMatchObject([{ reason: 'cancelled' }])
  })

  it('is asked about by itself, not in the list of a plan', async () => {
    const home = await tempDir()
    const at = join(await tempDir(), 'proxy')
    mkdirSync(at)
    const house = await openHouse({
      home,
      workflows: {
        set: workflowText('set', {
          steps: [
            commandStep('set', `echo good > ${at}/proxy.conf`),
            commandStep('drop', 'rm -f one.txt'),
            commandStep('lose', 'rm -f two.txt'),
          ].join('\n'),
        }),
      },
      changes: () => openChanges({ home, classes: classesFor(at) }),
    })
    const id = await house.begin('set')
    const plan = await questionOf(house, id, 'approval')
    expect(plan.body).toContain('rm -f one.txt')
    expect(plan.body).not.toContain('proxy.conf')
    await house.engine.cancel(id, OWNER)
  })

  it('names what stays wrong, as an incident of the highest severity', async () => {
    const { house, id, approval } = await changing(
      (at) => `echo bad > ${at}/proxy.conf`,
      10,
      '  after: ["echo no such service >&2; exit 5"]',
    )
    await house.engine.answer(approval.id, 'approve', OWNER)
    await house.idle()
    expect(house.of(id, 'change.restored')).toMatchObject([{ verified: false }])
    expect(house.of(id, 'incident.opened').map(({ incident }) => incident)).toContainEqual(
      expect.objectContaining({ reason: 'change_not_restored', severity: 'critical' }),
    )
  })
})
