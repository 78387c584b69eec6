import type { Severity } from '../../domain/incident.ts'
import type { Question } from '../../domain/question.ts'
import { isFinal } from '../../domain/run.ts'
import { phrase, word } from '../../i18n/say.ts'
import { type QuestionCard, questionCard } from '../question-card.ts'
import type { Matter } from './matter.ts'
import { compose, type NoticeChoice } from './notice.ts'
import { OPEN } from './press.ts'
import type { Draft, RenderDeps, Subject } from './draft.ts'

/** Buttons that a notification holds. https://docs.ntfy.sh/publish/#action-buttons */
const MAX_CHOICES = 3
/** Answers that need more than a press: a text, or a look at the rule that would be written. */
const NOT_BY_PRESS: ReadonlySet<string> = new Set(['always', 'edit', 'other'])
/** Answers after which nothing runs: they may be given without having seen all of it. */
const CAUTIOUS: ReadonlySet<string> = new Set(['deny', 'stop', 'take_back'])
const OUTPUT_MAX = 1_500

/** A question as it can be answered from a lock screen; undefined once nobody has to any more. */
export function questionNotice(
  { press, escalateMs }: Pick<RenderDeps, 'press' | 'escalateMs'>,
  subject: Subject,
  { questionId, step }: Extract<Matter, { type: 'question' }>,
  to: string,
): Draft | undefined {
  const { view, locale, title, redact, now } = subject
  const question = openQuestion(subject, questionId)
  if (!question) return undefined
  // The louder one stands in its place from then on.
  if (step === 0 && escalateMs > 0 && now >= question.askedAt + escalateMs) return undefined
  const card = questionCard(question, subject)
  const clean = redact(card.command)
  const tooLong = phrase('phone.too_long', { id: question.id }, locale)
  const composed = compose(clean, linesOf(card), tooLong)
  const whole = composed.whole && clean === card.command
  const choices = choicesOf(card, whole, (option) => press?.(to, question, option, step), locale)
  const answers = choices.length > 0
  const hidden = composed.whole && clean !== card.command ? tooLong : undefined
  return {
    title: phrase('phone.question.title', { title, what: card.touches ?? card.why ?? card.title }, locale),
    message: [
      hidden,
      composed.message,
      answers ? undefined : phrase('phone.answer_there', { id: question.id }, locale),
    ]
      .filter((line) => line !== undefined)
      .join('\n'),
    severity: severityOf(view.request?.priority),
    louder: step > 0,
    tags: [step > 0 ? 'bell' : 'warning'],
    choices,
    facts: {
      question: question.id,
      options: question.options.map(({ id }) => id),
      expiresAt: question.expiresAt,
    },
  }
}

/** Everything about a question, for who pressed Open. */
export function detailsNotice(subject: Subject, questionId: string): Draft | undefined {
  const { locale, redact, view } = subject
  const question = openQuestion(subject, questionId)
  if (!question) return undefined
  const card = questionCard(question, subject)
  const { dryRun } = card
  const lines = [
    card.where ?? '',
    ...linesOf(card),
    dryRun
      ? `${word('question.dry_run', locale)}: ${redact(dryRun.output).slice(0, OUTPUT_MAX)} ${dryRun.note ?? ''}`
      : '',
    ...card.details.map(({ label, value }) => `${label}: ${value}`),
  ]
  const tooLong = phrase('phone.too_long', { id: question.id }, locale)
  return {
    title: card.title,
    message: compose(redact(card.command), lines, tooLong).message,
    severity: severityOf(view.request?.priority),
    wanted: true,
    tags: ['mag'],
    choices: [],
    facts: { question: question.id },
  }
}

function openQuestion({ view }: Subject, id: string): Question | undefined {
  const question = view.questions.get(id)
  return question?.status === 'open' && !isFinal(view.status) ? question : undefined
}

function linesOf({ locale, warning, touches, why, undo, until }: QuestionCard): string[] {
  const labelled = (key: 'question.touches' | 'question.why' | 'question.undo', text: string | undefined) =>
    text === undefined ? '' : `${word(key, locale)}: ${text}`
  return [
    warning ?? '',
    labelled('question.touches', touches),
    labelled('question.why', why),
    labelled('question.undo', undo),
    until,
  ]
}

/** What cannot be shown whole cannot be let run from here. Open is always among them where anything is. */
function choicesOf(
  { choices, kind }: QuestionCard,
  whole: boolean,
  press: (option: string) => string | undefined,
  locale: Subject['locale'],
): NoticeChoice[] {
  const pressable = choices.filter(({ id }) => !NOT_BY_PRESS.has(id) && (whole || CAUTIOUS.has(id)))
  const main =
    kind === 'approval'
      ? pressable.filter(({ id }) => id === 'approve' || id === 'deny')
      : pressable.slice(0, MAX_CHOICES)
  const offered = [...main, { id: OPEN, label: word('phone.open', locale) }].slice(0, MAX_CHOICES)
  return offered.flatMap(({ id, label }) => {
    const text = press(id)
    return text === undefined ? [] : [{ label: label.replace(/…$/, ''), press: text, stays: id === OPEN }]
  })
}

/** Nothing goes on without the answer; only a critical run may break into the night for it. */
const severityOf = (priority: string | undefined): Severity => (priority === 'critical' ? 'critical' : 'high')
