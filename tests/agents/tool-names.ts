import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadWorkflows, type WorkflowLibrary } from '../../src/agents/workflow/library.ts'

export const SHIPPED = fileURLToPath(new URL('../../config/workflows', import.meta.url))

/** Every tool's name, as its own file says it. */
export const toolNames: readonly string[] = (() => {
  const root = fileURLToPath(new URL('../../src/tools', import.meta.url))
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )
  return files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/\n {4}name: '([a-z_]+)'/g)].map(
      ([, name = '']) => name,
    ),
  )
})()

let library: Promise<WorkflowLibrary> | undefined

export const shippedLibrary = (): Promise<WorkflowLibrary> =>
  (library ??= loadWorkflows({ directories: [{ path: SHIPPED, owner: false }], toolNames }))
