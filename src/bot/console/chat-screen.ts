import type { Engine } from '../../domain/engine.ts'
import { UserError } from '../../domain/errors.ts'
import type { Locale } from '../../domain/text.ts'
import { phrase, word } from '../../i18n/say.ts'
import { ulid } from '../../lib/ids.ts'
import { handleInbound } from '../handle.ts'
import { questionCard } from '../question-card.ts'
import { titlesIn } from '../titles.ts'
import { oneLine } from '../visible.ts'
import { createAnswering } from './answering.ts'
import { type Asker, createAsker } from './asker.ts'
import type { ChatOptions } from './chat-options.ts'
import { tellBackground } from './chat-background.ts'
import { createForeground } from './chat-foreground.ts'
import { type ChatInput, createChatInput } from './chat-input.ts'
import { createFailing } from './failing.ts'
import { createHistory } from './history.ts'
import type { ConsoleIo } from './io.ts'
import { readKeys } from './keys.ts'
import { line, span } from './line.ts'
import { renderReply } from './render-reply.ts'
import { createScreen } from './screen.ts'
import { createSpeech } from './speech.ts'

const PREFIX = '/orchestrate'
// Pasted text arrives between marks, so that its line ends send nothing.
const PASTE_ON = '\x1b[?2004h'
const PASTE_OFF = '\x1b[?2004l'

/** The chat on a terminal: a card and a line to type in at the bottom, everything said above them. */
export async function chatOnScreen(engine: Engine, io: ConsoleIo, options: ChatOptions): Promise<number> {
  const { clock, actor, thread } = options
  const speech = createSpeech(options)
  const titles = { en: await titlesIn(engine, 'en'), fr: await titlesIn(engine, 'fr') }
  const failing = createFailing()
  const screen = createScreen(io, {
    clock,
    prefix: PREFIX,
    card: () => ({ ...options, locale: speech.locale(), titles: titles[speech.locale()] }),
  })
  const { print } = screen
  let interrupts = 0

  const asker: Asker = createAsker({
    engine,
    actor,
    clock,
    locale: speech.locale,
    columns: screen.columns,
    show: (prompt) => input.asks(prompt),
    print,
    onError: failing.fail,
    hint: () => word('chat.question.keys', speech.locale()),
  })
  const answering = createAnswering({
    engine,
    actor,
    how: 'ask',
    asker,
    options: screen.options,
    print,
    fail: failing.fail,
  })
  const foreground = createForeground({ engine, screen, onEvent: answering, fail: failing.fail })

  const reply = async (text: string) => {
    speech.hear(text)
    const locale = speech.locale()
    const inRunThread = foreground.listens()
    const inbound = { eventId: ulid(clock.now()), thread, actor, text, locale, inRunThread }
    const answer = await handleInbound({ engine, inbound, ...options })
    print(renderReply(answer, { width: screen.columns(), prefix: PREFIX }))
    if (answer.kind === 'run') foreground.show(answer.runId, answer.afterSeq)
    if (answer.kind === 'questions') for (const question of answer.questions) asker.open(question)
  }
  /** Messages are answered in the order in which they were sent. */
  let turn = Promise.resolve()
  const submit = (text: string) => {
    interrupts = 0
    print([[], [span('› ', 'bold'), span(oneLine(text, 500))]])
    turn = turn.then(() => reply(text)).catch(failing.fail)
  }
  /** Ctrl-C stops the run on the screen; where there is none, a second one leaves. */
  const interrupt = () => {
    const runId = foreground.runId()
    interrupts++
    if (runId === undefined) {
      if (interrupts > 1) return failing.stop()
      return print([line(word('chat.prompt.hint', speech.locale()), 'dim')])
    }
    engine.cancel(runId, actor).catch((error: unknown) => {
      if (!(error instanceof UserError)) failing.fail(error)
    })
  }
  const input: ChatInput = createChatInput({
    asker: () => asker,
    clock,
    locale: speech.locale,
    history: createHistory(options.history),
    columns: screen.columns,
    show: screen.prompt,
    submit,
    interrupt,
    leave: failing.stop,
  })
  options.signal?.addEventListener('abort', failing.stop, { once: true, signal: failing.signal })
  if (options.signal?.aborted) failing.stop()

  const keys = io.input && readKeys(io.input, input.key)
  io.out.write(PASTE_ON)
  try {
    print([line(phrase('chat.welcome', { version: options.version }, speech.locale()), 'bold')])
    print([line(word('chat.prompt.hint', speech.locale()), 'dim')])
    input.render()
    const isShown = (runId: string) => foreground.runId() === runId
    tellBackground({ engine, screen, isShown, onQuestion: answering }, failing.signal).catch(failing.fail)
    for (const question of await engine.questions({ status: 'open' })) {
      asker.open(questionCard(question, screen.options()))
    }
    await aborted(failing.signal)
    failing.check()
    foreground.drop()
    screen.prompt(undefined)
    print(await goodbye(engine, speech.locale()))
    return 0
  } finally {
    failing.stop()
    foreground.drop()
    keys?.close()
    screen.close()
    io.out.write(PASTE_OFF)
  }
}

async function goodbye(engine: Engine, locale: Locale) {
  const active = await engine.runs({ status: ['queued', 'running', 'waiting'] })
  const left = phrase('chat.leaves_running', { count: active.length }, locale)
  return [...(active.length === 0 ? [] : [line(left)]), line(word('chat.bye', locale), 'dim')]
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
