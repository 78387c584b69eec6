import type { Program } from '../model.ts'
import { readOptions } from '../grammar/options.ts'
import { type Frame, note, TAG } from '../shell/frame.ts'
import type { Value } from '../shell/value.ts'

/** `read`, `unset`, `getopts` …: a name with a subscript (`a[$(id)]`) would be evaluated. */
export function judgeNames(frame: Frame, program: Program, args: readonly Value[], part: string): number {
  note(frame, program.rule, part)
  const { positionals, unknown: odd } = readOptions(frame, program, args, part)
  if (odd) note(frame, 'shell.unknown-option', part)
  for (const { literal } of positionals) {
    if (literal === undefined || !/^[A-Za-z_]\w*$/.test(literal)) note(frame, 'shell.not-understood', part)
    else if (frame.judgement.policy.guardedVariables.test(literal)) note(frame, 'shell.variable', part)
  }
  return TAG.none
}
