import type { Program } from '../model.ts'
import { resolvePath } from '../paths.ts'
import { judgeValue } from '../judge-value.ts'
import { type Frame, note, TAG } from '../shell/frame.ts'
import type { Value } from '../shell/value.ts'

/** `cd`: later relative paths start there, or, where it fails, where they did before. */
export function judgeCd(frame: Frame, program: Program, args: readonly Value[], part: string): number {
  const words = args.filter(({ literal }) => literal !== '--' && literal !== '-L')
  const { userHome } = frame.judgement.policy.places
  const target = words.length === 0 ? userHome : words[0]?.literal
  note(frame, program.rule, part)
  if (words.length > 1 || target === undefined || target.startsWith('-') || target === '') {
    frame.cwd.dirs = undefined
    if (frame.repeats) note(frame, 'shell.not-understood', part)
    return TAG.none
  }
  if (words[0]) judgeValue(frame, 'list', words[0], part)
  // In a loop or a function the text before this runs again afterwards, from another directory.
  if (frame.repeats) note(frame, 'shell.not-understood', part)
  const from = frame.cwd.dirs
  frame.cwd.moved = true
  const to = new Set<string>()
  for (const dir of from ?? (target.startsWith('/') ? ['/'] : [])) {
    const path = resolvePath(dir, target, userHome)
    if (path !== undefined) to.add(path)
  }
  frame.cwd.dirs =
    from && to.size > 0 && to.size + from.length <= MAX_DIRS ? [...new Set([...from, ...to])] : undefined
  return TAG.none
}

const MAX_DIRS = 8
