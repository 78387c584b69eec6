import { judgeNestedCommand } from '../grammar/judge.ts'
import type { Program } from '../model.ts'
import { judgeValue } from '../judge-value.ts'
import { type Frame, note, TAG } from '../shell/frame.ts'
import { ANY, BELOW, SEGMENT, type Value, value } from '../shell/value.ts'

const STARTS_COMMAND = new Set(['-exec', '-execdir', '-ok', '-okdir'])

/** `find paths expression`: what `-exec` starts is judged with `{}` as any path below the starting points. */
export function judgeFind(frame: Frame, program: Program, args: readonly Value[], part: string): number {
  let tags = TAG.none
  let at = 0
  note(frame, program.rule, part)
  while (/^-(?:[HLP]|O\d)$/.test(args[at]?.literal ?? '')) at++
  const roots: Value[] = []
  for (; at < args.length && !/^[-(!]/.test(args[at]?.text ?? ''); at++) {
    const root = args[at]
    if (!root) break
    if (root.text.startsWith(ANY)) note(frame, 'shell.unknown-value', part)
    roots.push(root)
    judgeValue(frame, 'list', root, part)
  }
  for (; at < args.length; at++) {
    const word = args[at]?.literal
    if (word === undefined) note(frame, 'shell.unknown-value', part)
    else if (/^(?:[(),!]|-a|-o|-and|-or|-not)$/.test(word)) continue
    else if (word === '-delete') judgeDelete(frame, args, start(roots), part)
    else if (STARTS_COMMAND.has(word)) {
      const end = args.findIndex(
        ({ text }, i) => i > at && (text === ';' || (text === '+' && args[i - 1]?.text === '{}')),
      )
      if (end < 0) note(frame, 'shell.not-understood', part)
      const command = args.slice(at + 1, end < 0 ? undefined : end)
      tags |= judgeExec(frame, command, word.endsWith('dir') ? [] : start(roots), part)
      at = end < 0 ? args.length : end
    } else at += judgeTest(frame, program, word, args[at + 1], part)
  }
  return tags
}

/** `find / -delete` wipes; with a test before it, it deletes what fits. */
function judgeDelete(frame: Frame, args: readonly Value[], roots: readonly Value[], part: string): void {
  const narrowed = args.some(({ text }) =>
    /^-(?:i?name|i?path|[acm]time|[acm]min|size|newer|empty|user|i?regex)/.test(text),
  )
  if (narrowed) note(frame, 'files.delete', part)
  else for (const root of roots) judgeValue(frame, 'remove', root, part)
}

const start = (roots: readonly Value[]): readonly Value[] =>
  roots.length > 0 ? roots : [value('.', false, '.')]

/** @returns how many words the test took */
function judgeTest(
  frame: Frame,
  program: Program,
  name: string,
  next: Value | undefined,
  part: string,
): number {
  const option = program.options.get(name)
  if (!option) {
    note(frame, 'shell.unknown-option', part)
    return 0
  }
  if (option.rule) note(frame, option.rule, part)
  if (option.takes === 'nothing') return 0
  if (!next) return 1
  // Unquoted, it may become more words than one, and the next one an action.
  if (next.many && (next.text.includes(ANY) || next.text === SEGMENT))
    note(frame, 'shell.unknown-value', part)
  judgeValue(frame, option.kind, next, part)
  return 1
}

function judgeExec(frame: Frame, command: readonly Value[], roots: readonly Value[], part: string): number {
  if (command.length === 0) {
    note(frame, 'shell.not-understood', part)
    return TAG.none
  }
  // Every command that it starts reads on in the same input.
  const { input: _, ...inner } = frame
  let tags = TAG.none
  for (const root of roots.length > 0 ? roots : [undefined]) {
    tags |= judgeNestedCommand(
      inner,
      command.map((word) => found(word, root)),
      part,
    )
  }
  return tags
}

/** `{}` is a path below the starting point; with a text around it, or from another directory, it is any text. */
function found(word: Value, root: Value | undefined): Value {
  if (word.text === '{}' && root) return value(`${root.text}/${BELOW}`, root.many, word.source)
  return word.text.includes('{}') ? value(word.text.replaceAll('{}', ANY), word.many, word.source) : word
}
