import type { Database } from 'better-sqlite3'
import type { Clock } from '../domain/clock.ts'
import { StorageError } from '../domain/errors.ts'
import type { RunEvent, RunEventBody } from '../domain/event.ts'
import type { AppendConditions, Journal, Positioned } from '../domain/journal.ts'
import type { RunId } from '../domain/run.ts'
import { encodeEvents } from './codec.ts'
import { type Commit, createCommitter } from './committer.ts'
import { openWritable, type Upgrade } from './database.ts'
import { EVENTS_PER_ROW, positionOf } from './journal-rows.ts'
import { createPace } from './pace.ts'
import type { PendingAppend, PendingRun } from './pending.ts'
import { createReads } from './reads.ts'
import { holdReserve } from './reserve.ts'
import { isProjected } from './run-state.ts'
import { cannotOpen, cannotWrite, noRoomLeft } from './storage-errors.ts'
import { createTimerRows } from './timer-rows.ts'

export interface JournalOptions {
  /** The data directory; made where it does not exist. Take its lock first. */
  readonly directory: string
  /** FULL keeps a commit through a power loss, NORMAL through the end of the process. */
  readonly synchronous: 'FULL' | 'NORMAL'
  readonly clock: Clock
  /** Hears that the database was an older Autohome's, before anything else is done with it. */
  readonly onUpgrade?: (upgrade: Upgrade) => void
  /** Hears what a subscriber threw; the others and the journal go on. Default: a process warning. */
  readonly onListenerError?: (error: unknown) => void
}

/** The journal, with the database it lives in for what else must be durable beside it. */
export type SqliteJournal = Journal & { readonly database: Database }

type Listener = (events: readonly Positioned[]) => void

/** Somebody who flushes. */
interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/**
 * Opens the journal for the one process that writes it.
 *
 * @throws UserError `storage`, `newer_database`
 */
export function openJournal(options: JournalOptions): SqliteJournal {
  const { directory, clock, onListenerError = (error) => process.emitWarning(String(error)) } = options
  const db = openWritable(directory, options.synchronous, options.onUpgrade)
  const { timers, committer, reads } = prepare(db, clock)
  const reserve = holdReserve(directory)

  const listeners = new Set<Listener>()
  let pending = new Map<RunId, PendingRun>()
  let waiting: Waiter[] = []
  const schedule = createPace(commit)
  let broken: StorageError | undefined
  let closing: Promise<void> | undefined

  function commit(): void {
    const runs = [...pending.values()]
    const flushed = waiting
    pending = new Map()
    waiting = []
    let done: Commit
    try {
      if (broken) throw broken
      done = committer.commit(runs)
    } catch (error) {
      const failure = cannotWrite(db.name, error)
      broken = failure
      for (const run of runs) for (const append of run.appends) append.reject(failure)
      for (const each of flushed) each.reject(failure)
      return
    }
    for (const { append, result } of done.outcomes)
      if (result instanceof Error) append.reject(result)
      else append.resolve(result)
    for (const each of flushed) each.resolve()
    if (listeners.size > 0 && done.rows.length > 0) publish(done)
  }

  function publish({ rows }: Commit): void {
    const events = rows.flatMap((row) =>
      row.events.map((event, index) => ({ position: positionOf(row.position, index), event })),
    )
    for (const listener of listeners)
      try {
        listener(events)
      } catch (error) {
        onListenerError(error)
      }
  }

  function append(runId: RunId, bodies: readonly RunEventBody[], conditions?: AppendConditions) {
    return new Promise<readonly RunEvent[]>((resolve, reject) => {
      if (broken) return reject(broken)
      if (bodies.length === 0 && !conditions) return resolve([])
      if (bodies.length > EVENTS_PER_ROW)
        return reject(new Error(`More than ${EVENTS_PER_ROW} events in one append`))
      const at = Math.trunc(clock.now())
      addPending(pending, { runId, at, bodies, conditions, resolve, reject })
      schedule(at)
    })
  }

  function lastWords(ends: ReadonlyMap<RunId, readonly RunEventBody[]>): boolean {
    const waiting = new Map<RunId, PendingRun>()
    const at = Math.trunc(clock.now())
    const unheard = () => undefined
    for (const [runId, bodies] of ends)
      addPending(waiting, { runId, at, bodies, conditions: undefined, resolve: unheard, reject: unheard })
    broken ??= new StorageError(`The journal in ${directory} takes nothing any more.`)
    // What the other committer remembers may never have reached the disk.
    const write = () => publish(createCommitter(db, clock, timers).commit([...waiting.values()]))
    reserve.release()
    return fits(write) || (fits(() => emptyLog(db)) && fits(write))
  }

  function flush(): Promise<void> {
    if (broken) return Promise.reject(broken)
    if (pending.size === 0 && !timers.changed()) return Promise.resolve()
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
  }

  async function close(): Promise<void> {
    // Whoever appended has been told of a failure already.
    await flush().catch(() => undefined)
    try {
      if (!broken) committer.settle()
    } catch {
      // Nothing is lost: the next start does the same.
    }
    broken ??= new StorageError(`The journal in ${directory} is closed.`)
    db.close()
  }

  return {
    ...reads,
    database: db,
    append,
    lastWords,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    timers: timers.list,
    setTimer(timer) {
      timers.set(timer)
      schedule(clock.now())
    },
    clearTimer(id) {
      timers.clear(id)
      schedule(clock.now())
    },
    flush,
    close: () => (closing ??= close()),
  }
}

interface NewAppend extends Omit<PendingAppend, 'projected' | 'text'> {
  readonly runId: RunId
}

/** A value that JSON cannot hold throws here, and concerns nobody else. */
function addPending(pending: Map<RunId, PendingRun>, append: NewAppend): void {
  const { runId, at, bodies, conditions, resolve, reject } = append
  const group = pending.get(runId)
  const text = encodeEvents(bodies, group ? at - group.at : 0)
  const projected = bodies.some((body) => isProjected(body.type))
  const whole: PendingAppend = { bodies, text, at, projected, conditions, resolve, reject }
  if (group) group.appends.push(whole)
  else pending.set(runId, { runId, at, appends: [whole] })
}

/** @throws what went wrong otherwise */
function fits(write: () => void): boolean {
  try {
    write()
    return true
  } catch (error) {
    if (noRoomLeft(error)) return false
    throw error
  }
}

/** Where files may not grow, the log has room again once the database itself holds everything. */
const emptyLog = (db: Database) => void db.pragma('wal_checkpoint(TRUNCATE)')

function prepare(db: Database, clock: Clock) {
  try {
    const timers = createTimerRows(db)
    return { timers, committer: createCommitter(db, clock, timers), reads: createReads(db) }
  } catch (error) {
    db.close()
    throw cannotOpen(db.name, error)
  }
}
