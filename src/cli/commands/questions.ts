import type { Question } from '../../domain/question.ts'
import type { Locale } from '../../domain/text.ts'
import { phrase, say, word } from '../../i18n/say.ts'
import { type Cli, print, printJson } from '../cli.ts'
import { oneLine, visible } from '../table.ts'
import { minuteIn } from '../when.ts'
import { withReader } from '../with-engine.ts'

/** What waits for an answer, oldest first, each whole: what is approved must have been seen. */
export const questions = (cli: Cli, { json }: { readonly json?: boolean }): Promise<number> =>
  withReader(cli, async (engine) => {
    const open = await engine.questions({ status: 'open' })
    if (json) printJson(cli, open)
    else if (open.length === 0) print(cli, word('cli.questions.none', cli.locale))
    else {
      const { timezone } = await cli.config()
      const minute = minuteIn(timezone)
      const blocks = open.map((question) => described(question, cli.locale, minute).join('\n'))
      print(cli, blocks.join('\n\n'))
    }
    return 0
  })

function described(question: Question, locale: Locale, minute: (at: number) => string): readonly string[] {
  const { id, body, title, why, rule, touches, undo, dryRun, always, expiresAt, runId, stepTitle } = question
  const time = minute(expiresAt)
  const step =
    stepTitle === undefined ? [] : [phrase('question.where.step', { step: oneLine(stepTitle) }, locale)]
  return [
    `${id}  ${say(title, locale)}  (${phrase('question.until', { time }, locale)})`,
    ...body.split('\n').map((line) => `  ${visible(line)}`),
    ...(why === undefined
      ? []
      : [
          `  ${label('question.why', locale)} ${oneLine(say(why, locale))} ${ruleOf(rule, locale)}`.trimEnd(),
        ]),
    ...(touches === undefined
      ? []
      : [`  ${label('question.touches', locale)} ${oneLine(say(touches, locale))}`]),
    ...(undo === undefined ? [] : [`  ${label('question.undo', locale)} ${oneLine(say(undo, locale))}`]),
    ...(dryRun === undefined
      ? []
      : [
          `  ${label('question.dry_run', locale)} ${visible(dryRun.command)}`,
          ...dryRun.output.split('\n').map((line) => `    ${visible(line)}`),
        ]),
    ...(always === undefined
      ? []
      : [
          `  ${label('question.always', locale)}`,
          ...always.ruleText
            .trimEnd()
            .split('\n')
            .map((line) => `    ${visible(line)}`),
        ]),
    `  ${[phrase('card.run', { id: runId }, locale), ...step].join(' · ')}`,
    `  ${howToAnswer(question, locale)}`,
  ]
}

const label = (
  key: 'question.why' | 'question.undo' | 'question.always' | 'question.touches' | 'question.dry_run',
  locale: Locale,
): string => `${word(key, locale)}${locale === 'fr' ? '\u00a0:' : ':'}`

const ruleOf = (rule: string | undefined, locale: Locale): string =>
  rule === undefined ? '' : phrase('question.rule', { rule }, locale)

function howToAnswer({ id, options }: Question, locale: Locale): string {
  const ids = options.map((option) => option.id)
  if (ids.includes('approve') && ids.includes('deny')) return phrase('cli.questions.answer', { id }, locale)
  return phrase('cli.questions.choose', { id, options: ids.join('|') }, locale)
}
