import type { ParameterExpansionPart, ParameterOperation, ParsedScript, Word, WordPart } from 'unbash'
import { judgeArithmetic } from './arithmetic.ts'
import { type Frame, note, subshell, TAG } from './frame.ts'
import { isSecret } from './words.ts'

/**
 * Judges everything that runs while a word is being expanded: substitutions, arithmetic, and the expansions of bash
 * that evaluate text. What the word becomes is another matter (`words.ts`).
 */
export function visitWord(frame: Frame, word: Word): number {
  return word.parts ? visitParts(frame, word.parts) : TAG.none
}

export function visitParts(frame: Frame, parts: readonly WordPart[]): number {
  let tags = TAG.none
  for (const part of parts) tags |= visitPart(frame, part)
  return tags
}

function visitPart(frame: Frame, part: WordPart): number {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'SimpleExpansion':
      return TAG.none
    case 'AnsiCQuoted':
      return frame.posix ? refuse(frame, part.text) : TAG.none
    case 'Glob':
    case 'BraceExpansion':
      return part.parts ? visitParts(frame, part.parts) : TAG.none
    case 'DoubleQuoted':
      return visitParts(frame, part.parts)
    case 'ParameterExpansion':
      return isSecret(part) ? TAG.none : visitParameter(frame, part)
    case 'CommandExpansion':
      return visitScript(frame, part.script, part.text)
    case 'ProcessSubstitution':
      if (frame.posix) refuse(frame, part.text)
      return visitScript(frame, part.script, part.text)
    case 'ArithmeticExpansion':
      if (!part.expression) return refuse(frame, part.text)
      return judgeArithmetic(frame, part.expression, part.text)
    default:
      return refuse(frame, part.text)
  }
}

function visitScript(frame: Frame, script: ParsedScript | undefined, text: string): number {
  const depth = frame.depth + 1
  if (depth > frame.judgement.policy.limits.nesting) {
    note(frame, 'shell.limits', text)
    return TAG.none
  }
  if (!script) return refuse(frame, text)
  const { input: _, ...outer } = subshell(frame)
  return frame.judgement.interpreter.script(
    { ...outer, depth, source: script.source ?? frame.source },
    script,
  )
}

/** `${x@P}` and `${!x}` run or name what the value says; a subscript or an offset is arithmetic. */
function visitParameter(frame: Frame, part: ParameterExpansionPart): number {
  const { index, operation, prefix } = part
  if (prefix === '!') refuse(frame, part.text)
  if (index && !/^(?:\d+|[@*])$/.test(index.text)) refuse(frame, part.text)
  return operation ? visitOperation(frame, part, operation) : TAG.none
}

function visitOperation(frame: Frame, part: ParameterExpansionPart, operation: ParameterOperation): number {
  switch (operation.type) {
    case 'Default':
      if (operation.operator.includes('=') && frame.judgement.policy.guardedVariables.test(part.parameter)) {
        note(frame, 'shell.variable', part.text)
      }
      return visitWord(frame, operation.operand)
    case 'Remove':
      return visitWord(frame, operation.operand)
    case 'Replace':
      return visitWord(frame, operation.pattern) | visitWord(frame, operation.replacement)
    case 'CaseModification':
      return operation.operand ? visitWord(frame, operation.operand) : TAG.none
    case 'Slice':
      if (isNumber(operation.offset) && (!operation.length || isNumber(operation.length))) return TAG.none
      return refuse(frame, part.text)
    default:
      return refuse(frame, part.text)
  }
}

const isNumber = (word: Word): boolean => /^\s*-?\d+$/.test(word.text)

function refuse(frame: Frame, text: string): number {
  note(frame, 'shell.not-understood', text)
  return TAG.none
}
