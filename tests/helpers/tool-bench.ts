import type { CommandRunner } from '../../src/domain/command-runner.ts'
import type { Json } from '../../src/domain/json.ts'
import type { AnyTool, ToolContext, ToolResult } from '../../src/domain/tool.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { createHostRunner } from '../../src/runtime/host/runner.ts'
import { createMemoryBlobs } from './memory-blobs.ts'

export const TRUSTED_PATH = ['/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** The real host runner, with other directories to find programs in where a test wants fewer of them. */
export const realRunner = (trustedPath: readonly string[] = TRUSTED_PATH): CommandRunner =>
  createHostRunner({
    blobs: createMemoryBlobs(),
    trustedPath,
    baseEnv: process.env,
    maxOutputBytes: 8 * 1024 * 1024,
    clock: systemClock,
  })

export const context = (cwd = '/'): ToolContext => ({
  signal: new AbortController().signal,
  cwd,
  mode: 'direct',
})

/**
 * Calls a tool the way the engine does: arguments pass its schema, and so must what it answers.
 *
 * @throws Error when either does not fit.
 */
export async function call<T extends Json = Json>(
  tool: AnyTool,
  args: unknown,
  where: ToolContext = context(),
): Promise<ToolResult<T>> {
  const parsed = tool.input.safeParse(args)
  if (!parsed.success) throw new Error(parsed.error.message)
  tool.effects(parsed.data, where)
  const result = (await tool.run(parsed.data, where)) as ToolResult<T>
  if (!result.ok) {
    if (!tool.errors.includes(result.error.code))
      throw new Error(`${tool.name} does not declare ${result.error.code}: ${result.error.message}`)
    return result
  }
  const fits = tool.output.safeParse(result.value)
  if (!fits.success) throw new Error(`${tool.name} answered what it does not declare: ${fits.error.message}`)
  return result
}

/** What a call that must succeed answered. @throws Error with the tool's own message where it failed. */
export async function value<T extends Json>(tool: AnyTool, args: unknown, where?: ToolContext): Promise<T> {
  const result = await call<T>(tool, args, where)
  if (result.ok) return result.value
  throw new Error(`${result.error.code}: ${result.error.message}`)
}
