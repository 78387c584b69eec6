import type { Database } from 'better-sqlite3'
import type { FailureCode } from '../domain/event.ts'
import type { RunSummary } from '../domain/journal.ts'
import type { Phase, Priority, RunId, RunStatus } from '../domain/run.ts'
import type { VerdictResult } from '../domain/verdict.ts'
import type { RunState } from './run-state.ts'

/** A row of `runs` as SQLite gives it. */
export interface RunRow {
  readonly no: number
  readonly id: RunId
  readonly status: RunStatus
  readonly phase: Phase
  readonly attempt: number
  readonly request: string
  readonly workflow: string | null
  readonly thread: string
  readonly surface: string
  readonly priority: Priority
  readonly verdict: VerdictResult | null
  readonly unproven: number | null
  readonly failure: FailureCode | null
  readonly created_at: number
  readonly started_at: number | null
  readonly ended_at: number | null
  readonly last_seq: number
  readonly last_position: number
  readonly head: Buffer
  /** Only where it was asked for. */
  readonly pruned_at?: number | null
}

export const toSummary = (row: RunRow): RunSummary => ({
  id: row.id,
  status: row.status,
  phase: row.phase,
  attempt: row.attempt,
  request: row.request,
  ...(row.workflow !== null && { workflow: row.workflow }),
  thread: row.thread,
  surface: row.surface,
  priority: row.priority,
  ...(row.verdict !== null && { verdict: row.verdict }),
  ...(row.unproven !== null && { unproven: row.unproven === 1 }),
  ...(row.failure !== null && { failure: row.failure }),
  createdAt: row.created_at,
  ...(row.started_at !== null && { startedAt: row.started_at }),
  ...(row.ended_at !== null && { endedAt: row.ended_at }),
  lastSeq: row.last_seq,
  ...(typeof row.pruned_at === 'number' && { prunedAt: row.pruned_at }),
})

/** The writing side of `runs`. */
export interface RunRows {
  load(id: RunId): RunState | undefined
  /** The number a new run gets. */
  nextNo(): number
  insert(run: RunState): void
  update(run: RunState): void
  /** Only how far the run's chain goes. */
  updateHead(run: Pick<RunState, 'no' | 'lastSeq' | 'lastPosition' | 'head'>): void
}

export function createRunRows(db: Database): RunRows {
  const find = db.prepare<[string], RunRow>('SELECT * FROM runs WHERE id = ?')
  const insert = db.prepare(`
    INSERT INTO runs VALUES (
      @no, @id, @status, @phase, @attempt, @request, @workflow, @thread, @surface, @priority, @verdict, @unproven, @failure,
      @createdAt, @startedAt, @endedAt, @lastSeq, @lastPosition, @head
    )`)
  const update = db.prepare(`
    UPDATE runs SET status = @status, phase = @phase, attempt = @attempt, workflow = @workflow, verdict = @verdict,
      unproven = @unproven, failure = @failure, started_at = @startedAt, ended_at = @endedAt,
      last_seq = @lastSeq, last_position = @lastPosition, head = @head
    WHERE no = @no`)
  const updateHead = db.prepare('UPDATE runs SET last_seq = ?, last_position = ?, head = ? WHERE no = ?')
  let lastNo = db.prepare('SELECT coalesce(max(no), 0) FROM runs').pluck().get() as number

  return {
    load(id) {
      const row = find.get(id)
      if (!row) return undefined
      return {
        ...toSummary(row),
        no: row.no,
        lastPosition: row.last_position,
        head: row.head.toString('hex'),
      }
    },
    nextNo: () => ++lastNo,
    insert(run) {
      insert.run(columns(run))
    },
    update(run) {
      update.run(columns(run))
    },
    updateHead(run) {
      updateHead.run(run.lastSeq, run.lastPosition, Buffer.from(run.head, 'hex'), run.no)
    },
  }
}

const columns = (run: RunState) => ({
  ...run,
  workflow: run.workflow ?? null,
  verdict: run.verdict ?? null,
  unproven: run.unproven === undefined ? null : Number(run.unproven),
  failure: run.failure ?? null,
  startedAt: run.startedAt ?? null,
  endedAt: run.endedAt ?? null,
  head: Buffer.from(run.head, 'hex'),
})
