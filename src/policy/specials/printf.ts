import type { Program } from '../model.ts'
import { judgeValue } from '../judge-value.ts'
import { type Frame, note, TAG } from '../shell/frame.ts'
import type { Value } from '../shell/value.ts'

/** `printf -v name` assigns, and evaluates a subscript in the name. */
export function judgePrintf(frame: Frame, program: Program, args: readonly Value[], part: string): number {
  note(frame, program.rule, part)
  const first = args[0]
  if (first && (first.text.startsWith('-v') || first.text.startsWith('\0')))
    note(frame, 'shell.variable', part)
  for (const word of args) judgeValue(frame, 'text', word, part)
  return TAG.none
}
