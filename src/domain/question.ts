import type { JsonObject } from './json.ts'
import type { RuleProposal } from './policy.ts'
import type { Actor, ExecuteMode, RunId } from './run.ts'
import type { Text } from './text.ts'

export type QuestionKind = 'approval' | 'unknown_outcome' | 'choice' | 'keep' | 'discovery' | 'pull_model'
export type QuestionStatus = 'open' | 'answered' | 'expired'

/** Exactly what will run. Its hash is bound to the approval: one byte changed and the approval is void. */
export interface ApprovalSubject {
  readonly runId: RunId
  readonly callKey: string
  readonly tool: string
  readonly args: JsonObject
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly mode: ExecuteMode
  readonly requester: Actor
  /** sha256 of the files of the workspace that it runs as code, by path. */
  readonly files?: Readonly<Record<string, string>>
  /** Milliseconds since the epoch: after this an approval can no longer be used. */
  readonly validUntil: number
  /** The first of two answers: nothing can start with it. */
  readonly first?: true
}

/** What the command said it would do, shortly before the question was asked. */
export interface DryRun {
  readonly command: string
  /** null where it took too long. */
  readonly exitCode: number | null
  /** What it printed, as far as it is kept. */
  readonly output: string
  readonly truncated: boolean
}

export interface QuestionOption {
  readonly id: string
  readonly label: Text
}

/** Anything a person must answer. First answer wins. */
export interface Question {
  readonly id: string
  readonly runId: RunId
  readonly thread: string
  readonly kind: QuestionKind
  readonly status: QuestionStatus
  readonly title: Text
  /** What would run, in full, or what is to be chosen between. */
  readonly body: string
  readonly why?: Text
  readonly rule?: string
  readonly undo?: Text
  readonly options: readonly QuestionOption[]
  readonly askedAt: number
  /** Milliseconds since the epoch: unanswered by then counts as the cautious answer. */
  readonly expiresAt: number
  readonly stepTitle?: string
  /** The call this is about, where it is about one. */
  readonly callKey?: string
  readonly subject?: ApprovalSubject
  /** sha256 of the subject in canonical JSON. */
  readonly hash?: string
  /** What it acts on, from rules. */
  readonly touches?: Text
  readonly dryRun?: DryRun
  /** What `always` would write into the owner's file. */
  readonly always?: RuleProposal
  /** Two different people must say yes: who has, before this question. */
  readonly approvals?: { readonly needed: 2; readonly given: readonly Answer[] }
  readonly answer?: Answer
}

/** Answers that let the call run: as asked, without waiting for its window, from now on unasked, or with another command in its place. */
const APPROVING: ReadonlySet<string> = new Set(['approve', 'now', 'always', 'edit'])
export const isApproving = (option: string): boolean => APPROVING.has(option)

export interface Answer {
  readonly option: string
  readonly by: Actor
  readonly at: number
  readonly reason?: string
  /** `edit`: what runs, byte for byte, in the place of the command asked about. */
  readonly command?: string
  /** Of the subject with that command: what the approval is bound to from now on. */
  readonly hash?: string
  /** `always`: the id of the owner's rule. */
  readonly rule?: string
}
