import type { Database } from 'better-sqlite3'
import type { Clock } from '../domain/clock.ts'
import { UserError } from '../domain/errors.ts'
import type { RunEvent } from '../domain/event.ts'
import { ConditionFailed, KeyTaken } from '../domain/journal.ts'
import { isFinal, type RunId } from '../domain/run.ts'
import { GENESIS } from './chain.ts'
import { settleHeads } from './heads.ts'
import { EVENTS_PER_ROW } from './journal-rows.ts'
import type { PendingAppend, PendingRun } from './pending.ts'
import { createQuestionRows } from './question-rows.ts'
import { createRequestKeys } from './request-keys.ts'
import { createDueClaims } from './schedules.ts'
import { createRowWriter, type NewRow } from './row-writer.ts'
import { createRunRows } from './run-rows.ts'
import { firstSummary, projectRun, type RunState } from './run-state.ts'
import type { TimerRows } from './timer-rows.ts'

/** What one commit did. */
export interface Commit {
  readonly outcomes: { readonly append: PendingAppend; readonly result: readonly RunEvent[] | Error }[]
  /** In the order of the journal. */
  readonly rows: { readonly position: number; readonly events: readonly RunEvent[] }[]
}

/** Writes what waits, in one transaction. Once it has thrown, its memory and the database may differ: use it no more. */
export interface Committer {
  commit(pending: readonly PendingRun[]): Commit
  /** Writes to `runs` what the rows there do not tell yet, so that the next start finds nothing to do. */
  settle(): void
}

export function createCommitter(db: Database, clock: Clock, timers: TimerRows): Committer {
  const runs = createRunRows(db)
  settleHeads(db, runs)
  const questions = createQuestionRows(db)
  const keys = createRequestKeys(db)
  const due = createDueClaims(db)
  const rows = createRowWriter(db, runs)
  const begin = db.prepare('BEGIN IMMEDIATE')
  const end = db.prepare('COMMIT')
  const known = new Map<RunId, RunState>()

  function stateOf(id: RunId): RunState | undefined {
    const held = known.get(id)
    if (held) return held
    const loaded = runs.load(id)
    if (loaded) known.set(id, loaded)
    return loaded
  }

  /** Why an append may not be written. Where it may, the approval or due time that it names is used up by asking. */
  function refusal(append: PendingAppend, runId: RunId, run: RunState | undefined): Error | undefined {
    if (!run && append.bodies[0]?.type !== 'run.submitted')
      return new UserError('not_found', { en: 'There is no such run.', fr: 'Cette exécution n’existe pas.' })
    for (const body of append.projected ? append.bodies : []) {
      if (run && body.type === 'run.submitted')
        return new ConditionFailed(`There is a run ${run.id} already.`)
      if (body.type === 'run.submitted' && body.request.key !== undefined) {
        const taken = keys.runOf(body.request.key)
        if (taken !== undefined) return new KeyTaken(body.request.key, taken)
      }
      if (
        (body.type === 'question.opened' || body.type === 'question.settled') &&
        questions.has(body.question.id)
      )
        return new ConditionFailed(`There is a question ${body.question.id} already.`)
    }
    const { conditions } = append
    if (!conditions) return undefined
    const late = conditions.due && due.refuse(conditions.due, runId)
    return late ?? questions.refuse(run?.no ?? 0, conditions, clock.now())
  }

  function writeRun({ runId, at, appends }: PendingRun, commit: Commit): void {
    let run = stateOf(runId)
    let isNew = false
    let changed = false
    let row: NewRow = { at, texts: [], events: [] }
    for (const append of appends) {
      const error = refusal(append, runId, run)
      if (error) {
        commit.outcomes.push({ append, result: error })
        continue
      }
      if (!run) {
        run = newRun(append, runId, runs.nextNo())
        keys.keep(append, runId)
        isNew = true
      }
      if (row.events.length + append.bodies.length > EVENTS_PER_ROW) {
        commit.rows.push({ position: rows.write(run, row), events: row.events })
        row = { at, texts: [], events: [] }
      }
      const events = stamp(append, run.id, run.lastSeq + row.events.length)
      if (events.length > 0) row.texts.push(append.text)
      row.events.push(...events)
      commit.outcomes.push({ append, result: events })
      if (append.projected)
        for (const event of events) {
          changed = projectRun(run, event) || changed
          questions.project(run.no, event)
        }
    }
    if (!run || row.events.length === 0) return
    commit.rows.push({ position: rows.write(run, row), events: row.events })
    if (isNew) runs.insert(run)
    else if (changed) runs.update(run)
    else return
    rows.told(run)
    if (isFinal(run.status)) known.delete(runId)
    else known.set(runId, run)
  }

  /**
   * A lone append that changes nothing but the journal, which is what a step of a run does. Its row is its own
   * transaction: BEGIN and COMMIT would be half of what it costs, and after a wait for the disk every line is slow.
   */
  function writeAlone(pending: readonly PendingRun[]): Commit | undefined {
    const [only] = pending
    const [append] = only?.appends ?? []
    if (!only || !append || pending.length > 1 || only.appends.length > 1) return undefined
    if (append.projected || append.conditions || timers.changed() || rows.nextIsMilestone()) return undefined
    const run = stateOf(only.runId)
    if (!run) return undefined
    const events = stamp(append, run.id, run.lastSeq)
    const position = rows.write(run, { at: only.at, texts: [append.text], events })
    return { outcomes: [{ append, result: events }], rows: [{ position, events }] }
  }

  return {
    commit(pending) {
      const alone = writeAlone(pending)
      if (alone) return alone
      const commit: Commit = { outcomes: [], rows: [] }
      begin.run()
      try {
        for (const run of pending) writeRun(run, commit)
        if (rows.passedMilestone()) rows.tellAll()
        timers.write()
        end.run()
      } catch (error) {
        if (db.inTransaction) db.exec('ROLLBACK')
        throw error
      }
      return commit
    },
    settle() {
      db.transaction(() => rows.tellAll()).immediate()
    },
  }
}

/**
 * The events of an append with their places in the run. The spread stands last because V8 is fifteen times slower when
 * it stands first; a body that was an event already does not keep its old place.
 */
function stamp({ bodies, at }: PendingAppend, runId: RunId, lastSeq: number): RunEvent[] {
  return bodies.map((body, index) => {
    const seq = lastSeq + index + 1
    const event = { runId, seq, at, ...body }
    return event.seq === seq && event.runId === runId && event.at === at
      ? event
      : { ...event, runId, seq, at }
  })
}

/** @param append the run's first, with `run.submitted` in front */
function newRun(append: PendingAppend, id: RunId, no: number): RunState {
  const [first] = append.bodies
  if (first?.type !== 'run.submitted') throw new Error(`Run ${id} does not begin with run.submitted`)
  return { ...firstSummary(id, first.request, append.at), no, lastPosition: 0, head: GENESIS }
}
