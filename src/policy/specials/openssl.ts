import { judgeGrammar } from '../grammar/judge.ts'
import type { Program } from '../model.ts'
import { type Frame, note } from '../shell/frame.ts'
import type { Value } from '../shell/value.ts'

/** What `s_client` may be told without telling the other side anything: nothing, an empty line, or to quit. */
const QUIET = new Set(['', 'Q', 'q'])

/** `openssl s_client` sends on what it reads. */
export function judgeOpenssl(frame: Frame, program: Program, args: readonly Value[], part: string): number {
  const sends = args[0]?.literal === 's_client' && !QUIET.has(frame.input ?? 'unknown')
  if (sends) note(frame, 'network.send', part)
  return judgeGrammar(frame, program, args, part).tags
}
