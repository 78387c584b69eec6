import type { Failure } from '../../program.ts'

/** A file as the backup has written it down. */
export interface Kept {
  /** As the backup calls it, without a leading slash. */
  readonly path: string
  readonly bytes: number
  readonly mtimeMs: number
}

/** A newest backup, whatever made it. */
export interface Opened {
  readonly ok: true
  readonly kind: 'restic' | 'borg' | 'directory'
  readonly id: string
  readonly timeMs: number
  /** Undefined when all could be read; what was wrong otherwise. */
  check(): Promise<string | undefined>
  /** Regular files in it. */
  files(): Promise<readonly Kept[] | Failure>
  /** Puts one of them below `directory`, and says where. */
  take(file: Kept, directory: string): Promise<string | Failure>
}
