import { type Component, type Container, type Part, type Separator, TEXT_MAX, text } from '../component.ts'

/** A text that can do with less room. The lower its rank, the earlier it is given what it needs. */
export interface Piece {
  readonly rank: number
  /** At most `room` characters; empty where nothing sensible fits. */
  readonly render: (room: number) => string
}

export type Item = Piece | Exclude<Part, { type: 10 }>

const isPiece = (item: Item): item is Piece => 'render' in item

/** Some way below the limit, because button labels and Discord's own counting of emoji are not ours to know. */
export const ROOM = TEXT_MAX - 200

/** Gives the room to the most important texts first, and leaves out what gets none. Order on the screen stays. */
export function laidOut(items: readonly Item[], room = ROOM): Part[] {
  let left = room
  const shown = new Map<Item, string>()
  for (const piece of items.filter(isPiece).toSorted((a, b) => a.rank - b.rank)) {
    const rendered = piece.render(left)
    shown.set(piece, rendered)
    left -= rendered.length
  }
  const parts = items.flatMap((item): Part[] => {
    if (!isPiece(item)) return [item]
    const content = shown.get(item) ?? ''
    return content.trim() === '' ? [] : [text(content)]
  })
  return withoutLooseEnds(parts)
}

/** A line between nothing and something divides nothing. */
const withoutLooseEnds = (parts: readonly Part[]): Part[] =>
  parts.filter(
    (part, at) => !isSeparator(part) || (at > 0 && at < parts.length - 1 && !isSeparator(parts[at - 1])),
  )

const isSeparator = (part: Part | undefined): part is Separator => part?.type === 14

export const container = (accent: number | undefined, parts: readonly Part[]): Container => ({
  type: 17,
  ...(accent === undefined ? {} : { accent_color: accent }),
  components: parts,
})

/** Components inside components counted too, as Discord does. */
export const countOf = (components: readonly Component[]): number =>
  components.reduce(
    (sum, component) =>
      sum + 1 + ('components' in component ? countOf(component.components as Component[]) : 0),
    0,
  )

/** A line or a few that are shown whole or not at all. */
export const whole = (rank: number, content: string): Piece => ({
  rank,
  render: (room) => (content.length <= room ? content : ''),
})

/** As many whole lines as fit; `more` says how many are left out. */
export const lines = (
  rank: number,
  all: readonly string[],
  more: (count: number) => string,
  max = ROOM,
): Piece => ({
  rank,
  render(room) {
    const limit = Math.min(room, max)
    const fitting = within(all, limit)
    if (fitting.length === all.length) return all.join('\n')
    const shorter = within(all, limit - more(all.length).length - 1)
    return shorter.length === 0 ? '' : [...shorter, more(all.length - shorter.length)].join('\n')
  },
})

function within(all: readonly string[], room: number): readonly string[] {
  let used = -1
  const end = all.findIndex((line) => (used += line.length + 1) > room)
  return end === -1 ? all : all.slice(0, end)
}
