/** Where the file tools may look and write. Nothing here follows a symbolic link out of the workspace. */
export interface FileEntry {
  readonly name: string
  readonly kind: 'file' | 'directory' | 'symlink' | 'other'
  readonly bytes: number
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number
}

export type FileFailure = {
  readonly ok: false
  readonly code:
    | 'E_FILE_NOT_FOUND'
    | 'E_DIR_NOT_FOUND'
    | 'E_PATH_NOT_FOUND'
    | 'E_NOT_A_FILE'
    | 'E_NOT_A_DIRECTORY'
    | 'E_EXISTS'
    | 'E_OUTSIDE_WORKSPACE'
    | 'E_PERMISSION'
    | 'E_TOO_LARGE'
  readonly message: string
  readonly path: string
}
export type FileOutcome<T> = ({ readonly ok: true } & T) | FileFailure

export interface Files {
  readonly workspace: string
  /** Absolute, lexically normal; symbolic links are not resolved here. */
  resolve(path: string): string
  read(
    path: string,
    range: { readonly offset: number; readonly maxBytes: number },
  ): Promise<FileOutcome<{ data: Uint8Array; size: number }>>
  /** Inside the workspace only; parent directories are made; the file is replaced in one rename. `mustBeNew` fails where there is one. */
  write(
    path: string,
    data: Uint8Array,
    options: { readonly append: boolean; readonly mustBeNew?: boolean },
  ): Promise<FileOutcome<{ bytes: number; created: boolean }>>
  list(path: string): Promise<FileOutcome<{ entries: readonly FileEntry[] }>>
}
