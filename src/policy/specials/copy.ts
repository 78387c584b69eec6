import { judgeGrammar } from '../grammar/judge.ts'
import type { Program } from '../model.ts'
import { judgePath } from '../paths.ts'
import type { Frame } from '../shell/frame.ts'
import { type Value, value } from '../shell/value.ts'

/** `cp`, `mv`, `ln`: where the target is a directory, a file of the source's name appears in it. */
export function judgeCopy(frame: Frame, program: Program, args: readonly Value[], part: string): number {
  const { tags, given, positionals } = judgeGrammar(frame, program, args, part)
  const named = given.get('-t') ?? given.get('--target-directory')
  const target = named ?? (positionals.length > 1 ? positionals.at(-1) : value('.', false, '.'))
  const sources = named || positionals.length === 1 ? positionals : positionals.slice(0, -1)
  for (const source of sources) {
    const name = source.text.replace(/\/+$/, '').split('/').at(-1)
    if (target && name) judgePath(frame, 'write', value(`${target.text}/${name}`, false, part), part)
  }
  return tags
}
