import type { Clock } from '../../domain/clock.ts'
import type { Files } from '../../domain/files.ts'
import type { AnyTool } from '../../domain/tool.ts'
import { systemClock } from '../../lib/clock.ts'
import { createListDirectory } from './list-directory.ts'
import { createReadFile } from './read-file.ts'
import { createSearchDirectory } from './search-directory.ts'
import { createWriteFile } from './write-file.ts'

export interface FilesystemDeps {
  readonly files: Files
  /** For the time limit of a search. */
  readonly clock?: Clock
}

export const createFilesystemTools = ({ files, clock = systemClock }: FilesystemDeps): AnyTool[] => [
  createReadFile(files),
  createWriteFile(files),
  createListDirectory(files),
  createSearchDirectory(files, clock),
]
