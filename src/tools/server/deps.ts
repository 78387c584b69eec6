import type { Clock } from '../../domain/clock.ts'
import type { CommandRunner } from '../../domain/command-runner.ts'
import type { Files } from '../../domain/files.ts'

export interface ServerDeps {
  readonly runner: CommandRunner
  readonly files: Pick<Files, 'resolve'>
  readonly clock: Clock
  /** Where the Docker engine listens, e.g. `unix:///run/docker.sock`; absent: docker's own default. */
  readonly dockerHost?: string | undefined
  /** Who runs the programs; the process's own user unless told. */
  readonly user?: { readonly uid: number; readonly name: string }
}
