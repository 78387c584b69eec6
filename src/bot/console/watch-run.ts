import type { Clock } from '../../domain/clock.ts'
import type { Engine } from '../../domain/engine.ts'
import { UserError } from '../../domain/errors.ts'
import type { LiveOutput, RunEvent } from '../../domain/event.ts'
import type { Actor, RunId } from '../../domain/run.ts'
import { applyEvent, emptyView, type RunView, viewOf } from '../../domain/run-view.ts'
import type { Locale } from '../../domain/text.ts'
import { word } from '../../i18n/say.ts'
import { titlesIn } from '../titles.ts'
import { questionCard } from '../question-card.ts'
import { type Asker, createAsker } from './asker.ts'
import { elsewhere, refusal } from './asking.ts'
import type { Display } from './display.ts'
import { type ConsoleIo, canAsk, canEdit, widthOf } from './io.ts'
import { type Keys, readKeys } from './keys.ts'
import { line } from './line.ts'
import { createLiveCard, type DisplayOptions } from './live-card.ts'
import { createNdjson } from './ndjson.ts'
import { createPlain } from './plain.ts'

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
}

export interface Watched {
  /** 0 passed, or done without proof because VERIFY was off; 1 anything else; 130 interrupted. */
  readonly exitCode: 0 | 1 | 130
  readonly view: RunView
}

/**
 * Follows a run to its end and lets the person at the console answer its questions and cancel it. The terminal is given
 * back as it was whatever happens.
 */
export async function watchRun(
  engine: Engine,
  runId: RunId,
  io: ConsoleIo,
  options: WatchOptions,
): Promise<Watched> {
  const display = createDisplay(io, options, await titlesIn(engine, options.locale))
  const watcher = createWatcher(engine, runId, io, options, display)
  try {
    return await watcher.run()
  } finally {
    watcher.close()
  }
}

function createDisplay(
  io: ConsoleIo,
  { json, locale, clock, timeZone }: WatchOptions,
  titles: ReadonlyMap<string, string>,
): Display {
  if (json) return createNdjson(io.out)
  const options: DisplayOptions = {
    locale,
    clock,
    titles,
    prefix: 'autohome',
    ...(timeZone === undefined ? {} : { timeZone }),
  }
  return canEdit(io) ? createLiveCard(io, options) : createPlain(io, options)
}

function createWatcher(engine: Engine, runId: RunId, io: ConsoleIo, options: WatchOptions, display: Display) {
  const { locale, actor, clock, interactive, json, afterSeq = 0 } = options
  const stop = new AbortController()
  const asks = interactive && !json && canAsk(io)
  let interrupted = false
  let failed: { error: unknown } | undefined
  let keys: Keys | undefined

  const fail = (error: unknown) => {
    failed ??= { error }
    stop.abort()
  }
  const asker: Asker = createAsker({
    engine,
    actor,
    locale,
    columns: () => widthOf(io.out),
    show: (prompt) => display.prompt(prompt),
    print: (lines) => display.print(lines),
    onError: fail,
  })

  const cancel = () => {
    if (interrupted) return leave()
    interrupted = true
    display.print([line(word('console.interrupt.first', locale), 'dim')])
    engine.cancel(runId, actor).catch((error: unknown) => {
      // It ended in this very moment: its own end is on the way.
      if (!(error instanceof UserError && error.code === 'not_now')) fail(error)
    })
  }
  const leave = () => {
    interrupted = true
    stop.abort()
  }
  const refuse = (questionId: string, option: string) =>
    engine.answer(questionId, option, actor, word('engine.nobody_here', locale)).catch((error: unknown) => {
      if (!(error instanceof UserError && error.code === 'not_now')) fail(error)
    })

  const onQuestion = (event: RunEvent) => {
    if (event.type === 'question.answered' || event.type === 'question.expired')
      asker.closed(event.questionId)
    if (event.type !== 'question.opened') return
    const card = questionCard(event.question, { ...options, now: clock.now() })
    if (asks) asker.open(card)
    else if (options.answeredElsewhere) display.print([elsewhere(card)])
    else void refuse(card.id, refusal(card))
  }
  const take = (event: RunEvent | LiveOutput, view: RunView) => {
    if (event.type === 'live.output') return display.output(event)
    applyEvent(view, event)
    display.event(event, view)
    onQuestion(event)
  }

  const followed = async (view: RunView) => {
    try {
      for await (const event of engine.follow(runId, afterSeq, stop.signal)) take(event, view)
    } catch (error) {
      if (!stop.signal.aborted) throw error
    }
    if (failed) throw failed.error
  }

  return {
    async run(): Promise<Watched> {
      if (asks && io.input)
        keys = readKeys(io.input, (key) => (key.ctrl && key.name === 'c' ? cancel() : asker.key(key)))
      onAbort(options.interrupt, cancel, stop.signal)
      onAbort(options.leave, leave, stop.signal)
      const view = afterSeq === 0 ? emptyView(runId) : await earlier(engine, runId, afterSeq)
      await followed(view)
      const exitCode = exitCodeOf(view, interrupted)
      display.end(view, exitCode)
      return { exitCode, view }
    },
    close() {
      stop.abort()
      keys?.close()
      display.close()
    },
  }
}

async function earlier(engine: Engine, runId: RunId, afterSeq: number): Promise<RunView> {
  const { events } = await engine.show(runId)
  return viewOf(
    runId,
    events.filter(({ seq }) => seq <= afterSeq),
  )
}

const exitCodeOf = (view: RunView, interrupted: boolean): Watched['exitCode'] => {
  if (view.status === 'completed') return 0
  return interrupted ? 130 : 1
}

/** Calls back on the abort, also one that has happened already; lets go when `until` aborts. */
function onAbort(signal: AbortSignal | undefined, callback: () => void, until: AbortSignal): void {
  if (signal?.aborted) callback()
  else signal?.addEventListener('abort', callback, { once: true, signal: until })
}
