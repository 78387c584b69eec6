import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openHouse, OWNER } from '../helpers/house.ts'
import { commandStep, workflowText } from '../helpers/workflow-text.ts'

const workflow = (command: string) => workflowText('drop', { steps: commandStep('drop', command) })

async function questionFor(command: string, files: Readonly<Record<string, string>> = {}) {
  const house = await openHouse({ workflows: { drop: workflow(command) } })
  mkdirSync(join(house.workspace, 'build'), { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(house.workspace, name), text)
  await house.begin('drop')
  const event = await house.seen(({ type }) => type === 'question.opened')
  if (event.type !== 'question.opened') throw new Error('unreachable')
  await house.seen(({ type }) => type === 'run.waiting')
  await house.engine.answer(event.question.id, 'deny', OWNER)
  await house.idle()
  await house.close()
  return event.question
}

it('an approval shows what the command would touch, kept with the question', async () => {
  const { dryRun, touches } = await questionFor('rm -f notes.txt', { 'notes.txt': 'x' })
  expect(touches).toEqual({ en: 'the files named', fr: 'les fichiers nommés' })
  expect(dryRun).toMatchObject({ command: 'ls -ld -- notes.txt', exitCode: 0, truncated: false })
  expect(dryRun?.output).toMatch(/^-rw.* notes\.txt$/)
})

it('a dry run that fails says so', async () => {
  const { dryRun } = await questionFor('rm -f gone.txt')
  expect(dryRun).toMatchObject({ exitCode: 2 })
  expect(dryRun?.output).toContain('gone.txt')
})

it('what a dry run prints is bounded', async () => {
  const names = Array.from({ length: 80 }, (_, n) => `a-rather-long-name-for-a-file-that-goes-away-${n}`)
  const { dryRun } = await questionFor(
    `rm -f ${names.join(' ')}`,
    Object.fromEntries(names.map((name) => [name, ''])),
  )
  expect(dryRun?.truncated).toBe(true)
  expect(dryRun?.output.length).toBe(4_000)
})

it('is not made where its own text would ask', async () => {
  const { dryRun, touches } = await questionFor('rsync -a build host.example:/srv')
  expect(dryRun).toBeUndefined()
  expect(touches).toMatchObject({ en: 'files at the destination' })
})
