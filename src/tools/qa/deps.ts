import type { CommandRunner } from '../../domain/command-runner.ts'
import type { Files } from '../../domain/files.ts'

export interface QaDeps {
  readonly runner: CommandRunner
  readonly files: Pick<Files, 'resolve'>
}
