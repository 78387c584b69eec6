import { judgeNestedCommand } from '../grammar/judge.ts'
import { readOptions } from '../grammar/options.ts'
import type { Program } from '../model.ts'
import { judgeValue } from '../judge-value.ts'
import { type Frame, note, TAG } from '../shell/frame.ts'
import { literal, type Value } from '../shell/value.ts'

/** `env [options] [NAME=value …] [command …]`, and `env -S 'one string'`, which env splits by itself. */
export function judgeEnv(frame: Frame, program: Program, args: readonly Value[], part: string): number {
  const split = splitString(args)
  if (split === 'unclear') {
    note(frame, 'code.unseen', part)
    return TAG.interpreter
  }
  const { positionals, unknown: odd } = readOptions(frame, program, split ?? args, part)
  let at = 0
  while (/^[^/\0]*=/.test(positionals[at]?.text ?? '')) {
    const word = positionals[at++]
    if (word) judgeValue(frame, 'variable', word, part)
  }
  note(frame, program.rule, part)
  if (odd) note(frame, 'shell.unknown-option', part)
  const command = positionals.slice(at)
  return command.length > 0 ? judgeNestedCommand(frame, command, part) : TAG.none
}

/** Only a string of plain words is split here: env's own escapes and `${VAR}` are not followed. */
function splitString(args: readonly Value[]): readonly Value[] | 'unclear' | undefined {
  const at = args.findIndex(({ text }) => /^-[A-Za-z]*S|^--s/.test(text))
  if (at < 0 || args.slice(0, at).some(({ text }) => !text.startsWith('-') && !text.includes('=')))
    return undefined
  const word = args[at]
  const inline = /^(?:-[iv]*S|--split-string=)(.+)$/s.exec(word?.literal ?? '')?.[1]
  const text = inline ?? args[at + 1]?.literal
  if (text === undefined || !/^[\w\s./=:,@%+-]*$/.test(text)) return 'unclear'
  const words = text.split(/\s+/).filter((one) => one !== '')
  return [
    ...args.slice(0, at),
    ...words.map((one) => literal(one)),
    ...args.slice(inline === undefined ? at + 2 : at + 1),
  ]
}
