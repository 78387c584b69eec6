import type { LiveOutput, RunEvent } from '../../domain/event.ts'
import type { RunView } from '../../domain/run-view.ts'
import type { Line } from './line.ts'

/** What a person can type at this moment, below the card. */
export interface Prompt {
  readonly lines: readonly Line[]
  /** Where typed text goes on: in the last of the lines, at this column. */
  readonly cursor?: number
  /** A question: what else there is makes room for it. */
  readonly asks?: boolean
}

/** One way of following a run on a console: edited in place, line by line, or as JSON. */
export interface Display {
  /** A fact arrived; the view holds it already. */
  event(event: RunEvent, view: RunView): void
  /** What a running call prints. */
  output(live: LiveOutput): void
  /** Lines that stay. */
  print(lines: readonly Line[]): void
  prompt(prompt: Prompt | undefined): void
  /** The run has ended, or is no longer followed. */
  end(view: RunView, exitCode: number): void
  /** Gives the terminal back as it was; may be called twice. */
  close(): void
}
