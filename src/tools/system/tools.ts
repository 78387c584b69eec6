import type { CommandRunner } from '../../domain/command-runner.ts'
import type { AnyTool } from '../../domain/tool.ts'
import { createExecuteCommand } from './execute-command.ts'
import { createGetSystemInfo } from './get-system-info.ts'

export interface SystemDeps {
  /** Runs commands of mode `direct`. */
  readonly runner: CommandRunner
  /** Runs commands of mode `sandbox`; without it they are refused, never run on the host instead. */
  readonly sandbox?: CommandRunner
}

export const createSystemTools = ({ runner, sandbox }: SystemDeps): AnyTool[] => [
  createExecuteCommand((mode) => (mode === 'direct' ? runner : sandbox)),
  createGetSystemInfo(),
]
