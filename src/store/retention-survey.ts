import type { Database } from 'better-sqlite3'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunId } from '../domain/run.ts'
import { namedBlobs } from './blobs-named.ts'

/** What takes room in a data directory, run by run. Sizes in bytes, times in milliseconds since the epoch. */
export interface Survey {
  readonly runs: readonly SurveyedRun[]
  /** Kept outputs by sha256. */
  readonly blobs: ReadonlyMap<string, { readonly bytes: number; readonly writtenAt: number }>
  /** Pages of the database that hold something. */
  readonly databaseBytes: number
}

export interface SurveyedRun {
  readonly no: number
  readonly id: RunId
  /** Undefined while it has not ended, and of the run whose row is the journal's last: its place must stay taken. */
  readonly endedAt: number | undefined
  bytes: number
  /** Every sha256 that its events speak of. */
  readonly names: Set<string>
}

interface KnownRun {
  readonly no: number
  readonly id: RunId
  readonly ended: number | null
}

/** How long the journal is read before others get a turn, in milliseconds. */
const SLICE_MS = 8

/**
 * Reads the whole journal in slices, so that an engine in this process goes on meanwhile.
 *
 * @throws UserError `storage` where a row cannot be read
 */
export async function survey(db: Database, directory: string): Promise<Survey> {
  const known = db
    .prepare<[], KnownRun>(`
      SELECT no, id, iif(status IN ('completed', 'failed', 'cancelled')
          AND last_position <> (SELECT coalesce(max(position), 0) FROM journal)
          AND NOT EXISTS (SELECT 1 FROM questions WHERE questions.run = runs.no AND questions.status = 'open'),
        ended_at, NULL) AS ended
      FROM runs ORDER BY no`)
    .all()
  const runs = new Map<string, SurveyedRun>(
    known.map(({ no, id, ended }) => [
      id,
      { no, id, endedAt: ended ?? undefined, bytes: 0, names: new Set() },
    ]),
  )
  for (let position = 0; ; ) {
    const read = readSlice(db, position, runs)
    if (read === undefined) break
    position = read + 1
    await new Promise<void>((resolve) => void setImmediate(resolve))
  }
  const [pages, free, size] = ['page_count', 'freelist_count', 'page_size'].map(
    (name) => db.pragma(name, { simple: true }) as number,
  ) as [number, number, number]
  return { runs: [...runs.values()], blobs: await listBlobs(directory), databaseBytes: (pages - free) * size }
}

/** Answers the last position that was read; undefined where the journal ended. */
function readSlice(db: Database, from: number, runs: ReadonlyMap<string, SurveyedRun>): number | undefined {
  const end = performance.now() + SLICE_MS
  for (const { position, runId, bytes, names } of namedBlobs(db, from)) {
    const run = runs.get(runId)
    if (run) {
      run.bytes += bytes
      for (const name of names) run.names.add(name)
    }
    if (performance.now() >= end) return position
  }
  return undefined
}

/** Outputs on the disk; drafts of outputs stand under their own names, which nobody speaks of. */
async function listBlobs(directory: string): Promise<Survey['blobs']> {
  const root = join(directory, 'blobs')
  const found = new Map<string, { bytes: number; writtenAt: number }>()
  const names = await readdir(root, { recursive: true }).catch(() => [])
  for (const name of names) {
    const there = await stat(join(root, name)).catch(() => undefined)
    if (there?.isFile())
      found.set(name.replace(/^[0-9a-f]{2}\//, ''), { bytes: there.size, writtenAt: there.mtimeMs })
  }
  return found
}
