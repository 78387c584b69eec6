import { judgeGrammar } from '../grammar/judge.ts'
import type { Program } from '../model.ts'
import { type Frame, note, TAG } from '../shell/frame.ts'
import type { Value } from '../shell/value.ts'

/** `sqlite3 file statement`: without a statement it runs what it reads, and `.shell` is one of its commands. */
export function judgeSqlite(frame: Frame, program: Program, args: readonly Value[], part: string): number {
  const { tags, positionals } = judgeGrammar(frame, program, args, part)
  if (positionals.length === 2 && !positionals.some(({ many }) => many)) return tags
  note(frame, 'code.unseen', part)
  return tags | TAG.interpreter
}
