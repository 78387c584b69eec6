import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openHouse, OWNER, type TestHouse } from '../helpers/house.ts'
import { commandStep, criterion, workflowText } from '../helpers/workflow-text.ts'

/** Asks, and can be written as a rule: the path is absolute, and nothing needs quoting. */
const target = (house: TestHouse) => join(house.workspace, 'old.txt')
const sensitive = (command: string) =>
  workflowText('sensitive', { steps: commandStep('drop', command), acceptance: criterion('so', 'true') })

async function houseFor(command: (workspace: string) => string): Promise<TestHouse> {
  const house = await openHouse()
  await house.close()
  await house.journal.close()
  return openHouse({ home: house.home, workflows: { sensitive: sensitive(command(house.workspace)) } })
}

async function asked(house: TestHouse, runId: string) {
  const event = await house.seen((one) => one.type === 'question.opened' && one.runId === runId)
  if (event.type !== 'question.opened') throw new Error('unreachable')
  await house.seen((one) => one.type === 'run.waiting' && one.runId === runId)
  return event.question
}

const started = (house: TestHouse, runId: string) =>
  house.of(runId, 'tool_call.started').find(({ callKey }) => callKey === '1/execute/drop')

describe('always allow', () => {
  it('shows the rule, writes it, asks no more, and asks again once it is revoked', async () => {
    const house = await houseFor((workspace) => `rm -f ${workspace}/old.txt`)
    const file = join(house.home, 'allowlist.yaml')
    writeFileSync(target(house), 'x')
    const first = await house.begin('sensitive')
    const question = await asked(house, first)
    expect(question.options.map(({ id }) => id)).toEqual(['approve', 'always', 'edit', 'deny'])
    expect(question.always?.ruleText).toContain(`- "rm -f ${target(house)}"`)
    expect(existsSync(file)).toBe(false)

    const answered = await house.engine.answer(question.id, 'always', OWNER)
    expect(answered.answer).toMatchObject({ option: 'always', rule: question.always?.id })
    await house.idle()
    expect(existsSync(target(house))).toBe(false)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8')).toContain(question.always?.id)

    writeFileSync(target(house), 'x')
    const second = await house.run('sensitive')
    expect(house.of(second, 'question.opened')).toEqual([])
    expect(existsSync(target(house))).toBe(false)

    const [rule] = await house.engine.ownRules()
    expect(rule?.commands).toEqual([`rm -f ${target(house)}`])
    await house.engine.revokeRule(rule?.id ?? '', OWNER)
    const third = await house.begin('sensitive')
    await house.engine.answer((await asked(house, third)).id, 'deny', OWNER)
    await house.idle()
    await house.close()
  })

  it('is refused while the owner’s file is broken, and the question stays open', async () => {
    const house = await houseFor((workspace) => `rm -f ${workspace}/old.txt`)
    const id = await house.begin('sensitive')
    const question = await asked(house, id)
    writeFileSync(join(house.home, 'allowlist.yaml'), 'rules: nonsense\n')
    await expect(house.engine.answer(question.id, 'always', OWNER)).rejects.toMatchObject({
      code: 'bad_policy',
    })
    expect(house.journal.question(question.id)?.status).toBe('open')
    await house.engine.answer(question.id, 'approve', OWNER)
    await house.idle()
    expect(house.journal.run(id)).toMatchObject({ status: 'completed', verdict: 'pass' })
    await house.close()
  })

  it('is not offered for what cannot be written word for word', async () => {
    const house = await houseFor(() => 'rm -f old.txt')
    const id = await house.begin('sensitive')
    const question = await asked(house, id)
    expect(question.options.map((one) => one.id)).toEqual(['approve', 'edit', 'deny'])
    await expect(house.engine.answer(question.id, 'always', OWNER)).rejects.toMatchObject({
      code: 'bad_input',
    })
    await house.engine.answer(question.id, 'deny', OWNER)
    await house.idle()
    await house.close()
  })
})

describe('edit and run', () => {
  it('runs the edited text, byte for byte, and keeps both versions', async () => {
    const house = await houseFor(() => 'rm -f old.txt')
    const id = await house.begin('sensitive')
    const question = await asked(house, id)
    const edited = "rm -f  'old.txt'; printf '%s' \"é\\t\" > made  # mine"
    await house.engine.answer(question.id, 'edit', OWNER, undefined, edited)
    await house.idle()
    expect(readFileSync(join(house.workspace, 'made'), 'utf8')).toBe('é\\t')
    expect(started(house, id)).toMatchObject({ approval: question.id, args: { command: edited } })
    expect(house.of(id, 'tool_call.requested')[0]?.args).toEqual({ command: 'rm -f old.txt' })
    expect(house.of(id, 'question.answered')[0]?.answer).toMatchObject({ option: 'edit', command: edited })
    expect(house.journal.run(id)?.verdict).toBe('pass')
    await house.close()
  })

  it('is judged afresh: what is denied is refused with why, and the question stays open', async () => {
    const house = await houseFor(() => 'rm -f old.txt')
    const id = await house.begin('sensitive')
    const question = await asked(house, id)
    await expect(house.engine.answer(question.id, 'edit', OWNER, undefined, 'rm -rf /')).rejects.toThrow(
      /Policy denies the edited command.*stays open/,
    )
    for (const nothing of [undefined, '', '  \n'])
      await expect(house.engine.answer(question.id, 'edit', OWNER, undefined, nothing)).rejects.toMatchObject(
        {
          code: 'bad_input',
        },
      )
    await expect(house.engine.answer(question.id, 'approve', OWNER, undefined, 'ls')).rejects.toMatchObject({
      code: 'bad_input',
    })
    await expect(house.engine.answer(question.id, 'edit', OWNER, undefined, 'a\0b')).rejects.toMatchObject({
      code: 'bad_input',
    })
    expect(house.journal.question(question.id)?.status).toBe('open')
    await house.engine.answer(question.id, 'edit', OWNER, undefined, 'ls > listed')
    await house.idle()
    expect(existsSync(join(house.workspace, 'listed'))).toBe(true)
    await house.close()
  })

  it('holds after a restart too, also where the first text would be allowed by then', async () => {
    const first = await houseFor((workspace) => `rm -f ${workspace}/old.txt`)
    const id = await first.begin('sensitive')
    const question = await asked(first, id)
    writeFileSync(target(first), 'x')
    await first.close()
    // Answered by the process before it died: the journal holds it, nothing has run.
    await first.journal.append(id, [
      {
        type: 'question.answered',
        questionId: question.id,
        answer: { option: 'deny', by: OWNER, at: 1, reason: 'keep it' },
      },
    ])
    await first.journal.close()
    const always = `rules:\n  - ${(question.always?.ruleText ?? '').trim().replaceAll('\n', '\n    ')}\n`
    const second = await openHouse({
      home: first.home,
      allowlist: always,
      workflows: { sensitive: sensitive(`rm -f ${first.workspace}/old.txt`) },
    })
    await second.idle()
    expect(existsSync(target(second))).toBe(true)
    expect(second.of(id, 'tool_call.finished')[0]).toMatchObject({
      outcome: 'denied',
      error: { message: 'keep it' },
    })
    await second.close()
  })
})
