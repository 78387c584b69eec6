import type { Clock } from '../../domain/clock.ts'
import type { RunView } from '../../domain/run-view.ts'
import { cardOf } from '../card.ts'
import type { CardOptions } from '../card-model.ts'
import type { Display, Prompt } from './display.ts'
import { type ConsoleIo, hasColors, widthOf } from './io.ts'
import type { Line } from './line.ts'
import { createLiveArea } from './live-area.ts'
import { createPainter } from './painter.ts'
import { questionFacts } from './question-facts.ts'
import { renderBrief, renderCard, squeeze } from './render-card.ts'
import { createTail } from './tail.ts'

export interface DisplayOptions extends Omit<CardOptions, 'now'> {
  readonly clock: Clock
  /** What commands are typed with here: `autohome` in a shell. */
  readonly prefix: string
}

/** The card of one run, edited in place at the bottom of a terminal; questions and answers stay above it. */
export function createLiveCard(io: ConsoleIo, options: DisplayOptions): Display {
  const { clock, prefix } = options
  const area = createLiveArea(io.out, hasColors(io))
  const tail = createTail()
  let view: RunView | undefined
  let prompt: Prompt | undefined
  let cancelTick: (() => void) | undefined

  const draw = () => {
    const below = prompt?.lines ?? []
    const rows = Math.max(4, (io.out.rows ?? 24) - 1)
    const card = view ? picture(view, rows - below.length) : []
    area.draw([...card, ...below], prompt?.cursor)
  }
  const painter = createPainter(clock, draw)

  /** While something is asked, the question above it is what matters: the card makes room. */
  const picture = (held: RunView, maxRows: number): Line[] => {
    const card = cardOf(held, { ...options, now: clock.now() })
    const width = widthOf(io.out)
    if (prompt) return squeeze(renderBrief(card, width), maxRows)
    return renderCard(card, { width, prefix, maxRows, tail: tail.line() })
  }

  /** Time passes on the card even when nothing happens. */
  const tick = () => {
    painter.touch()
    cancelTick = clock.after(1_000, tick)
  }
  cancelTick = clock.after(1_000, tick)
  const onResize = () => painter.touch()
  io.out.on?.('resize', onResize)

  const close = () => {
    cancelTick?.()
    painter.stop()
    io.out.off?.('resize', onResize)
    area.close()
  }
  return {
    event(event, current) {
      view = current
      if (event.type === 'tool_call.finished') tail.drop(event.callKey)
      const facts = questionFacts(event, current, { ...options, now: clock.now() }, widthOf(io.out))
      if (facts.length > 0) area.print(facts)
      painter.touch()
    },
    output(live) {
      tail.add(live)
      painter.touch()
    },
    print: (lines) => area.print(lines),
    prompt(next) {
      prompt = next
      draw()
    },
    end(final) {
      area.draw([])
      const card = cardOf(final, { ...options, now: clock.now() })
      area.print(renderCard(card, { width: widthOf(io.out), prefix }))
      close()
    },
    close,
  }
}
