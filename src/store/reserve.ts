import { randomBytes } from 'node:crypto'
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Room for how several runs ended: a dozen pages of SQLite for each. Bytes. */
const RESERVE_BYTES = 256 * 1024

/** Room on the disk that is given up when there is none left, so that the end of every run can still be written. */
export interface Reserve {
  /** Gives the room up; the next start takes it again. */
  release(): void
}

/**
 * Takes the room where the disk has it; without it Autohome works all the same. Random bytes, because a file system
 * that packs others would keep no room for them.
 */
export function holdReserve(directory: string): Reserve {
  const path = join(directory, 'reserve')
  try {
    if (statSync(path, { throwIfNoEntry: false })?.size !== RESERVE_BYTES)
      writeFileSync(path, randomBytes(RESERVE_BYTES), { mode: 0o600 })
  } catch {
    rmSync(path, { force: true })
  }
  return { release: () => rmSync(path, { force: true }) }
}
