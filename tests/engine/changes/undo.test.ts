import { mkdirSync, readFileSync, writeFileSync, existsSync, copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { Changes } from '../../../src/domain/change.ts'
import { createUndoTools } from '../../../src/tools/undo/tools.ts'
import { openChanges } from '../../helpers/changes.ts'
import { OWNER, openHouse, type TestHouse } from '../../helpers/house.ts'
import { tempDir } from '../../helpers/temp-dir.ts'
import { workflowText } from '../../helpers/workflow-text.ts'

const write = (id: string, path: string, content: string, more = '') =>
  `  - { id: ${id}, title: { en: ${id}, fr: ${id} }, tool: write_file, args: { path: ${path}, content: "${content}", mode: overwrite }${more} }`

const shipped = (name: string) =>
  fileURLToPath(new URL(`../../../config/workflows/${name}.yaml`, import.meta.url))

/** A run that has written two files, one of them twice. */
async function written(locale: 'en' | 'fr' = 'en') {
  const home = await tempDir()
  let changes: Changes | undefined
  mkdirSync(join(home, 'workflows'))
  for (const name of ['undo', 'undo-preview'])
    copyFileSync(shipped(name), join(home, 'workflows', `${name}.yaml`))
  const house = await openHouse({
    home,
    workflows: {
      set: workflowText('set', {
        steps: [
          write('one', 'a.txt', 'first'),
          write('two', 'a.txt', 'second', ', dependsOn: [one]'),
          write('three', 'new/b.txt', 'made'),
        ].join('\n'),
      }),
    },
    changes: () => (changes = openChanges({ home, classes: '' })),
    moreTools: () => createUndoTools(lazily(() => changes)),
  })
  const file = join(house.workspace, 'a.txt')
  const made = join(house.workspace, 'new', 'b.txt')
  writeFileSync(file, 'before')
  const id = await house.run('set', { locale })
  expect(readFileSync(file, 'utf8')).toBe('second')
  return { house, id, file, made }
}

/** Tools are made before what they work with, in this house. */
const lazily = (held: () => Changes | undefined): Changes =>
  new Proxy({} as Changes, { get: (_, name) => Reflect.get(held() ?? {}, name) as unknown })

async function undo(
  house: TestHouse,
  run: string,
  answer: 'approve' | 'deny',
  more: Readonly<Record<string, string>> = {},
) {
  const id = await house.begin('undo', { params: { run, ...more } })
  const asked = await house.seen(
    (event) => event.runId === id && (event.type === 'question.opened' || event.type === 'run.completed'),
  )
  if (asked.type === 'question.opened') {
    await house.seen((event) => event.runId === id && event.type === 'run.waiting')
    await house.engine.answer(asked.question.id, answer, OWNER)
  }
  await house.idle()
  return { id, asked }
}

describe('undo of a run', () => {
  it('asks, naming every file, brings them back as before the first of its writes, and proves it', async () => {
    const { house, id, file, made } = await written()
    const undone = await undo(house, id, 'approve')
    expect(undone.asked).toMatchObject({
      question: { kind: 'approval', body: expect.stringContaining(file) as string },
    })
    expect(readFileSync(file, 'utf8')).toBe('before')
    expect(existsSync(made)).toBe(false)
    const [end] = house.of(undone.id, 'run.completed')
    expect(end).toMatchObject({ unproven: false })
    expect(end?.report).toContain(file)
  })

  it('is itself undone once more', async () => {
    const { house, id, file, made } = await written()
    const undone = await undo(house, id, 'approve')
    await undo(house, undone.id, 'approve')
    expect(readFileSync(file, 'utf8')).toBe('second')
    expect(readFileSync(made, 'utf8')).toBe('made')
  })

  it('changes nothing without a yes', async () => {
    const { house, id, file } = await written()
    const undone = await undo(house, id, 'deny')
    expect(readFileSync(file, 'utf8')).toBe('second')
    expect(house.of(undone.id, 'run.failed')).toMatchObject([{ code: 'denied' }])
  })

  it('leaves what was changed since, and says so, unless that is asked for', async () => {
    const { house, id, file, made } = await written()
    writeFileSync(file, 'mine since')
    const undone = await undo(house, id, 'approve')
    expect(readFileSync(file, 'utf8')).toBe('mine since')
    expect(existsSync(made)).toBe(false)
    expect(house.of(undone.id, 'run.completed')[0]?.report).toContain('something else has changed it since')
    await undo(house, id, 'approve', { changed: 'yes' })
    expect(readFileSync(file, 'utf8')).toBe('before')
  })

  it('is looked at beforehand without changing anything', async () => {
    const { house, id, file } = await written()
    const preview = await house.run('undo-preview', { params: { run: id } })
    expect(house.of(preview, 'question.opened')).toEqual([])
    expect(house.of(preview, 'run.completed')[0]?.report).toContain(file)
    expect(readFileSync(file, 'utf8')).toBe('second')
  })
})
