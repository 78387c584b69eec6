import type { Program } from '../model.ts'
import { type Frame, note, TAG } from '../shell/frame.ts'
import type { Value } from '../shell/value.ts'

/** `eval words`: the words, joined by blanks, are a script of the same shell. */
export function judgeEval(frame: Frame, program: Program, args: readonly Value[], part: string): number {
  if (args.some(({ literal }) => literal === undefined)) {
    note(frame, program.rule, part)
    return TAG.interpreter
  }
  return frame.judgement.interpreter.text(frame, args.map(({ literal }) => literal).join(' '), {
    own: false,
    posix: frame.posix,
  })
}
