import type { Program } from '../model.ts'
import { judgeValue } from '../judge-value.ts'
import { type Frame, note, TAG } from '../shell/frame.ts'
import type { Value } from '../shell/value.ts'

const ON_FILES = /^-[abcdefghkprstuwxGLNOS]$/

/** `test` and `[`: harmless but for `-v` and `-R`, which evaluate a subscript. */
export function judgeTest(frame: Frame, program: Program, args: readonly Value[], part: string): number {
  note(frame, program.rule, part)
  for (const [i, word] of args.entries()) {
    const before = args[i - 1]?.literal ?? ''
    if (word.literal === '-v' || word.literal === '-R') note(frame, 'shell.not-understood', part)
    else if (word.text.startsWith('\0') && args[i + 1] && !/^[!=<>(]|^-/.test(args[i + 1]?.text ?? '')) {
      if (args[i + 1]?.literal !== ']') note(frame, 'shell.unknown-value', part)
    }
    judgeValue(frame, ON_FILES.test(before) ? 'list' : 'text', word, part)
  }
  return TAG.none
}
