import { judgeGrammar } from '../grammar/judge.ts'
import type { Program } from '../model.ts'
import type { Frame } from '../shell/frame.ts'
import { unknown, type Value } from '../shell/value.ts'

/** `xargs command`: words that nobody knows yet follow the command's own. */
export function judgeXargs(frame: Frame, program: Program, args: readonly Value[], part: string): number {
  return judgeGrammar(frame, program, args, part, { appended: [unknown('…', true)] }).tags
}
