import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '../../../src/lib/clock.ts'
import { createServerTools } from '../../../src/tools/server/create.ts'
import { context, realRunner } from '../../helpers/tool-bench.ts'

const tools = createServerTools({
  runner: realRunner(),
  files: { resolve: (path) => resolve('/', path) },
  clock: systemClock,
})

/** The least that each tool must be given. */
const ARGS: Readonly<Record<string, object>> = {
  service_status: { name: 'ssh' },
  container_status: { name: 'web' },
  container_logs: { name: 'web' },
  backup_status: { path: '/srv/backup' },
  backup_verify: { path: '/srv/backup' },
  update_containers: { names: ['web'] },
  restore_containers: { names: ['web'] },
}

/** What changes containers writes; every other tool of the server only reads. */
const WRITING: readonly string[] = ['update_containers', 'restore_containers']
/** They look at what Autohome itself has kept: nothing of the machine is touched. */
const OF_ITS_OWN: readonly string[] = ['run_figures']

test('each reads unless it is there to change something, in two languages, with a description of what it takes', () => {
  expect(tools).toHaveLength(26)
  for (const tool of tools) {
    expect(tool).toMatchObject({ group: 'server', access: WRITING.includes(tool.name) ? 'write' : 'read' })
    expect(tool.summary.fr).not.toBe(tool.summary.en)
    expect(tool.inputSchema()).toMatchObject({ type: 'object', additionalProperties: false })
  }
})

test.each(tools.map((tool) => [tool.name, tool] as const))(
  '%s names its effects before it runs',
  (name, tool) => {
    const parsed = tool.input.safeParse(ARGS[name] ?? {})
    if (!parsed.success) throw new Error(parsed.error.message)
    const effects = tool.effects(parsed.data, context())
    expect(effects.length > 0).toBe(!OF_ITS_OWN.includes(name))
    for (const effect of effects) {
      const kinds = WRITING.includes(name) ? ['program', 'container'] : ['program', 'path', 'url']
      expect(kinds).toContain(effect.kind)
      if (effect.kind !== 'path') continue
      // The trial restore puts its copy into the workspace and takes it away again.
      const written = name === 'backup_verify' && effect.path.endsWith('/.autohome-restore')
      expect(effect).toMatchObject({ access: written ? 'write' : 'read', path: expect.stringMatching(/^\//) })
    }
  },
)

test('a misspelt argument is named', () => {
  const disk = tools.find((tool) => tool.name === 'disk_usage')
  expect(disk?.input.safeParse({ pth: '/' })).toMatchObject({
    success: false,
    error: { message: expect.stringContaining('"pth"') },
  })
})
