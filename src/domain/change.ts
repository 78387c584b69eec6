import type { Access, Effect } from './effect.ts'
import type { RunId } from './run.ts'
import type { Localized, Text } from './text.ts'

/** What a call may change, and how that is put back: from the owner's classes, never from a model. */
export interface ChangePlan {
  /** Ids of the classes, joined with `+`; `file` where only a file that a tool writes is recorded. */
  readonly class: string
  readonly label: Localized
  /** false: recorded for `undo`, kept without a question. */
  readonly confirm: boolean
  readonly keepMs: number
  /** Files and whole directories, absolute. */
  readonly paths: readonly string[]
  /** Words by which containers are found, and directories of their projects; absent where none are concerned. */
  readonly containers?: { readonly words: readonly string[]; readonly directories: readonly string[] }
  readonly packages: boolean
  /** What the kernel holds rather than a file: `save` prints it, `restore` reads the same. */
  readonly states: readonly { readonly save: string; readonly restore: string }[]
  /** Commands that put what was restored in force. */
  readonly after: readonly string[]
  /** Commands that end with 0 while all is well. */
  readonly checks: readonly string[]
}

export interface ChangeRef {
  readonly runId: RunId
  readonly callKey: string
}

/** What is on disk before the call starts. */
export interface Recorded {
  /** Relative to AUTOHOME_HOME. */
  readonly snapshot: string
  /** Of the manifest, which names every byte by its own sha256. */
  readonly sha256: string
  readonly files: number
  readonly bytes: number
  readonly containers: number
  /** What could not be recorded, and so cannot be brought back. */
  readonly cannot: readonly Text[]
}

/** One thing that was to be as it was before, looked at afterwards. */
export interface RestoredPart {
  readonly what: string
  readonly ok: boolean
  readonly why?: string
}

export interface Restored {
  readonly by: 'engine' | 'watchdog'
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Everything is verified to be as it was recorded. */
  readonly ok: boolean
  /** What differed, and whatever is not as it was. */
  readonly parts: readonly RestoredPart[]
}

/** Why a change was not kept. */
export type RestoreReason =
  | 'denied'
  | 'expired'
  | 'too_late'
  | 'check_failed'
  | 'call_failed'
  | 'interrupted'
  | 'cancelled'

export interface MadeCheck {
  readonly command: string
  /** null where it was not made: policy does not allow it unasked, or it did not end. */
  readonly exitCode: number | null
}

/** Why one thing of a change of before is not brought back without being asked for by name. */
export type UndoObstacle =
  /** It is not as that call had left it: something else has changed it since. */
  | 'changed_since'
  /** Nobody looked at it after the call, because the process died. */
  | 'not_looked_at'
  /** Its old version is not to be had any more. */
  | 'not_available'

/** One thing that is not as it was before a run, and whether it can be brought back. */
export interface UndoPart {
  readonly callKey: string
  readonly what: string
  readonly obstacle?: UndoObstacle
}

/** Records what calls change and puts it back, also when the engine is gone: a process of its own watches the deadline. */
export interface Changes {
  /** Pure but for the disk's names; undefined where nothing is recorded of such a call. */
  plan(effects: readonly Effect[], access: Access): ChangePlan | undefined
  /** What of it cannot be recorded, found out without recording. */
  foresee(plan: ChangePlan): Promise<readonly Text[]>
  /** Durable when it resolves. Only before the call has started: an older record of it is replaced. */
  record(ref: ChangeRef, plan: ChangePlan): Promise<Recorded>
  /** From now on it is taken back after `windowMs` unless kept. Asked again, the time starts anew. */
  arm(ref: ChangeRef, windowMs: number): Promise<void>
  /** Has it watched over again, where that was given up; its time goes on. */
  watch(ref: ChangeRef): Promise<void>
  /** What is decided, in whichever process; undefined while nothing is. */
  decided(ref: ChangeRef): Promise<'kept' | 'taken_back' | undefined>
  /** Milliseconds that are left, by a clock that nobody sets; undefined where nothing is armed. */
  left(ref: ChangeRef): Promise<number | undefined>
  /** false where it is being taken back already. */
  keep(ref: ChangeRef): Promise<boolean>
  /** Takes it back, or waits for whoever is at it; undefined where it was kept. */
  restore(ref: ChangeRef, signal: AbortSignal): Promise<Restored | undefined>
  /** Armed, and neither kept nor restored as far as the disk knows, or restored without anybody having been told. */
  open(): Promise<readonly ChangeRef[]>
  /** The journal knows how it ended. */
  settled(ref: ChangeRef): Promise<void>
  /** How the call has left what was recorded: what differs from that later was changed by something else. */
  recordAfter(ref: ChangeRef): Promise<void>
  /** What an undo of this run would be about: everything recorded that is not as it was, the latest call first. */
  undoable(runId: RunId): Promise<readonly UndoPart[]>
  /** Brings back these things, as they were before the run; may be done again. */
  undo(runId: RunId, what: readonly string[]): Promise<readonly RestoredPart[]>
}
