import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import Sqlite, { type Database } from 'better-sqlite3'
import type { RunEventBody } from '../../src/domain/event.ts'
import type { Question } from '../../src/domain/question.ts'
import { openJournal, type JournalOptions, type SqliteJournal } from '../../src/store/journal.ts'
import { manualClock } from '../helpers/clock.ts'
import { tempDir } from '../helpers/temp-dir.ts'

/** A journal on a real file, closed when the test is over. */
export function openAt(directory: string, options: Partial<JournalOptions> = {}): SqliteJournal {
  const journal = openJournal({ directory, synchronous: 'NORMAL', clock: manualClock(), ...options })
  onTestFinished(() => journal.close())
  return journal
}

export const freshJournal = async (options: Partial<JournalOptions> = {}) => {
  const directory = await tempDir()
  return { directory, journal: openAt(directory, options) }
}

/** The database file, as somebody with sqlite3 at hand would open it. */
export function tamperWith(directory: string, change: (db: Database) => void): void {
  const db = new Sqlite(join(directory, 'journal.db'))
  try {
    change(db)
  } finally {
    db.close()
  }
}

/** A ULID that ends in the number. */
export const runId = (n: number): string => `01HG${String(n).padStart(22, '0')}`

export const submitted = (text = 'vérifie le serveur'): RunEventBody => ({
  type: 'run.submitted',
  request: { text, locale: 'fr', actor: { surface: 'console', id: 'alice' }, thread: 'console:1' },
  pins: {
    version: '1.0.0',
    configDigest: 'd'.repeat(64),
    limits: { timeMs: 1, tokens: 2, modelCalls: 3, turns: 4, memoryBytes: 5 },
  },
})

export const started: RunEventBody = { type: 'run.started', attempt: 1 }

/** The three events of a call. */
export const step = (ref: string): RunEventBody[] => [
  {
    type: 'tool_call.requested',
    callKey: `1/execute/${ref}`,
    tool: 'execute_command',
    args: { command: 'systemctl is-active nginx' },
    stepId: ref,
    decision: 'allow',
    access: 'read',
    rule: 'services.read',
  },
  { type: 'tool_call.started', callKey: `1/execute/${ref}` },
  {
    type: 'tool_call.finished',
    callKey: `1/execute/${ref}`,
    outcome: 'succeeded',
    durationMs: 12,
    result: { value: { exitCode: 0 } },
  },
]

export const question = (id: string, run: string, change: Partial<Question> = {}): Question => ({
  id,
  runId: run,
  thread: 'console:1',
  kind: 'approval',
  status: 'open',
  title: 'May I run this?',
  body: 'docker image prune',
  options: [
    { id: 'approve', label: 'Approve' },
    { id: 'deny', label: 'Deny' },
  ],
  askedAt: 1_700_000_000_000,
  expiresAt: 1_700_000_060_000,
  hash: HASH,
  ...change,
})

export const HASH = 'a'.repeat(64)

export const answered = (questionId: string, option: string, by = 'alice'): RunEventBody => ({
  type: 'question.answered',
  questionId,
  answer: { option, by: { surface: 'console', id: by }, at: 1_700_000_000_001 },
})

/** Root may do anything; what permissions are for is seen as somebody else. */
export function asOrdinaryUser(work: () => void): void {
  if (process.geteuid?.() !== 0) return work()
  const NOBODY = 65_534
  process.seteuid?.(NOBODY)
  try {
    work()
  } finally {
    process.seteuid?.(0)
  }
}
