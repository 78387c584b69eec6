import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ApprovalSubject } from '../../src/domain/question.ts'
import { subjectHash } from '../../src/engine/approval.ts'
import { openHouse, OWNER, type TestHouse } from '../helpers/house.ts'
import { commandStep, workflowText } from '../helpers/workflow-text.ts'

const workflow = (command: string) => ({ go: workflowText('go', { steps: commandStep('go', command) }) })

async function asked(house: TestHouse, runId: string) {
  const event = await house.seen((one) => one.type === 'question.opened' && one.runId === runId)
  if (event.type !== 'question.opened') throw new Error('unreachable')
  await house.seen((one) => one.type === 'run.waiting' && one.runId === runId)
  return event.question
}

describe('a script of the workspace', () => {
  const script = 'bash work/go.sh'

  async function waiting(command = script) {
    const house = await openHouse({ workflows: workflow(command) })
    mkdirSync(join(house.workspace, 'work'), { recursive: true })
    writeFileSync(join(house.workspace, 'work/go.sh'), 'touch made\n')
    const id = await house.begin('go')
    return { house, id, question: await asked(house, id) }
  }
  const finished = (house: TestHouse, id: string) =>
    house.of(id, 'tool_call.finished').find(({ callKey }) => callKey === '1/execute/go')

  it('runs as it was when it was approved', async () => {
    const { house, id, question } = await waiting()
    expect(Object.keys(question.subject?.files ?? {})).toEqual([join(house.workspace, 'work/go.sh')])
    await house.engine.answer(question.id, 'approve', OWNER)
    await house.idle()
    expect(finished(house, id)?.outcome).toBe('succeeded')
    expect(existsSync(join(house.workspace, 'made'))).toBe(true)
    await house.close()
  })

  it.each([
    ['one byte', 'touch madf\n'],
    ['nothing left', ''],
  ])('that changed by %s after it was asked about does not run', async (_what, text) => {
    const { house, id, question } = await waiting()
    writeFileSync(join(house.workspace, 'work/go.sh'), text)
    await house.engine.answer(question.id, 'approve', OWNER)
    await house.idle()
    expect(finished(house, id)).toMatchObject({ outcome: 'denied', error: { code: 'E_DENIED' } })
    expect(house.of(id, 'tool_call.started').filter(({ callKey }) => callKey === '1/execute/go')).toEqual([])
    await house.close()
  })

  it.each([
    'cd work && bash go.sh',
    'cd ./work; . ./go.sh',
    'bash -c "cd work && bash go.sh"',
    'bash wo\\rk/go.sh',
    `bash 'work'/"go".sh`,
    'env --chdir work bash go.sh',
    `echo ${Array.from({ length: 300 }, (_, i) => `w${i}`).join(' ')}; bash work/go.sh`,
  ])('is bound however it is named: %s', async (command) => {
    const { house, id, question } = await waiting(command)
    expect(Object.keys(question.subject?.files ?? {})).toContain(join(house.workspace, 'work/go.sh'))
    await house.engine.cancel(id, OWNER)
    await house.close()
  })

  it('is bound too where an edited command runs it', async () => {
    const { house, id, question } = await waiting()
    await house.engine.answer(question.id, 'edit', OWNER, undefined, 'bash -e work/go.sh')
    await house.idle()
    expect(finished(house, id)?.outcome).toBe('succeeded')
    await house.close()
  })
})

describe('one byte of anything that is bound', () => {
  const subject: ApprovalSubject = {
    runId: '01KAHW6Q80ZT3V9M5N7P2R4S6X',
    callKey: '1/execute/go',
    tool: 'execute_command',
    args: { command: 'rm -f old.txt', timeoutS: 5 },
    cwd: '/work',
    env: { LANG: 'C' },
    mode: 'direct',
    requester: OWNER,
    files: { '/srv/go.sh': 'ab'.repeat(32) },
    validUntil: 1_763_647_200_000,
  }

  /** Every place in the subject that holds something, as a path to it. */
  const leaves = (held: unknown, path: readonly string[] = []): (readonly string[])[] =>
    typeof held === 'object' && held !== null
      ? Object.entries(held).flatMap(([name, inner]) => leaves(inner, [...path, name]))
      : [path]
  const changed = (
    held: unknown,
    [name, ...rest]: readonly string[],
    change: (leaf: unknown) => unknown,
  ): unknown =>
    name === undefined
      ? change(held)
      : { ...(held as object), [name]: changed((held as Record<string, unknown>)[name], rest, change) }
  const otherByte = (at: number, by: number) => (leaf: unknown) => {
    if (typeof leaf === 'number') return leaf + by
    const bytes = Buffer.from(String(leaf))
    const place = at % bytes.length
    bytes[place] = (((bytes[place] ?? 0) + by - 1) % 127) + 1
    return bytes.toString()
  }

  it('gives another hash, whatever it is', () => {
    const hash = subjectHash(subject)
    expect(leaves(subject).length).toBeGreaterThan(11)
    fc.assert(
      fc.property(
        fc.constantFrom(...leaves(subject)),
        fc.nat(100),
        fc.integer({ min: 1, max: 125 }),
        (path, at, by) => {
          const other = changed(subject, path, otherByte(at, by)) as ApprovalSubject
          fc.pre(JSON.stringify(other) !== JSON.stringify(subject))
          expect(subjectHash(other)).not.toBe(hash)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('is refused by the journal every time, and the approval stays unused', async () => {
    const house = await openHouse({ workflows: workflow('rm -f old.txt') })
    const id = await house.begin('go')
    const question = await asked(house, id)
    const bound = question.subject
    if (!bound) throw new Error('an approval has a subject')
    // Answered in the journal alone: the run does not hear of it, so that the approval is there to be used.
    await house.journal.append(id, [
      { type: 'question.answered', questionId: question.id, answer: { option: 'approve', by: OWNER, at: 1 } },
    ])
    const use = (hash: string) =>
      house.journal.append(id, [{ type: 'run.resumed' }], { consume: { questionId: question.id, hash } })
    for (const path of leaves(bound)) {
      const other = changed(bound, path, otherByte(3, 1)) as ApprovalSubject
      await expect(use(subjectHash(other)), path.join('.')).rejects.toThrow(/cannot be used/)
    }
    await use(subjectHash(bound))
    await expect(use(subjectHash(bound))).rejects.toThrow(/cannot be used/)
    await house.engine.cancel(id, OWNER)
    await house.close()
  })
})
