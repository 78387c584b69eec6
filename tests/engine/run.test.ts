import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { viewOf } from '../../src/domain/run-fold.ts'
import { defineTool } from '../../src/tools/define.ts'
import { openHouse, OWNER } from '../helpers/house.ts'
import { commandStep, criterion, workflowText } from '../helpers/workflow-text.ts'

describe('a run', () => {
  it('goes from SPEC to COMPLETE, and its verdict rests on evidence', async () => {
    const house = await openHouse({
      workflows: {
        write: workflowText('write', {
          steps: commandStep('make', 'echo hello > note.txt'),
          acceptance: criterion('note', 'grep -q hello note.txt'),
        }),
      },
    })
    const id = await house.run('write')
    expect(house.journal.run(id)).toMatchObject({ status: 'completed', verdict: 'pass', unproven: false })
    expect(await readFile(join(house.workspace, 'note.txt'), 'utf8')).toBe('hello\n')
    const phases = house.of(id, 'phase.finished').map(({ phase, status }) => `${phase} ${status}`)
    expect(phases).toEqual([
      'spec completed',
      'plan completed',
      'execute completed',
      'verify completed',
      'repair skipped',
      'complete completed',
    ])
    const [evidence] = house.of(id, 'evidence.recorded')
    expect(evidence?.evidence).toMatchObject({ id: 'e1', criterionId: 'note', outcome: 'pass', exitCode: 0 })
    expect(evidence?.evidence.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(house.journal.audit(id).ok).toBe(true)
    await house.close()
  })

  it('gives every piece of evidence a number of its own, though checks run side by side', async () => {
    const acceptance = ['a', 'b', 'c', 'd'].map((id) => criterion(id, 'true')).join('\n')
    const house = await openHouse({ workflows: { many: workflowText('many', { acceptance }) } })
    const id = await house.run('many')
    const ids = house.of(id, 'evidence.recorded').map(({ evidence }) => evidence.id)
    expect(ids.sort()).toEqual(['e1', 'e2', 'e3', 'e4'])
    await house.close()
  })

  it('runs steps that do not need each other side by side', async () => {
    const met: string[] = []
    let open: () => void = () => undefined
    const both = new Promise<void>((resolve) => {
      open = resolve
    })
    // Each call waits for the other: one after the other they would never end.
    const meet = defineTool({
      name: 'meet',
      group: 'utility',
      summary: { en: 'meets', fr: 'rencontre' },
      access: 'read',
      input: z.object({ who: z.string() }),
      output: z.string(),
      timeoutMs: 60_000,
      errors: [],
      effects: () => [],
      async run({ who }) {
        met.push(who)
        if (met.length === 2) open()
        await both
        return { ok: true, value: who }
      },
    })
    const step = (id: string, needs = '') =>
      `  - { id: ${id}, title: { en: ${id}, fr: ${id} }, tool: meet, args: { who: ${id} }${needs} }`
    const steps = [step('a'), step('b'), step('c', ', dependsOn: [a, b]')].join('\n')
    const house = await openHouse({
      tools: [meet],
      workflows: { meeting: workflowText('meeting', { steps }) },
    })
    const id = await house.run('meeting')
    expect(house.journal.run(id)?.status).toBe('completed')
    const started = house.of(id, 'tool_call.started').map(({ callKey }) => callKey)
    expect(started.slice(0, 3)).toEqual(['1/execute/a', '1/execute/b', '1/execute/c'])
    await house.close()
  })

  it('mends what failed, and proves it anew', async () => {
    const repair = commandStep('mend', 'echo good > state.txt')
    const house = await openHouse({
      workflows: {
        mend: workflowText('mend', { acceptance: criterion('good', 'grep -q good state.txt', repair) }),
      },
    })
    const id = await house.run('mend')
    const view = viewOf(id, house.events(id))
    expect(view.status).toBe('completed')
    expect(view.attempt).toBe(2)
    expect(view.evidence.map(({ attempt, outcome }) => `${attempt} ${outcome}`)).toEqual(['1 fail', '2 pass'])
    expect(view.phases).toMatchObject({ verify: 'completed', repair: 'completed', complete: 'completed' })
    await house.close()
  })

  it('gives up early when a repair brings exactly the evidence of before', async () => {
    const repair = commandStep('nothing', 'true')
    const house = await openHouse({
      workflows: { vain: workflowText('vain', { acceptance: criterion('never', 'false', repair) }) },
    })
    const id = await house.run('vain')
    expect(house.journal.run(id)).toMatchObject({ status: 'failed', failure: 'not_passed', attempt: 2 })
    expect(house.of(id, 'incident.opened')[0]?.incident).toMatchObject({ reason: 'repair_without_progress' })
    await house.close()
  })

  it('repairs at most MAX_REPAIR_CYCLES times when each brings something new', async () => {
    const repair = commandStep('try', 'echo x >> tries.txt')
    const house = await openHouse({
      workflows: {
        many: workflowText('many', {
          acceptance: criterion('enough', 'cat tries.txt; test "$(wc -l < tries.txt)" -ge 9', repair),
        }),
      },
    })
    const id = await house.run('many')
    expect(house.journal.run(id)).toMatchObject({ status: 'failed', attempt: 4 })
    expect(house.of(id, 'run.failed')[0]?.reason).toMatchObject({ key: 'engine.repairs_used_up' })
    expect(await readFile(join(house.workspace, 'tries.txt'), 'utf8')).toBe('x\nx\nx\n')
    await house.close()
  })

  it('verifies alone again on the last result, and repairs when a person insists', async () => {
    const repair = commandStep('mend', 'echo good > state.txt')
    const house = await openHouse({
      workflows: {
        again: workflowText('again', {
          steps: commandStep('make', 'echo good > state.txt'),
          acceptance: criterion('good', 'grep -q good state.txt', repair),
        }),
      },
    })
    const id = await house.run('again')
    await writeFile(join(house.workspace, 'state.txt'), 'bad\n')
    await house.engine.reverify(id, OWNER)
    await house.idle()
    expect(house.journal.run(id)).toMatchObject({ status: 'failed', verdict: 'fail', attempt: 2 })
    expect(await readFile(join(house.workspace, 'state.txt'), 'utf8')).toBe('bad\n')
    await house.engine.repair(id, OWNER)
    await house.idle()
    expect(house.journal.run(id)).toMatchObject({ status: 'completed', verdict: 'pass', attempt: 3 })
    await house.engine.repair(id, OWNER)
    await house.idle()
    expect(house.journal.run(id)).toMatchObject({ status: 'completed', attempt: 4 })
    expect(
      house.of(id, 'tool_call.started').filter(({ callKey }) => callKey === '4/repair/mend'),
    ).toHaveLength(1)
    await house.close()
  })

  it('is unproven, and says so, when VERIFY is not wanted', async () => {
    const house = await openHouse({
      workflows: { quick: workflowText('quick', { acceptance: criterion('never', 'false') }) },
      settings: { verifyRequired: false },
    })
    const id = await house.run('quick')
    expect(house.journal.run(id)).toMatchObject({ status: 'completed', unproven: true })
    expect(viewOf(id, house.events(id)).phases.verify).toBe('skipped')
    await house.close()
  })

  it('passes over what depends on a failed step, and does not pass because the checks do', async () => {
    const steps = [
      commandStep('a', 'exit 3'),
      commandStep('b', 'echo b', 'dependsOn: [a]'),
      commandStep('c', 'echo c'),
    ].join('\n')
    const house = await openHouse({ workflows: { broken: workflowText('broken', { steps }) } })
    const id = await house.run('broken')
    expect(house.of(id, 'step.skipped').map(({ stepId }) => stepId)).toEqual(['b'])
    expect(house.journal.run(id)).toMatchObject({ status: 'failed', verdict: 'fail' })
    await house.close()
  })

  it('says which workflows there are when none fits, and which parameter is wrong', async () => {
    const house = await openHouse({ workflows: { write: workflowText('write', {}) } })
    const ghost = await house.run('ghost')
    expect(house.of(ghost, 'run.failed')[0]?.code).toBe('bad_request')
    const wrong = await house.run('write', { params: { nothing: 1 } })
    expect(house.of(wrong, 'run.failed')[0]?.code).toBe('bad_request')
    const { runId: none } = await house.engine.submit({
      text: 'sing me a song',
      locale: 'en',
      actor: OWNER,
      thread: 't',
    })
    await house.idle()
    expect(house.of(none, 'run.failed')[0]?.code).toBe('no_agent')
    await house.close()
  })
})
