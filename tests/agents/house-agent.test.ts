import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Agent, AgentRun } from '../../src/domain/agent.ts'
import type { RunRequest } from '../../src/domain/run.ts'
import { createHouseAgent } from '../../src/agents/house-agent.ts'
import { loadWorkflows } from '../../src/agents/workflow/library.ts'
import { createMemoryBlobs } from '../helpers/memory-blobs.ts'
import { tempDir } from '../helpers/temp-dir.ts'
import { agentRun, signal } from './drive.ts'
import { SHIPPED, shippedLibrary, toolNames } from './tool-names.ts'

const tools = [{ name: 'disk_usage', access: 'read' as const }]
const house = async (more: Partial<Parameters<typeof createHouseAgent>[0]> = {}) =>
  createHouseAgent({ library: await shippedLibrary(), blobs: createMemoryBlobs(), tools, ...more })
const specify = async (request: Partial<RunRequest>, agent?: Agent) =>
  (agent ?? (await house())).specify(agentRun(request), signal)

describe('createHouseAgent', () => {
  it('follows a workflow that is named, with the parameters given and those in the text', async () => {
    const found = await specify({
      workflow: 'log-errors',
      text: 'log-errors since=2h',
      params: { most: '5' },
      locale: 'fr',
    })
    expect(found).toMatchObject({
      kind: 'spec',
      workflow: { name: 'log-errors', params: { since: 7_200, most: 5 } },
      spec: { objective: 'Erreurs du journal' },
    })
    const acceptance = found.kind === 'spec' ? found.spec.acceptance : []
    expect(acceptance.map(({ statement }) => statement)).toContain('au plus 5 erreurs en 2 h')
  })

  it('finds a workflow for free text', async () => {
    expect(await specify({ text: 'redémarre nginx', locale: 'fr' })).toMatchObject({
      kind: 'spec',
      workflow: { name: 'restart-service', params: { service: 'nginx' } },
      spec: { objective: 'Redémarrer le service nginx', risks: [expect.stringContaining('nginx')] },
    })
  })

  it('says what is wrong with a name or a parameter, and what would be right', async () => {
    expect(await specify({ workflow: 'disk-raport' })).toMatchObject({
      kind: 'invalid',
      why: { en: expect.stringMatching(/no workflow "disk-raport"; the nearest: disk-report/) },
    })
    expect(await specify({ workflow: 'restart-service' })).toMatchObject({
      kind: 'invalid',
      why: { en: expect.stringMatching(/"restart-service" needs service \(the service\)/) },
    })
    expect(await specify({ workflow: 'disk-report', params: { limit: 'most' } })).toMatchObject({
      kind: 'invalid',
      why: { fr: '« disk-report » : limit vaut "most" ; il faut un nombre entier de 1 à 100' },
    })
    expect(await specify({ workflow: 'restart-service', params: { service: '$(reboot)' } })).toMatchObject({
      kind: 'invalid',
    })
    expect(await specify({ text: 'disk-report foo=1' })).toMatchObject({
      kind: 'invalid',
      why: { en: '"disk-report" has no parameter foo; it has path, limit' },
    })
  })

  it('offers the nearest where it is unsure or knows nothing', async () => {
    expect(await specify({ text: 'delete all containers', locale: 'fr' })).toMatchObject({
      kind: 'unsure',
      candidates: expect.arrayContaining([{ name: 'container-status', title: 'État des conteneurs' }]),
    })
    const none = await specify({ text: 'raconte-moi une blague' })
    expect(none).toMatchObject({ kind: 'none', candidates: [] })
    expect(none.kind === 'none' && none.why).toMatchObject({
      en: 'No workflow fits this, and no model is configured to think about it. Ask for one of them, or configure EXECUTOR_MODEL',
    })
  })

  it("tells of the owner's broken file when it is asked for", async () => {
    const directory = join(await tempDir(), 'workflows')
    await mkdir(directory)
    await writeFile(join(directory, 'mine.yaml'), 'name: mine\n')
    const library = await loadWorkflows({
      directories: [
        { path: SHIPPED, owner: false },
        { path: directory, owner: true },
      ],
      toolNames,
    })
    expect(await specify({ workflow: 'mine' }, await house({ library }))).toMatchObject({
      kind: 'invalid',
      why: { en: expect.stringMatching(/"mine" cannot be used: .*mine\.yaml:1: title/) },
    })
  })

  it('goes on with the workflow as the run pinned it, whatever became of the file', async () => {
    const directory = await tempDir()
    const text = (title: string) => `
name: own
title: { en: Own, fr: Mien }
description: { en: d, fr: d }
aliases: { en: [my own job], fr: [] }
steps: [{ id: a, title: { en: ${title}, fr: a }, tool: disk_usage }]
acceptance: [{ id: a, statement: { en: a, fr: a }, check: { tool: disk_usage } }]
report: { en: a, fr: a }
estimatedDurationS: 1
`
    const blobs = createMemoryBlobs()
    const agentWith = async (title: string) => {
      await writeFile(join(directory, 'own.yaml'), text(title))
      const directories = [{ path: directory, owner: true }]
      return house({ blobs, library: () => loadWorkflows({ directories, toolNames }) })
    }
    const first = await agentWith('before')
    const found = await specify({ text: 'my own job' }, first)
    if (found.kind !== 'spec' || !found.workflow) throw new Error(found.kind)
    const run: AgentRun = { ...agentRun({}), spec: found.spec, workflow: found.workflow }
    const titles = async (agent: Agent) => (await agent.plan(run, signal)).steps.map(({ title }) => title)
    expect(await titles(first)).toEqual(['before'])
    const second = await agentWith('after')
    expect(await titles(second)).toEqual(['before'])
    expect(await titles(second)).toEqual(['before'])
  })

  it('leaves to the model what no workflow fits, and stays with whoever specified a run', async () => {
    const spec = { objective: 'o', assumptions: [], acceptance: [], risks: [], outOfScope: [] }
    const plan = { steps: [], estimatedDurationS: 7 }
    const model: Agent = {
      ...(await house()),
      specify: () => Promise.resolve({ kind: 'spec', spec }),
      plan: () => Promise.resolve(plan),
    }
    const agent = await house({ model })
    expect(await specify({ text: 'write a poem about the sea' }, agent)).toEqual({ kind: 'spec', spec })
    expect(await agent.plan(agentRun({}), signal)).toBe(plan)
    expect(await specify({ text: 'disk usage' }, agent)).toMatchObject({ workflow: { name: 'disk-report' } })
    await expect((async () => (await house()).plan(agentRun({}), signal))()).rejects.toThrow(
      /neither a workflow/,
    )
  })

  it('asks nobody for an opinion where evidence decides', async () => {
    const agent = await house()
    const workflow = { name: 'disk-report', sha256: '', params: {} }
    const run = { ...agentRun({}), workflow }
    const checked = { result: 'pass' as const, attempt: 1, criteria: [], reasons: [] }
    expect(await agent.judge({ run, evidence: [], checked }, signal)).toBeUndefined()
  })
})
