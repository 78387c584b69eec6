import { join } from 'node:path'
import type { ChangeRef } from '../../domain/change.ts'

/** One name below a recorded root, as it was. Modes hold the permission bits alone. */
export type Entry =
  | { readonly path: string; readonly kind: 'absent' }
  | { readonly path: string; readonly kind: 'link'; readonly target: string }
  | ({ readonly path: string; readonly kind: 'directory' } & Rights)
  | ({
      readonly path: string
      readonly kind: 'file'
      readonly sha256: string
      readonly bytes: number
    } & Rights)

export interface Rights {
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** As `getfattr --dump` writes them, ACLs among them; absent where there are none, or the program is not there. */
  readonly attributes?: string
}

/** A container as the Docker engine described it, and the image that it ran by its digest. */
export interface ContainerRecord {
  readonly name: string
  readonly image: string
  readonly running: boolean
  /** The answer of `GET /containers/<name>/json`. */
  readonly inspect: Readonly<Record<string, unknown>>
}

export interface StateRecord {
  readonly save: string
  readonly restore: string
  readonly text: string
}

/** Everything that a restore needs, without a database and without configuration. Never changed once written. */
export interface Manifest {
  readonly version: 1
  readonly runId: string
  readonly callKey: string
  readonly class: string
  readonly confirm: boolean
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly roots: readonly string[]
  readonly entries: readonly Entry[]
  readonly containers: readonly ContainerRecord[]
  /** Path of the Docker engine's socket, where containers are recorded. */
  readonly docker?: string
  /** Versions by package. */
  readonly packages?: Readonly<Record<string, string>>
  readonly states: readonly StateRecord[]
  readonly after: readonly string[]
  readonly trustedPath: readonly string[]
}

/** `1/execute/set` as the name of a directory. */
export const directoryOf = (root: string, { runId, callKey }: ChangeRef): string =>
  join(root, runId, encodeURIComponent(callKey))

export const manifestPath = (directory: string): string => join(directory, 'manifest.json')
export const bytesPath = (directory: string, sha256: string): string => join(directory, 'files', sha256)
/** What was there when it was taken back: names that the change had made. */
export const asidePath = (directory: string): string => join(directory, 'aside')
export const resultPath = (directory: string): string => join(directory, 'result.json')
export const afterPath = (directory: string): string => join(directory, 'after.json')
export const begunPath = (directory: string): string => join(directory, 'begun')
export const decisionPath = (directory: string): string => join(directory, 'decision')
export const windowPath = (directory: string): string => join(directory, 'window.json')
export const watchdogPath = (directory: string): string => join(directory, 'watchdog.json')
export const lockPath = (directory: string): string => join(directory, 'lock')
export const settledPath = (directory: string): string => join(directory, 'settled')
