import type { Database } from 'better-sqlite3'
import type { RunEvent } from '../domain/event.ts'
import { type AppendConditions, ConditionFailed } from '../domain/journal.ts'
import type { Answer, Question, QuestionStatus } from '../domain/question.ts'

/** A row of `questions`, as far as readers need it. */
export interface QuestionRow {
  readonly status: QuestionStatus
  readonly question: string
  readonly answer: string | null
}

export const toQuestion = (row: QuestionRow): Question => ({
  ...(JSON.parse(row.question) as Question),
  status: row.status,
  ...(row.answer !== null && { answer: JSON.parse(row.answer) as Answer }),
})

/** The writing side of `questions`; all of it inside the journal's transaction. */
export interface QuestionRows {
  /** Why an append with these conditions may not be written; uses up the approval where it may. */
  refuse(run: number, conditions: AppendConditions, now: number): ConditionFailed | undefined
  has(id: string): boolean
  project(run: number, event: RunEvent): void
}

export function createQuestionRows(db: Database): QuestionRows {
  const isOpen = db.prepare("SELECT 1 FROM questions WHERE id = ? AND run = ? AND status = 'open'").pluck()
  const exists = db.prepare('SELECT 1 FROM questions WHERE id = ?').pluck()
  const consume = db.prepare(`
    UPDATE questions SET consumed = 1
    WHERE id = ? AND run = ? AND hash = ? AND valid_until >= ?
      AND status = 'answered' AND option IN ('approve', 'now', 'always', 'edit') AND consumed = 0`)
  const open = db.prepare(`
    INSERT INTO questions (id, run, thread, status, asked_at, hash, valid_until, question, option, answer)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const answer = db.prepare(
    "UPDATE questions SET status = 'answered', option = ?, answer = ?, hash = coalesce(?, hash) WHERE id = ? AND run = ?",
  )
  const expire = db.prepare("UPDATE questions SET status = 'expired' WHERE id = ? AND run = ?")

  return {
    refuse(run, conditions, now) {
      const { questionOpen, consume: approval } = conditions
      if (questionOpen !== undefined && isOpen.get(questionOpen, run) === undefined)
        return new ConditionFailed(`Question ${questionOpen} is not open any more.`)
      if (approval && consume.run(approval.questionId, run, approval.hash, now).changes !== 1)
        return new ConditionFailed(
          `Approval ${approval.questionId} cannot be used: not given, used already, expired, or for something else.`,
        )
      return undefined
    },
    has: (id) => exists.get(id) !== undefined,
    project(run, event) {
      if (event.type === 'question.opened' || event.type === 'question.settled') {
        const { question } = event
        open.run(
          question.id,
          run,
          question.thread,
          question.status,
          question.askedAt,
          question.hash ?? null,
          question.subject?.validUntil ?? question.expiresAt,
          JSON.stringify(question),
          question.answer?.option ?? null,
          question.answer ? JSON.stringify(question.answer) : null,
        )
      }
      if (event.type === 'question.answered')
        answer.run(
          event.answer.option,
          JSON.stringify(event.answer),
          event.answer.hash ?? null,
          event.questionId,
          run,
        )
      if (event.type === 'question.expired') expire.run(event.questionId, run)
    },
  }
}
