import type { Clock } from '../../domain/clock.ts'
import type { Engine } from '../../domain/engine.ts'
import type { RunView } from '../../domain/run-view.ts'
import type { Locale } from '../../domain/text.ts'
import type { Redactor } from '../../lib/redact.ts'
import type { CardOptions } from '../card-options.ts'
import type { Runs } from '../delivery/runs.ts'
import type { Notice } from './notice.ts'

export interface RenderDeps {
  readonly engine: Pick<Engine, 'show' | 'workflows' | 'runs' | 'questions'>
  readonly runs: Runs
  readonly clock: Clock
  /** Of what belongs to no run. */
  readonly locale: Locale
  readonly timeZone: string
  readonly redact: Redactor
  /** A run that passed is told of from so much on, in milliseconds. */
  readonly longRunMs: number
  /** A question is told again after so much without an answer, in milliseconds; 0: never. */
  readonly escalateMs: number
  /** `{run}` in it is the run's id. */
  readonly openUrl: string | undefined
  /** What a button of this name's notification posts; undefined where the name may not answer. */
  readonly press: PressMaker | undefined
}

export type PressMaker = (
  to: string,
  question: NonNullable<ReturnType<RunView['questions']['get']>>,
  option: string,
  step: number,
) => string | undefined

/** A run with what its notices need beside it. */
export interface Subject extends CardOptions {
  readonly view: RunView
  readonly title: string
  readonly redact: Redactor
}

/** A notice before it is fitted and scrubbed. */
export type Draft = Omit<Notice, 'url' | 'louder' | 'wanted'> & Partial<Pick<Notice, 'louder' | 'wanted'>>
