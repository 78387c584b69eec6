import { judgeNestedCommand } from '../grammar/judge.ts'
import { readOptions } from '../grammar/options.ts'
import type { Program } from '../model.ts'
import { type Frame, note, TAG } from '../shell/frame.ts'
import { ANY, BELOW, literal, unknown, type Value, value } from '../shell/value.ts'

/** `xargs command`: words that nobody knows yet follow the command's own, or take the place of a mark in them. */
export function judgeXargs(outer: Frame, program: Program, args: readonly Value[], part: string): number {
  // It reads the input itself; what it starts does not get it.
  const { input: _, ...frame } = outer
  const { given, positionals, unknown: odd } = readOptions(frame, program, args, part)
  note(frame, program.rule, part)
  if (odd) note(frame, 'shell.unknown-option', part)
  const command = positionals.length > 0 ? positionals : [literal('echo')]
  const replaces = ['-I', '-i', '--replace'].filter((name) => given.has(name))
  if (replaces.length > 0) {
    const mark = replaces.map((name) => given.get(name)?.literal ?? '{}')[0] ?? '{}'
    const argv = command.map((word) => (word.text.includes(mark) ? replaced(frame, word, mark) : word))
    return judgeNestedCommand(frame, argv, part)
  }
  const fed =
    given.has('-a') || given.has('--arg-file')
      ? undefined
      : feeds(frame, given.has('-0') || given.has('--null'))
  let tags = TAG.none
  for (const word of fed ?? [unknown('…', true)]) tags |= judgeNestedCommand(frame, [...command, word], part)
  return tags
}

const replaced = (frame: Frame, word: Value, mark: string): Value =>
  word.text === mark
    ? (feeds(frame, true)?.[0] ?? unknown(word.source))
    : value(word.text.replaceAll(mark, ANY), false, word.source)

/**
 * What `find` before it in the pipeline prints lies below its starting points. A name with blanks in it is split in two
 * where no -0 keeps it whole, so that only directories count whose names we know.
 */
function feeds(frame: Frame, whole: boolean): readonly Value[] | undefined {
  const { workspace } = frame.judgement.policy.places
  const inside = frame.cwd.dirs?.every((dir) => dir === workspace || dir.startsWith(`${workspace}/`))
  const roots = frame.found?.filter(
    ({ text }) => whole || (inside && /^[\w.\x01]/.test(text) && !text.includes('..')),
  )
  if (!roots || roots.length === 0 || roots.length !== frame.found?.length) return undefined
  return roots.map((root) => value(`${root.text}/${BELOW}`, true, root.source))
}
