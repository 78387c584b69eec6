import type { Engine } from '../../domain/engine.ts'
import type { RunEvent } from '../../domain/event.ts'
import { viewOf } from '../../domain/run-fold.ts'
import { phrase } from '../../i18n/say.ts'
import { cardOf } from '../card.ts'
import { oneLine } from '../visible.ts'
import { type Line, line } from './line.ts'
import { questionFacts } from './question-facts.ts'
import type { Screen } from './screen.ts'

export interface BackgroundDeps {
  readonly engine: Engine
  readonly screen: Screen
  /** The run on the screen tells of itself. */
  readonly isShown: (runId: string) => boolean
  readonly onQuestion: (event: RunEvent) => void
}

/** Runs that move in the background: one line where they begin, ask, and end. */
export async function tellBackground(deps: BackgroundDeps, signal: AbortSignal): Promise<void> {
  for await (const event of deps.engine.watch(signal)) {
    if (deps.isShown(event.runId) || !TOLD.has(event.type)) continue
    const lines = await noticeOf(event, deps)
    if (signal.aborted) return
    // It may have come to the front while it was looked up.
    if (deps.isShown(event.runId)) continue
    if (lines.length > 0) deps.screen.print(lines)
    deps.onQuestion(event)
  }
}

const TOLD: ReadonlySet<RunEvent['type']> = new Set([
  'run.submitted',
  'run.completed',
  'run.failed',
  'run.cancelled',
  'question.opened',
  'question.answered',
  'question.expired',
] satisfies RunEvent['type'][])

async function noticeOf(event: RunEvent, { engine, screen }: BackgroundDeps): Promise<Line[]> {
  const { events } = await engine.show(event.runId)
  const view = viewOf(
    event.runId,
    events.filter(({ seq }) => seq <= event.seq),
  )
  const options = screen.options()
  const card = cardOf(view, options)
  const { icon, title, status, locale } = card
  if (event.type === 'question.opened') {
    const command = oneLine(event.question.body, 60)
    return [line(phrase('chat.asks', { title, command }, locale), 'dim')]
  }
  const facts = questionFacts(event, view, options, screen.columns())
  if (facts.length > 0) return facts
  return [line(phrase('chat.background', { icon, title, status, id: event.runId }, locale), 'dim')]
}
