import { isApproving } from '../domain/question.ts'
import { phrase } from '../i18n/say.ts'
import type { QuestionCard } from './question-card.ts'

/**
 * The question as it can be asked where only so many characters of a command fit. What cannot be shown whole cannot be
 * approved there: the command is left out, the answers that would let it run are taken away, and it says where they are.
 */
export function questionInRoom(question: QuestionCard, characters: number): QuestionCard {
  const { command, choices, warning, locale, id } = question
  if (command.length <= characters) return question
  const tooLong = phrase('question.too_long', { count: command.length, id }, locale)
  return {
    ...question,
    command: '',
    warning: warning === undefined ? tooLong : `${tooLong} ${warning}`,
    choices: choices.filter((choice) => !isApproving(choice.id)),
  }
}
