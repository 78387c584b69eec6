import type { ArithmeticCommandExpansion, ArithmeticExpression, CommandExpansionPart, WordPart } from 'unbash'
import { type Frame, note, subshell, TAG } from './frame.ts'
import { isNumericWord, printsNumber } from './numeric.ts'

/**
 * Bash evaluates the VALUE of a variable in arithmetic as an expression again, subscripts and their substitutions
 * included (`x='a[$(id)]'; echo $((x))`): numbers and variables that can only hold numbers pass, all else asks.
 */
export function judgeArithmetic(frame: Frame, expression: ArithmeticExpression, part: string): number {
  if (!isHarmless(frame, expression)) note(frame, 'shell.arithmetic', part)
  return TAG.none
}

function isHarmless(frame: Frame, node: ArithmeticExpression): boolean {
  switch (node.type) {
    case 'ArithmeticBinary':
      return isHarmless(frame, node.left) && isHarmless(frame, node.right)
    case 'ArithmeticUnary':
      return isHarmless(frame, node.operand)
    case 'ArithmeticTernary':
      return (
        isHarmless(frame, node.test) &&
        isHarmless(frame, node.consequent) &&
        isHarmless(frame, node.alternate)
      )
    case 'ArithmeticGroup':
      return isHarmless(frame, node.expression)
    case 'ArithmeticWord':
      return node.parts?.length
        ? node.parts.every((part) => isNumberPart(frame, part))
        : isNumber(frame, node.value)
    case 'ArithmeticCommandExpansion':
      return isCount(frame, node)
    default:
      return false
  }
}

/** What a substitution runs is judged here like anywhere else; what it prints must be a number. */
function isCount(
  frame: Frame,
  { script }: Pick<ArithmeticCommandExpansion | CommandExpansionPart, 'script'>,
): boolean {
  const { judgement } = frame
  const depth = frame.depth + 1
  if (!script || depth > judgement.policy.limits.nesting) return false
  const { input: _, ...outer } = subshell(frame)
  judgement.interpreter.script({ ...outer, depth, source: script.source ?? frame.source }, script)
  return printsNumber(script)
}

const isNumberPart = (frame: Frame, part: WordPart): boolean => {
  if (part.type === 'Literal') return isNumber(frame, part.value)
  if (part.type === 'CommandExpansion') return isCount(frame, part)
  return part.type === 'SimpleExpansion' && isNumericVariable(frame, part.text.slice(1))
}

const isNumber = (frame: Frame, text: string): boolean =>
  /^(?:0[xX][\da-fA-F]+|\d+)$/.test(text) || (/^[A-Za-z_]\w*$/.test(text) && isNumericVariable(frame, text))

/** Whether a variable can hold nothing but a whole number, or is never set. */
export function isNumericVariable(frame: Frame, name: string): boolean {
  if (/^(?:[?#$!]|UID|EUID|PPID|RANDOM|SECONDS|LINENO)$/.test(name)) return true
  const { variables, judgement } = frame
  if (!/^[A-Za-z_]\w*$/.test(name) || judgement.policy.guardedVariables.test(name)) return false
  const assigned = variables.find(name)
  if (variables.opaque() || !assigned) return false
  return !assigned.unknown && assigned.words.every((word) => isPlainNumber(word.text) || isNumericWord(word))
}

const isPlainNumber = (text: string): boolean => /^-?\d+$/.test(text) || /^\{\d+\.\.\d+\}$/.test(text)
