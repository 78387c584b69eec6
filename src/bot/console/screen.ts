import type { Clock } from '../../domain/clock.ts'
import { isFinal } from '../../domain/run.ts'
import type { RunView } from '../../domain/run-view.ts'
import { cardOf } from '../card.ts'
import type { CardOptions } from '../card-options.ts'
import type { Prompt } from './display.ts'
import { type ConsoleIo, hasColors, widthOf } from './io.ts'
import { BLANK, type Line } from './line.ts'
import { type Block, createLiveArea } from './live-area.ts'
import { createPainter } from './painter.ts'
import { renderBrief, renderCard, squeeze } from './render-card.ts'

export interface ScreenOptions {
  readonly clock: Clock
  readonly prefix: string
  /** Asked for at each drawing: the language of a chat may change. */
  readonly card: () => Omit<CardOptions, 'now'>
}

export interface DisplayOptions extends Omit<CardOptions, 'now'> {
  readonly clock: Clock
  /** What commands are typed with here: `autohome` in a shell, `/orchestrate` in the chat. */
  readonly prefix: string
  /** Questions are put to a person here: whoever asks them shows them. */
  readonly asks?: boolean
}

/** The bottom of a terminal: the card of the run that is looked at, and below it what can be typed. */
export interface Screen {
  /** The run to show from now on, and what its running call printed last. */
  run(view: RunView | undefined, tail?: () => string): void
  prompt(prompt: Prompt | undefined): void
  /** Something about the run changed. */
  touch(): void
  /** Lines that stay, above everything that moves. */
  print(lines: readonly Line[]): void
  /** The card in full, for good; the run is no longer shown. */
  finish(view: RunView): void
  options(): CardOptions
  columns(): number
  /** Gives the terminal back as it was; may be called twice. */
  close(): void
}

export function createScreen(io: ConsoleIo, { clock, prefix, card }: ScreenOptions): Screen {
  const area = createLiveArea(io.out, hasColors(io))
  const columns = () => widthOf(io.out)
  const cardOptions = (): CardOptions => ({ ...card(), now: clock.now() })
  let shown: { readonly view: RunView; readonly tail: () => string } | undefined
  let prompt: Prompt | undefined

  const block = (): Block => {
    const below = prompt?.lines ?? []
    // Room to breathe around the card, where there is more on the screen than the card.
    const air = prompt && (io.out.rows || 24) > 12 ? 1 : 0
    const card = picture((io.out.rows || 24) - 1 - below.length - 2 * air)
    const space = Array.from({ length: air }, () => BLANK)
    const lines = [...space, ...card, ...(card.length > 0 ? space : []), ...below]
    return { lines, cursor: prompt?.cursor }
  }
  const draw = () => {
    const { lines, cursor } = block()
    area.draw(lines, cursor)
  }
  const painter = createPainter(clock, draw)

  /** While something is asked, the question above it is what matters: the card makes room. */
  const picture = (maxRows: number): Line[] => {
    if (!shown) return []
    const card = cardOf(shown.view, cardOptions())
    const width = columns()
    if (prompt?.asks) return squeeze(renderBrief(card, width), Math.max(1, maxRows))
    const rows = Math.max(3, maxRows)
    return renderCard(card, { width, prefix, maxRows: rows, tail: shown.tail() })
  }

  /** Time passes on the card even when nothing happens. */
  let cancelTick: () => void = () => undefined
  const tick = () => {
    if (shown) painter.touch()
    cancelTick = clock.after(1_000, tick)
  }
  tick()
  const onResize = () => painter.touch()
  io.out.on?.('resize', onResize)

  return {
    run(view, tail = () => '') {
      // How it ended is for `finish` to say, in full.
      if (view && isFinal(view.status)) return
      shown = view && { view, tail }
      painter.touch()
    },
    prompt(next) {
      prompt = next
      draw()
    },
    touch: painter.touch,
    print: (lines) => area.print(lines),
    finish(view) {
      shown = undefined
      area.print(renderCard(cardOf(view, cardOptions()), { width: columns(), prefix }), block())
    },
    options: cardOptions,
    columns,
    close() {
      cancelTick()
      painter.stop()
      io.out.off?.('resize', onResize)
      area.close()
    },
  }
}
