import type { Display } from './display.ts'
import type { ConsoleIo } from './io.ts'
import { questionFacts } from './question-facts.ts'
import { createScreen, type DisplayOptions } from './screen.ts'
import { createTail } from '../tail.ts'

/** The card of one run, edited in place at the bottom of a terminal; questions and answers stay above it. */
export function createLiveCard(io: ConsoleIo, options: DisplayOptions): Display {
  const screen = createScreen(io, { ...options, card: () => options })
  const tail = createTail()
  return {
    event(event, view) {
      tail.heard(event)
      const shownByAsker = options.asks && event.type === 'question.opened'
      const facts = shownByAsker ? [] : questionFacts(event, view, screen.options(), screen.columns())
      if (facts.length > 0) screen.print(facts)
      screen.run(view, tail.line)
    },
    output(live) {
      tail.add(live)
      screen.touch()
    },
    print: screen.print,
    prompt: screen.prompt,
    end(view) {
      screen.prompt(undefined)
      screen.finish(view)
      screen.close()
    },
    close: screen.close,
  }
}
