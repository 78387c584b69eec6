import { judgeGrammar } from '../grammar/judge.ts'
import type { Program } from '../model.ts'
import { type Frame, note } from '../shell/frame.ts'
import type { Value } from '../shell/value.ts'

/** Options behind which a value stands: the first of a cluster that takes one, where nothing is left of it: `ps axo pid`, `ps -u root`. */
const TAKES_VALUE =
  /^(?:-[^CGOUgopqstu-]*[CGOUgopqstu]|[^OUkopqt=-]*[OUkopqt]|--(?:sort|format|pid|ppid|user|User|group|Group|tty|cols|columns|lines|rows|sid|width|quick-pid))$/

/** Prints nothing but numbers: no name of a process, which anybody may choose. */
const PIDS = /^\$\((?:pgrep|pidof)(?: -[fxnosu])*(?: [\w./@:-]*\w)+\)$/

/** `ps e` shows what stands in the environment of every process: passwords, mostly. `ps -e` is something else. */
export function judgePs(frame: Frame, program: Program, args: readonly Value[], part: string): number {
  for (let at = 0; at < args.length; at++) {
    const word = args[at]?.literal
    if (word === undefined || /^[A-Za-z]*e[A-Za-z]*$/.test(word) || /environ/i.test(word)) {
      note(frame, 'files.private', part)
      continue
    }
    if (!TAKES_VALUE.test(word)) continue
    const value = args[++at]
    if ((value?.many && !PIDS.test(value.source)) || /environ/i.test(value?.text ?? ''))
      note(frame, 'files.private', part)
    // Columns that are not known may be those of the environment.
    if (/[oO]$|format$/.test(word) && value && value.literal === undefined) note(frame, 'files.private', part)
  }
  return judgeGrammar(frame, program, args, part).tags
}
