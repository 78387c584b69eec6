import type { JsonObject } from '../../src/domain/json.ts'
import { type Reply, saysJson } from './model-server.ts'

/** What a scripted executor says. */

export interface CheckDraft {
  readonly tool: string
  readonly args: JsonObject
  readonly expect?: string
}

/** A spec of the given checks, by criterion. */
export const specs = (checks: Readonly<Record<string, CheckDraft | undefined>>): Reply =>
  saysJson({
    thought: 'this is what must hold',
    spec: {
      objective: 'what was asked for',
      acceptance: Object.entries(checks).map(([id, check]) => ({ id, statement: `${id} holds`, check })),
      assumptions: [],
      risks: [],
      outOfScope: [],
    },
  })

export const plans = (
  ...steps: readonly (readonly [id: string, tool: string, args: JsonObject, dependsOn?: readonly string[]])[]
): Reply =>
  saysJson({
    thought: 'in this order',
    plan: {
      steps: steps.map(([id, tool, args, dependsOn = []]) => ({
        id,
        title: `do ${id}`,
        tool,
        args,
        dependsOn,
      })),
      estimatedDurationS: 5,
    },
  })

export const calls = (action: string, args: JsonObject, more: JsonObject = {}): Reply =>
  saysJson({ thought: `${action} comes next`, action, args, ...more })

export const ends = (final = 'All done.'): Reply => saysJson({ thought: 'nothing is left', final })

export const writes = (path: string, content: string, mode = 'overwrite'): Reply =>
  calls('write_file', { path, content, mode })

export const contains = (path: string, text: string): CheckDraft => ({
  tool: 'read_file',
  args: { path },
  expect: `$contains(text, ${JSON.stringify(text)})`,
})

export const command = (text: string, expect = 'exitCode = 0'): CheckDraft => ({
  tool: 'execute_command',
  args: { command: text },
  expect,
})
