import { judgeGrammar } from '../grammar/judge.ts'
import type { Program } from '../model.ts'
import { judgeValue } from '../judge-value.ts'
import type { Frame } from '../shell/frame.ts'
import type { Value } from '../shell/value.ts'

/** `yq eval FILTER FILE…` is `yq FILTER FILE…`; which word is the filter is not the same for both programs of that name. */
export function judgeYq(frame: Frame, program: Program, args: readonly Value[], part: string): number {
  const named = /^(?:e|ea|eval|eval-all)$/.test(args[0]?.literal ?? '')
  const { tags, positionals } = judgeGrammar(frame, program, named ? args.slice(1) : args, part)
  for (const word of positionals.slice(1)) if (word.literal !== undefined) judgeValue(frame, 'jq', word, part)
  return tags
}
