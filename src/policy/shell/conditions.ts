import type { TestExpression, Word } from 'unbash'
import { isNumericVariable } from './arithmetic.ts'
import { judgeValue } from '../judge-value.ts'
import { type Frame, note, TAG } from './frame.ts'
import { isNumericWord } from './numeric.ts'
import { fieldsOf } from './words.ts'
import { visitWord } from './visit-word.ts'

const NUMERIC = new Set(['-eq', '-ne', '-lt', '-le', '-gt', '-ge'])
const ON_FILES = /^-[abcdefghkprstuwxGLNOS]$/
const ON_TEXT = new Set(['-n', '-z', '-o'])

/** `[[ … ]]`: numeric comparisons are arithmetic, and `-v` and `-R` evaluate a subscript. */
export function judgeCondition(frame: Frame, expression: TestExpression, part: string): number {
  switch (expression.type) {
    case 'TestUnary':
      return judgeUnary(frame, expression.operator, expression.operand, part)
    case 'TestBinary': {
      note(frame, 'shell.plain', part)
      const operands = [expression.left, expression.right]
      if (NUMERIC.has(expression.operator) && !operands.every((word) => isNumber(frame, word))) {
        note(frame, 'shell.arithmetic', part)
      }
      return visitWord(frame, expression.left) | visitWord(frame, expression.right)
    }
    case 'TestLogical': {
      let tags = TAG.none
      for (const operand of expression.operands) tags |= judgeCondition(frame, operand, part)
      return tags
    }
    case 'TestNot':
      return judgeCondition(frame, expression.operand, part)
    case 'TestGroup':
      return judgeCondition(frame, expression.expression, part)
    default:
      note(frame, 'shell.not-understood', part)
      return TAG.none
  }
}

function judgeUnary(frame: Frame, operator: string, operand: Word, part: string): number {
  note(frame, 'shell.plain', part)
  if (ON_FILES.test(operator)) {
    for (const field of fieldsOf(frame, operand)) {
      for (const reading of field) judgeValue(frame, 'list', reading, part)
    }
  } else if (!ON_TEXT.has(operator)) note(frame, 'shell.not-understood', part)
  return visitWord(frame, operand)
}

function isNumber(frame: Frame, word: Word): boolean {
  if (isNumericWord(word)) return true
  const text = word.text.replace(/^"(.*)"$/, '$1')
  if (/^-?\d+$/.test(text)) return true
  const name = /^\$\{?(#|\?|\w+)\}?$/.exec(text)?.[1]
  return name !== undefined && isNumericVariable(frame, name)
}
