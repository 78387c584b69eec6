import type { Program } from '../model.ts'
import { judgeValue } from '../judge-value.ts'
import { type Frame, note, TAG } from '../shell/frame.ts'
import type { Value } from '../shell/value.ts'

/** `sh -c '…'`, `bash <<'EOF'`, `echo … | sh`: the text is judged where it is known; a script file is unseen code. */
export function judgeShell(frame: Frame, program: Program, args: readonly Value[], part: string): number {
  const posix = program.name !== 'bash'
  if (onlyReads(args)) {
    if (args[1]) judgeValue(frame, 'read', args[1], part)
    return TAG.none
  }
  let at = 0
  let text = false
  for (; at < args.length; at++) {
    const word = args[at]?.literal
    if (word === undefined || !/^[-+]/.test(word) || word === '-') break
    if (/^-[eux]*c[eux]*$/.test(word)) text = true
    else if (word === '--norc' || word === '--noprofile' || /^-[euxs]+$/.test(word)) continue
    else return refuse(frame, program, part)
  }
  const first = args[at]
  if (text && first?.literal !== undefined)
    return frame.judgement.interpreter.text(frame, first.literal, { own: true, posix })
  const known = !first && !text && frame.input !== undefined && !frame.terminal
  if (known)
    return frame.judgement.interpreter.text(frame, frame.input ?? '', { own: true, posix }) | TAG.interpreter
  return refuse(frame, program, part)
}

function refuse(frame: Frame, program: Program, part: string): number {
  note(frame, program.rule, part)
  return TAG.interpreter
}

/** `bash -n script` reads the script and runs nothing of it. */
const onlyReads = ([option, script, ...more]: readonly Value[]): boolean =>
  option?.literal === '-n' &&
  script?.literal !== undefined &&
  !/^[-+]/.test(script.literal) &&
  more.length === 0
