import type { Locale } from '../../domain/text.ts'
import type { CardModel, PhaseMark } from '../card-model.ts'
import type { QuestionCard } from '../question-card.ts'
import type { Reply } from '../reply.ts'

/** What a phase found, once it has ended: one message a phase. */
export interface PhaseNote {
  readonly runId: string
  readonly locale: Locale
  readonly attempt: number
  readonly phase: PhaseMark
  /** `Plan · 5 steps, about 4 minutes` */
  readonly heading: string
  /** One line each; a criterion is `✓ / below 85 %  71 %  evidence e12`. */
  readonly lines: readonly string[]
}

/** Output too long for a message goes beside it as a file. */
export interface Attachment {
  readonly name: string
  readonly bytes: Uint8Array
}

/** A message as it should look now, before a platform gives it its look. Every text in it is foreign text made visible. */
export type Outgoing =
  | { readonly kind: 'card'; readonly card: CardModel }
  | { readonly kind: 'phase'; readonly note: PhaseNote }
  /** `mention`: who is to notice, as this platform knows them; an edit calls nobody again. */
  | { readonly kind: 'question'; readonly question: QuestionCard; readonly mention?: readonly string[] }
  /** `System recovery · /srv/backup not found → found /srv/backups, went on` */
  | { readonly kind: 'notice'; readonly locale: Locale; readonly text: string }
  /** The final report, in Markdown; `files` is set where it does not fit or where outputs belong to it. */
  | {
      readonly kind: 'report'
      readonly locale: Locale
      readonly title: string
      readonly markdown: string
      readonly files: readonly Attachment[]
    }
  /** What is said to a message or a command. */
  | { readonly kind: 'reply'; readonly locale: Locale; readonly reply: Reply }
  /** The first words in the home channel of a new install: what it does, with example requests. */
  | {
      readonly kind: 'welcome'
      readonly locale: Locale
      readonly text: string
      readonly examples: readonly string[]
    }
