import type { Question, QuestionKind, QuestionStatus } from '../domain/question.ts'
import type { Locale } from '../domain/text.ts'
import { formatDate, formatTime } from '../i18n/figures.ts'
import { phrase, say, word } from '../i18n/say.ts'
import type { CardOptions } from './card-options.ts'
import { mixedWords } from '../lib/mixed-scripts.ts'
import { hidesSomething, oneLine, visible, visibleCommand } from './visible.ts'

export interface QuestionChoice {
  readonly id: string
  readonly label: string
}

/** A question as a person sees it. `command` is whole, with everything invisible written out. */
export interface QuestionCard {
  readonly id: string
  readonly runId: string
  readonly locale: Locale
  readonly kind: QuestionKind
  readonly status: QuestionStatus
  readonly title: string
  readonly command: string
  readonly until: string
  /** Where it would run and for which step, in one line. */
  readonly where?: string
  readonly why?: string
  readonly touches?: string
  readonly undo?: string
  /** What the command itself said it would do. */
  readonly dryRun?: { readonly command: string; readonly output: string; readonly note?: string }
  /** Set where the command holds characters that would not be seen. */
  readonly warning?: string
  readonly choices: readonly QuestionChoice[]
  /** The rule that "always" would write, as it would stand in the file. */
  readonly always?: string
  /** Where a person may put another command in place of this one: the command as it is, to begin with. */
  readonly editable?: string
  /** Once answered: the option's id. */
  readonly chosen?: string
  /** Once closed: who answered what and when. */
  readonly outcome?: string
  /** The rest of what is bound to the answer, for those who want to see everything. */
  readonly details: readonly { readonly label: string; readonly value: string }[]
}

/** The approval, or any other question, in the order of the card: what, where, why, undo, until when. */
export function questionCard(question: Question, options: CardOptions): QuestionCard {
  const { locale, timeZone } = options
  const isCommand =
    question.kind === 'approval' || question.kind === 'unknown_outcome' || question.kind === 'keep'
  const where = whereLine(question, locale)
  const why = whyLine(question, locale)
  const outcome = outcomeLine(question, options)
  return {
    id: question.id,
    runId: question.runId,
    locale,
    kind: question.kind,
    status: question.status,
    title: oneLine(say(question.title, locale)),
    command: isCommand ? visibleCommand(question.body) : visible(question.body),
    until: phrase('question.until', { time: formatTime(question.expiresAt, locale, timeZone) }, locale),
    ...(where === '' ? {} : { where }),
    ...(why === '' ? {} : { why }),
    ...(question.touches === undefined ? {} : { touches: oneLine(say(question.touches, locale), 300) }),
    ...(question.dryRun === undefined ? {} : { dryRun: dryRunOf(question.dryRun, locale) }),
    ...(question.undo === undefined ? {} : { undo: oneLine(say(question.undo, locale), 300) }),
    ...(isCommand ? warningOf(question.body, locale) : {}),
    choices: question.options.map(({ id, label }) => ({ id, label: oneLine(say(label, locale)) })),
    ...(question.always === undefined ? {} : { always: visible(question.always.ruleText.trimEnd()) }),
    ...(question.options.some(({ id }) => id === 'edit') ? { editable: question.body } : {}),
    ...(question.answer === undefined ? {} : { chosen: question.answer.option }),
    ...(outcome === undefined ? {} : { outcome }),
    details: detailsOf(question, options),
  }
}

function warningOf(command: string, locale: Locale): { readonly warning?: string } {
  const mixed = mixedWords(command)
  const warnings = [
    ...(hidesSomething(command) ? [word('question.hidden', locale)] : []),
    ...(mixed.length === 0
      ? []
      : [phrase('question.mixed', { words: oneLine(mixed.join(', '), 200) }, locale)]),
  ]
  return warnings.length === 0 ? {} : { warning: warnings.join(' ') }
}

function dryRunOf(
  { command, exitCode, output, truncated }: NonNullable<Question['dryRun']>,
  locale: Locale,
): NonNullable<QuestionCard['dryRun']> {
  const notes = [
    exitCode === null ? word('question.dry_run.slow', locale) : '',
    exitCode === null || exitCode === 0 ? '' : phrase('question.dry_run.exit', { code: exitCode }, locale),
    truncated ? word('question.dry_run.cut', locale) : '',
  ].filter((note) => note !== '')
  return {
    command: visibleCommand(command),
    output: visible(output),
    ...(notes.length === 0 ? {} : { note: notes.join(' ') }),
  }
}

function whereLine({ subject, stepTitle }: Question, locale: Locale): string {
  const parts = [
    subject && phrase('question.where.cwd', { cwd: oneLine(subject.cwd, 200) }, locale),
    subject && word(`question.where.${subject.mode}`, locale),
    stepTitle && phrase('question.where.step', { step: oneLine(stepTitle) }, locale),
  ]
  return parts.filter((part) => part !== undefined && part !== '').join('  ·  ')
}

/** Why a command of unknown outcome is asked about repeats the command; the sentence before it is enough. */
function whyLine({ why, rule, kind, body }: Question, locale: Locale): string {
  if (why === undefined) return ''
  const said = say(why, locale)
  const short = kind === 'unknown_outcome' && said.endsWith(body) ? said.slice(0, -body.length) : said
  const shown = oneLine(short.replace(/[\s:]+$/u, ''), 300)
  return rule === undefined ? shown : `${shown} ${phrase('question.rule', { rule: oneLine(rule) }, locale)}`
}

/** `Approved by alice at 14:05`; undefined while the question is open. */
function outcomeLine(question: Question, { locale, timeZone }: CardOptions): string | undefined {
  if (question.status === 'expired')
    return phrase('question.expired', { time: formatTime(question.expiresAt, locale, timeZone) }, locale)
  const { answer } = question
  if (!answer) return undefined
  const by = oneLine(answer.by.name ?? answer.by.id, 60)
  const time = formatTime(answer.at, locale, timeZone)
  const reason = oneLine(answer.reason ?? '', 300)
  if (answer.option === 'approve') return phrase('question.answered.approve', { by, time }, locale)
  if (answer.option === 'always')
    return phrase('question.answered.always', { by, time, rule: oneLine(answer.rule ?? '') }, locale)
  if (answer.option === 'edit')
    return phrase(
      'question.answered.edit',
      { by, time, command: visibleCommand(answer.command ?? '') },
      locale,
    )
  if (answer.option === 'deny') return phrase('question.answered.deny', { by, time, reason }, locale)
  const chosen = question.options.find(({ id }) => id === answer.option)
  const option = oneLine(chosen ? say(chosen.label, locale) : answer.option)
  return phrase('question.answered.other', { by, option, time, reason }, locale)
}

function detailsOf(question: Question, { locale, timeZone }: CardOptions): QuestionCard['details'] {
  const rows: [Parameters<typeof word>[0], string | undefined][] = [['question.id', question.id]]
  const { subject } = question
  if (subject) {
    const env = Object.entries(subject.env).map(([name, value]) => `${name}=${value}`)
    rows.push(
      ['question.tool', subject.tool],
      ['question.args', JSON.stringify(subject.args)],
      ['question.env', env.length === 0 ? word('question.no_env', locale) : env.join(' ')],
      ['question.requester', subject.requester.name ?? subject.requester.id],
      ['question.valid_until', formatDate(subject.validUntil, locale, timeZone)],
      ['question.hash', question.hash],
    )
  }
  return rows.flatMap(([key, value]) =>
    value === undefined ? [] : [{ label: word(key, locale), value: visibleCommand(value) }],
  )
}
