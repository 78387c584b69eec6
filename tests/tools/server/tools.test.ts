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
}

test('sixteen tools, each only reading, in two languages, with a description of what it takes', () => {
  expect(tools.map((tool) => tool.name)).toHaveLength(16)
  for (const tool of tools) {
    expect(tool).toMatchObject({ group: 'server', access: 'read' })
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
    expect(effects.length).toBeGreaterThan(0)
    for (const effect of effects) {
      expect(['program', 'path', 'url']).toContain(effect.kind)
      if (effect.kind === 'path')
        expect(effect).toMatchObject({ access: 'read', path: expect.stringMatching(/^\//) })
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
