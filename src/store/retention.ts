import type { Database } from 'better-sqlite3'
import { rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../domain/clock.ts'
import { auditRows } from './audit.ts'
import type { Beside } from './beside.ts'
import type { ChainedRow } from './chain.ts'
import { INCREMENTAL } from './database.ts'
import { createTails } from './heads.ts'
import { readPrunings, recordPruning } from './prunings.ts'
import { type Choice, choose, type Retention } from './retention-choice.ts'
import { survey, type SurveyedRun } from './retention-survey.ts'
import type { RunRow } from './run-rows.ts'

/** What a pruning did, or would do. */
export interface PruneResult {
  readonly runs: readonly string[]
  readonly outputs: number
  /** About what is given back to the disk. */
  readonly bytes: number
  /** Runs whose chain does not hold: what is left of them is evidence, and stays. */
  readonly broken: readonly string[]
  readonly stillOver: boolean
}

export interface PruneParts {
  readonly beside: Pick<Beside, 'db' | 'write'>
  readonly directory: string
  readonly retention: Retention
  readonly clock: Pick<Clock, 'now'>
  readonly dryRun: boolean
  /** Stops between two steps; what was done until then stands. */
  readonly signal: AbortSignal
}

/** Finished events of platforms are remembered so long, in milliseconds: none delivers an event again later. */
const INBOX_MS = 30 * 86_400_000
/** Pages that are given back in one go; with 4096 bytes each, 2 MB. */
const PAGES = 500

/**
 * Removes what is older or more than is to be kept: events of runs, outputs nobody speaks of, and gives the room back to the
 * disk. Of a run its summary and the head of its chain stay. Works beside a running engine in short transactions.
 *
 * @throws StorageError; UserError `storage`
 */
export async function prune(parts: PruneParts): Promise<PruneResult> {
  const { beside, directory, retention, clock, dryRun, signal } = parts
  const since = Date.now()
  const choice = choose(await survey(beside.db, directory), retention, clock.now())
  if (dryRun)
    return resultOf(
      choice,
      choice.runs.map(({ id }) => id),
      [],
    )
  const [gone, broken]: [string[], string[]] = [[], []]
  for (const run of choice.runs) {
    if (signal.aborted) break
    const how = await beside.write(() => pruneRun(beside.db, run, clock.now()))
    if (how === 'pruned') gone.push(run.id)
    else if (how === 'broken') broken.push(run.id)
  }
  // What a run that stayed speaks of must stay as well.
  const kept = new Set(choice.runs.filter(({ id }) => !gone.includes(id)).flatMap(({ names }) => [...names]))
  for (const name of choice.blobs)
    if (!kept.has(name) && !signal.aborted) await removeBlob(join(directory, 'blobs'), name, since)
  await beside.write(() => {
    beside.db
      .prepare('DELETE FROM inbox WHERE body IS NULL AND coalesce(taken_at, 0) < ?')
      .run(clock.now() - INBOX_MS)
  })
  await giveBack(beside, signal)
  return resultOf(choice, gone, broken)
}

const resultOf = (
  { blobs, bytes, stillOver }: Choice,
  runs: readonly string[],
  broken: readonly string[],
): PruneResult => ({
  runs,
  outputs: blobs.length,
  bytes,
  broken,
  stillOver,
})

interface StoredRow extends ChainedRow {
  readonly run: number
  readonly hash: Buffer
}

/** The run as `runs` tells it, with the end of its chain where that does not stand there yet; undefined where it is not to go. */
function asItIsNow(db: Database, { no, endedAt }: SurveyedRun): RunRow | undefined {
  const run = db.prepare<[number], RunRow>('SELECT * FROM runs WHERE no = ?').get(no)
  if (!run || run.ended_at !== endedAt || !['completed', 'failed', 'cancelled'].includes(run.status))
    return undefined
  const tail = createTails(db)().get(no)
  if (!tail) return run
  const last = db.prepare('SELECT max(position) FROM journal').pluck().get()
  if (tail.position === last) return undefined
  return { ...run, last_seq: tail.last_seq, last_position: tail.position, head: tail.hash }
}

/** In one transaction, and only where the run still is as it was seen and its chain holds to the end. */
function pruneRun(db: Database, surveyed: SurveyedRun, at: number): 'pruned' | 'broken' | 'changed' {
  const run = asItIsNow(db, surveyed)
  if (!run) return 'changed'
  const { no, last_seq, last_position, head } = run
  const rows = db
    .prepare<[number, number, number], StoredRow>(`
      WITH RECURSIVE back (position, prev) AS (
        SELECT position, prev FROM journal WHERE position = ? AND run = ?
        UNION ALL
        SELECT journal.position, journal.prev FROM back JOIN journal ON journal.position = back.prev
        WHERE back.prev < back.position AND journal.run = ?
      )
      SELECT journal.* FROM back JOIN journal USING (position) ORDER BY position`)
    .all(last_position, no, no)
  const found = auditRows(run, readPrunings(db), rows)
  if (!found.ok) return 'broken'
  const remove = db.prepare('DELETE FROM journal WHERE position = ?')
  for (const { position } of rows) remove.run(position)
  db.prepare('DELETE FROM questions WHERE run = ?').run(no)
  db.prepare('UPDATE runs SET last_seq = ?, last_position = ?, head = ? WHERE no = ?').run(
    ...[last_seq, last_position, head, no],
  )
  recordPruning(db, { run: no, at, last_seq, last_position, head })
  return 'pruned'
}

/**
 * Taken out of its place before it is looked at once more: whoever keeps the same output again at this moment has either
 * made it young, so that it goes back, or finds it gone and writes it anew.
 *
 * @param since when the disk was looked through, by the clock that the file system has
 */
async function removeBlob(root: string, name: string, since: number): Promise<void> {
  const path = /^[0-9a-f]{64}$/.test(name) ? join(root, name.slice(0, 2), name) : join(root, name)
  const aside = join(root, `draft-going-${name}`)
  try {
    await rename(path, aside)
    const { mtimeMs } = await stat(aside)
    if (mtimeMs >= since) await rename(aside, path)
    else await rm(aside, { force: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

/** Free pages go from the database's end, a few at a time: nobody has to wait for the whole file to be copied. */
async function giveBack({ db, write }: PruneParts['beside'], signal: AbortSignal): Promise<void> {
  const free = () => db.pragma('freelist_count', { simple: true }) as number
  if (db.pragma('auto_vacuum', { simple: true }) !== INCREMENTAL) return
  for (let before = free(); before > 0 && !signal.aborted; ) {
    await write(() => void db.pragma(`incremental_vacuum(${PAGES})`))
    const after = free()
    if (after >= before) return
    before = after
  }
  db.pragma('wal_checkpoint(PASSIVE)')
}
