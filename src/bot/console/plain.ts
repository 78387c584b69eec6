import { cardOf } from '../card.ts'
import type { Display } from './display.ts'
import { factLines } from './facts.ts'
import { type ConsoleIo, hasColors, widthOf } from './io.ts'
import { type Line, paint } from './line.ts'
import { questionFacts } from './question-facts.ts'
import { renderEnd } from './render-end.ts'
import type { DisplayOptions } from './screen.ts'

/** For a pipe, a file or NO_COLOR: one line for each fact, in the order in which they happened; nothing is edited. */
export function createPlain(io: ConsoleIo, options: DisplayOptions): Display {
  const colors = hasColors(io)
  const print = (lines: readonly Line[]) => {
    if (lines.length > 0) io.out.write(lines.map((parts) => `${paint(parts, colors)}\n`).join(''))
  }
  return {
    event(event, view) {
      if (options.asks && event.type === 'question.opened') return
      const now = { ...options, now: event.at }
      const lines = questionFacts(event, view, now, widthOf(io.out))
      print(lines.length > 0 ? lines : factLines(event, view, now))
    },
    output: () => undefined,
    print,
    prompt(prompt) {
      // Typed text is not edited in place here: what can be pressed is said once.
      if (prompt && prompt.cursor === undefined) print(prompt.lines)
    },
    end(view) {
      print(renderEnd(cardOf(view, { ...options, now: options.clock.now() }), options.prefix))
    },
    close: () => undefined,
  }
}
