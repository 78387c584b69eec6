import type { Clock } from '../../domain/clock.ts'
import type { Engine } from '../../domain/engine.ts'
import type { Actor, RunId, RunStatus } from '../../domain/run.ts'
import { applyEvent, emptyView, viewOf } from '../../domain/run-fold.ts'
import type { RunView } from '../../domain/run-view.ts'
import type { Locale } from '../../domain/text.ts'
import { word } from '../../i18n/say.ts'
import { titlesIn } from '../titles.ts'
import { createAnswering } from './answering.ts'
import { createAsker } from './asker.ts'
import type { Display } from './display.ts'
import { createFailing } from './failing.ts'
import { createInterruption } from './interruption.ts'
import { type ConsoleIo, canAsk, canEdit, widthOf } from './io.ts'
import { readKeys } from './keys.ts'
import { line } from './line.ts'
import { createLiveCard } from './live-card.ts'
import { createNdjson } from './ndjson.ts'
import { createPlain } from './plain.ts'
import type { DisplayOptions } from './screen.ts'

export interface WatchOptions {
  readonly locale: Locale
  readonly clock: Clock
  /** Who answers and cancels here. */
  readonly actor: Actor
  readonly json?: boolean
  /** A person may be asked here, if there is a terminal. */
  readonly interactive: boolean
  /** Somebody else can answer (another terminal, a chat): a question that cannot be asked here stays open. */
  readonly answeredElsewhere?: boolean
  /** Events up to this one are known to whoever looks: only what comes after is told. */
  readonly afterSeq?: number
  /** First Ctrl-C: cancels the run and waits for its end. */
  readonly interrupt?: AbortSignal
  /** Second Ctrl-C: leaves at once. */
  readonly leave?: AbortSignal
  readonly timeZone?: string
  /** How the run stands now, where it is known that nobody works on it any more. */
  readonly standing?: RunStatus
}

export interface Watched {
  /** 0 passed, or done without proof because VERIFY was off; 2 the request itself was wrong; 1 anything else; 130 interrupted. */
  readonly exitCode: 0 | 1 | 2 | 130
  readonly view: RunView
}

/**
 * Follows a run to its end and lets the person at the console answer its questions and cancel it. The terminal is given
 * back as it was whatever happens.
 *
 * @throws UserError from the engine, e.g. `not_found`
 */
export async function watchRun(
  engine: Engine,
  runId: RunId,
  io: ConsoleIo,
  options: WatchOptions,
): Promise<Watched> {
  const { locale, actor, clock, afterSeq = 0 } = options
  const view = afterSeq === 0 ? emptyView(runId) : await earlier(engine, runId, afterSeq)
  const how = howToAnswer(io, options)
  const shown = await displayOptions(engine, options)
  const display = createDisplay(io, { ...shown, asks: how === 'ask' }, options.json === true)
  const failing = createFailing()
  const print: Display['print'] = (lines) => display.print(lines)
  const asker = createAsker({
    engine,
    actor,
    clock,
    locale: () => locale,
    columns: () => widthOf(io.out),
    show: (prompt) => display.prompt(prompt),
    print,
    onError: failing.fail,
  })
  const interruption = createInterruption(engine, { id: runId, actor }, failing, () =>
    print([line(word('console.interrupt.first', locale), 'dim')]),
  )
  const cardOptions = () => ({ ...options, now: clock.now() })
  const answering = createAnswering({
    engine,
    actor,
    how,
    asker,
    options: cardOptions,
    print,
    fail: failing.fail,
  })
  onAbort(options.interrupt, interruption.press, failing.signal)
  onAbort(options.leave, interruption.leave, failing.signal)
  const keys =
    how === 'ask' && io.input
      ? readKeys(io.input, (key) => (key.ctrl && key.name === 'c' ? interruption.press() : asker.key(key)))
      : undefined

  try {
    for await (const event of untilStopped(engine.follow(runId, afterSeq, failing.signal), failing.signal)) {
      if (event.type === 'live.output') display.output(event)
      else {
        applyEvent(view, event)
        display.event(event, view)
        answering(event)
      }
    }
    failing.check()
    if (options.standing !== undefined) view.status = options.standing
    const exitCode = exitCodeOf(view, interruption.pressed())
    display.end(view, exitCode)
    return { exitCode, view }
  } finally {
    failing.stop()
    keys?.close()
    display.close()
  }
}

const exitCodeOf = (view: RunView, interrupted: boolean): Watched['exitCode'] => {
  if (view.status === 'completed') return 0
  if (interrupted) return 130
  return view.failure?.code === 'bad_request' ? 2 : 1
}

/** Programs and pipes cannot press keys. */
function howToAnswer(io: ConsoleIo, options: WatchOptions): 'ask' | 'leave' | 'refuse' {
  if (options.interactive && !options.json && canAsk(io)) return 'ask'
  return options.answeredElsewhere ? 'leave' : 'refuse'
}

const createDisplay = (io: ConsoleIo, options: DisplayOptions, json: boolean): Display =>
  json ? createNdjson(io.out) : canEdit(io) ? createLiveCard(io, options) : createPlain(io, options)

const displayOptions = async (
  engine: Engine,
  { locale, clock, timeZone }: WatchOptions,
): Promise<DisplayOptions> => ({
  locale,
  clock,
  titles: await titlesIn(engine, locale),
  prefix: 'autohome',
  ...(timeZone === undefined ? {} : { timeZone }),
})

async function earlier(engine: Engine, runId: RunId, afterSeq: number): Promise<RunView> {
  const { events } = await engine.show(runId)
  return viewOf(
    runId,
    events.filter(({ seq }) => seq <= afterSeq),
  )
}

/** Ends quietly where the wait was broken off from here; any other fault goes on. */
export async function* untilStopped<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncIterable<T> {
  try {
    yield* source
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

/** Calls back on the abort, also one that has happened already; lets go when `until` aborts. */
function onAbort(signal: AbortSignal | undefined, callback: () => void, until: AbortSignal): void {
  if (signal?.aborted) callback()
  else signal?.addEventListener('abort', callback, { once: true, signal: until })
}
