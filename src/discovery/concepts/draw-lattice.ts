import type { Lattice } from './lattice.ts'
import { layoutOf } from './layout.ts'

/** More than this nobody can read. */
export const DRAWABLE_CONCEPTS = 120

const ROW = 96
const MARGIN = 40
const RADIUS = 7
const LINE = 15
/** Mean width of a letter at 12 px in the fonts named below; lines are cut so that labels stay in their column. */
const LETTER = 6.8
const SHOWN_NAMES = 3
const SHOWN_LETTERS = 24

const STYLE = `
svg { color-scheme: light dark; font: 12px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; }
.back { fill: #ffffff; } .edge { stroke: #8a94a3; stroke-width: 1.4; } .node { fill: #ffffff; stroke: #34405a; stroke-width: 1.6; }
.own { fill: #3b6fd4; } .attribute { fill: #1f4fa8; font-weight: 600; } .object { fill: #333a45; }
.label { text-anchor: middle; paint-order: stroke; stroke: #ffffff; stroke-width: 4px; stroke-linejoin: round; }
@media (prefers-color-scheme: dark) {
.back { fill: #14171c; } .edge { stroke: #66707f; } .node { fill: #14171c; stroke: #c3cbd8; } .own { fill: #6f9df2; }
.attribute { fill: #9dbdfa; } .object { fill: #d5dae2; } .label { stroke: #14171c; } }
`

/**
 * An SVG picture of a lattice with reduced labelling: an attribute stands above its concept μm and holds for all below, an
 * object below its concept γg and is in all above. Nodes that carry a label are filled. Light and dark by what the reader prefers.
 */
export function drawLattice(lattice: Lattice): string {
  const { layers, across } = layoutOf(lattice)
  const labels = lattice.concepts.map((_, i) => ({
    attributes: labelLines(lattice.context.attributes.filter((_, m) => lattice.attributeConcepts[m] === i)),
    objects: labelLines(lattice.context.objects.filter((_, g) => lattice.objectConcepts[g] === i)),
  }))
  const widest = Math.max(
    0,
    ...labels.flatMap((one) => [...one.attributes, ...one.objects]).map((line) => line.length),
  )
  const column = Math.max(64, Math.min(widest, SHOWN_LETTERS) * LETTER + 20)
  const left = Math.min(...across)
  const width = (Math.max(...across) - left + 1) * column + 2 * MARGIN
  const tallest = Math.max(...labels.map((one) => one.attributes.length + one.objects.length))
  const row = Math.max(ROW, tallest * LINE + 5 * RADIUS + 24)
  const pad = MARGIN + (SHOWN_NAMES + 1) * LINE
  const height = (layers.length - 1) * row + 2 * pad
  const points = new Map(
    layers.flatMap((layer, depth) =>
      layer.map((i) => {
        const x = MARGIN + ((across[i] ?? 0) - left + 0.5) * column
        return [i, { x, y: pad + depth * row }] as const
      }),
    ),
  )
  const at = (i: number) => points.get(i) ?? { x: 0, y: 0 }
  const edges = lattice.lower.flatMap((below, i) =>
    below.map(
      (one) =>
        `<line class="edge" x1="${n(at(i).x)}" y1="${n(at(i).y)}" x2="${n(at(one).x)}" y2="${n(at(one).y)}"/>`,
    ),
  )
  const nodes = lattice.concepts.map((_, i) => {
    const own = labels[i]?.attributes.length || labels[i]?.objects.length ? ' own' : ''
    return `<circle class="node${own}" cx="${n(at(i).x)}" cy="${n(at(i).y)}" r="${RADIUS}"/>`
  })
  const texts = labels.flatMap(({ attributes, objects }, i) => [
    ...attributes.map((line, k) =>
      text('attribute', at(i).x, at(i).y - RADIUS - 6 - (attributes.length - 1 - k) * LINE, line),
    ),
    ...objects.map((line, k) => text('object', at(i).x, at(i).y + RADIUS + LINE + k * LINE, line)),
  ])
  const name = escape(lattice.context.name || 'Concept lattice')
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${n(width)} ${n(height)}" width="${n(width)}" height="${n(height)}">`,
    `<title>${name}</title><desc>${lattice.concepts.length} concepts</desc><style>${STYLE}</style>`,
    `<rect class="back" width="100%" height="100%"/>`,
    ...edges,
    ...nodes,
    ...texts,
    '</svg>\n',
  ].join('\n')
}

/** At most three names, one a line, and how many more there are. */
function labelLines(names: readonly string[]): readonly string[] {
  const shown = names.slice(0, SHOWN_NAMES).map((name) => {
    const letters = [...name.replaceAll(/\s+/g, ' ')]
    return letters.length > SHOWN_LETTERS
      ? `${letters.slice(0, SHOWN_LETTERS - 1).join('')}…`
      : letters.join('')
  })
  return names.length > SHOWN_NAMES ? [...shown, `+ ${names.length - SHOWN_NAMES}`] : shown
}

const text = (kind: string, x: number, y: number, line: string): string =>
  `<text class="label ${kind}" x="${n(x)}" y="${n(y)}">${escape(line)}</text>`

const n = (value: number): string => String(Math.round(value * 10) / 10)

/** XML allows no control characters, escaped or not. */
const escape = (value: string): string =>
  value
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
