import type { Clock } from '../../domain/clock.ts'
import type { CommandRunner } from '../../domain/command-runner.ts'
import type { ContainerImages } from '../../domain/containers.ts'
import type { Files } from '../../domain/files.ts'
import type { Samples } from '../../domain/samples.ts'

export interface ServerDeps {
  readonly runner: CommandRunner
  readonly files: Pick<Files, 'resolve'>
  readonly clock: Clock
  /** Where the Docker engine listens, e.g. `unix:///run/docker.sock`; absent: docker's own default. */
  readonly dockerHost?: string | undefined
  /** Absent: containers are not updated here. */
  readonly containers?: ContainerImages
  /** What was measured before; absent: nothing is kept. */
  readonly samples?: Samples
  /** Who runs the programs; the process's own user unless told. */
  readonly user?: { readonly uid: number; readonly name: string }
}
