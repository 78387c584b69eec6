import type { FileFailure } from '../../domain/files.ts'
import type { Refusal } from './bounds.ts'
import { WalkFailure } from './walk.ts'

/** What is looked for, which decides how its absence is named. */
export type Wanted = 'file' | 'directory'

const failure = (code: FileFailure['code'], path: string, message: string): FileFailure => ({
  ok: false,
  code,
  message: `${path}: ${message}`,
  path,
})

export const notThere = (path: string, wanted: Wanted): FileFailure =>
  wanted === 'file'
    ? failure('E_FILE_NOT_FOUND', path, 'no such file')
    : failure('E_DIR_NOT_FOUND', path, 'no such directory')

export const exists = (path: string): FileFailure => failure('E_EXISTS', path, 'is there already')

export const notAFile = (path: string, what: string): FileFailure =>
  failure('E_NOT_A_FILE', path, `is ${what}, not a regular file`)

export const notADirectory = (path: string): FileFailure =>
  failure('E_NOT_A_DIRECTORY', path, 'is not a directory')

export const tooLarge = (path: string, message: string): FileFailure => failure('E_TOO_LARGE', path, message)

export function refused(path: string, refusal: Refusal, access: 'read' | 'write'): FileFailure {
  if (refusal === 'protected') return failure('E_PERMISSION', path, 'is protected')
  return access === 'write'
    ? failure('E_OUTSIDE_WORKSPACE', path, 'is outside the workspace, where nothing is written')
    : failure('E_OUTSIDE_WORKSPACE', path, 'is outside the workspace and of what may be read')
}

/** Errors that a path can be the reason of, as data; undefined for everything else (a full disk, a broken one). */
export function pathFailure(error: unknown, path: string, wanted: Wanted): FileFailure | undefined {
  if (error instanceof WalkFailure) return walkFailure(error, path, wanted)
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'ENOENT':
      return notThere(path, wanted)
    case 'ENOTDIR':
      return notADirectory(path)
    case 'EEXIST':
      return exists(path)
    case 'EISDIR':
      return notAFile(path, 'a directory')
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return failure(
        'E_PERMISSION',
        path,
        code === 'EROFS' ? 'is on a read-only file system' : 'permission denied',
      )
    case 'EAGAIN':
    case 'ENXIO':
      return notAFile(path, 'something that waits for somebody else')
    case 'ENAMETOOLONG':
    case 'ERR_INVALID_ARG_VALUE':
      return failure('E_PATH_NOT_FOUND', path, 'is no possible path')
    default:
      return undefined
  }
}

function walkFailure({ reason }: WalkFailure, path: string, wanted: Wanted): FileFailure {
  switch (reason) {
    case 'missing-parent':
      return wanted === 'directory'
        ? notThere(path, wanted)
        : failure('E_PATH_NOT_FOUND', path, 'a directory on the way does not exist')
    case 'not-a-directory':
      return failure('E_NOT_A_DIRECTORY', path, 'something on the way is not a directory')
    case 'too-many-links':
      return failure('E_PATH_NOT_FOUND', path, 'too many symbolic links')
    default:
      return reason satisfies never
  }
}
