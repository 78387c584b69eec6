import type { CommandRunner } from '../../domain/command-runner.ts'
import type { Files } from '../../domain/files.ts'

export interface QaDeps {
  readonly runner: CommandRunner
  /** Where checks run in mode `sandbox`; without it they are refused there, never run on the host instead. */
  readonly sandbox?: CommandRunner
  readonly files: Pick<Files, 'resolve'>
}
