import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lazyLibrary, loadWorkflows } from '../../../src/agents/workflow/library.ts'
import { tempDir } from '../../helpers/temp-dir.ts'
import { SHIPPED, toolNames } from '../tool-names.ts'

const file = (name: string, alias = `do ${name}`, title = 'Title'): string => `
name: ${name}
title: { en: ${title}, fr: Titre }
description: { en: d, fr: d }
aliases: { en: [${alias}], fr: [] }
steps: [{ id: a, title: { en: a, fr: a }, tool: disk_usage }]
acceptance: [{ id: a, statement: { en: a, fr: a }, check: { tool: disk_usage } }]
report: { en: a, fr: a }
estimatedDurationS: 1
`

async function directories(shipped: Record<string, string>, owned: Record<string, string>) {
  const root = await tempDir()
  const list = [
    { path: join(root, 'shipped'), owner: false },
    { path: join(root, 'owner'), owner: true },
  ]
  for (const [directory, files] of [
    [list[0], shipped],
    [list[1], owned],
  ] as const) {
    await mkdir(directory?.path ?? '')
    for (const [name, text] of Object.entries(files)) await writeFile(join(directory?.path ?? '', name), text)
  }
  return list
}

describe('loadWorkflows', () => {
  it('reads everything that ships, fourteen and more, and needs no directory of the owner', async () => {
    const absent = { path: join(await tempDir(), 'none'), owner: true }
    const library = await loadWorkflows({ directories: [{ path: SHIPPED, owner: false }, absent], toolNames })
    expect(library.broken).toEqual([])
    expect(library.workflows.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        ...['server-health', 'disk-report', 'disk-cleanup', 'memory-report', 'failed-services'],
        ...['restart-service', 'container-status', 'restart-container', 'docker-cleanup', 'log-errors'],
        ...['security-updates', 'listening-ports', 'certificate-check', 'backup-check'],
      ]),
    )
    const info = library.infos('fr').find(({ name }) => name === 'restart-service')
    expect(info).toMatchObject({
      title: 'Redémarrer un service',
      params: [{ name: 'service', required: true }],
    })
    expect(library.infos('en').every(({ examples }) => examples.length >= 4)).toBe(true)
  })

  it("lets the owner's file win, and tells of the owner's broken ones without losing the rest", async () => {
    const library = await loadWorkflows({
      directories: await directories(
        { 'one.yaml': file('one'), 'two.yml': file('two') },
        {
          'one.yaml': file('one', 'do one', 'Mine'),
          'bad.yaml': 'name: [',
          'taken.yaml': file('taken', 'DO two'),
          'own.yaml': file('own'),
          '.hidden.yaml': 'x',
          'notes.txt': 'x',
        },
      ),
      toolNames,
    })
    expect(library.workflows.map(({ name, title }) => `${name} ${title.en}`)).toEqual([
      'one Mine',
      'two Title',
      'own Title',
    ])
    expect(library.broken.map(({ name }) => name)).toEqual(['bad', 'taken'])
    expect(library.broken[1]?.message).toMatch(/"do two" belongs to "two"/)
    expect(library.get('bad')).toBeUndefined()
  })

  it('stops at a shipped file that is malformed, doubled or missing', async () => {
    const load = async (shipped: Record<string, string>) =>
      loadWorkflows({ directories: await directories(shipped, {}), toolNames })
    await expect(load({ 'bad.yaml': 'name: [' })).rejects.toMatchObject({ code: 'bad_workflow' })
    await expect(load({ 'a.yaml': file('one'), 'b.yaml': file('one') })).rejects.toThrow(/name of .*a\.yaml/)
    await expect(load({ 'a.yaml': file('a', 'same'), 'b.yaml': file('b', 'same') })).rejects.toThrow(
      /aliases/,
    )
    const missing = [{ path: join(await tempDir(), 'nowhere'), owner: false }]
    await expect(loadWorkflows({ directories: missing, toolNames })).rejects.toThrow(
      /cannot be read \(ENOENT\)/,
    )
  })

  it('says which file of the owner cannot be read', async () => {
    const list = await directories({ 'one.yaml': file('one') }, {})
    const path = join(list[1]?.path ?? '', 'dir.yaml')
    await mkdir(path)
    await chmod(path, 0o755)
    const library = await loadWorkflows({ directories: list, toolNames })
    expect(library.broken[0]?.message).toMatch(/dir\.yaml: cannot be read \(EISDIR\)/)
  })
})

it('lazyLibrary reads once, and again after a failure', async () => {
  const library = await loadWorkflows({ directories: [{ path: SHIPPED, owner: false }], toolNames })
  let calls = 0
  const lazy = lazyLibrary(async () => {
    if (++calls === 1) throw new Error('not yet')
    return library
  })
  await expect(lazy()).rejects.toThrow('not yet')
  expect(await lazy()).toBe(library)
  expect(await lazy()).toBe(library)
  expect(calls).toBe(2)
})
