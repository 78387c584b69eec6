import type { Lattice } from './lattice.ts'

export interface Layout {
  /** The concepts of each layer from left to right; layer 0 is the top. */
  readonly layers: readonly (readonly number[])[]
  /** For each concept where it stands across, in columns from the middle. */
  readonly across: readonly number[]
}

const SWEEPS = 8
/** A line keeps this far from a node that is none of its ends, in columns; nodes step aside by as much until all do. */
const CLEAR = 0.2
const STEPS = 200

/**
 * A layered drawing after Sugiyama, Tagawa & Toda (1981): a concept's layer is the longest way to it from the top, and the
 * order in a layer comes from sweeps that put each concept at the mean of its neighbours in the layer before.
 */
export function layoutOf(lattice: Lattice): Layout {
  const depth = lattice.concepts.map(() => 0)
  // In lectic order every concept comes after those above it: a smaller intent is lectically smaller.
  for (const [i, above] of lattice.upper.entries())
    depth[i] = Math.max(0, ...above.map((one) => (depth[one] ?? 0) + 1))
  const layers: number[][] = []
  for (const [i, layer] of depth.entries()) (layers[layer] ??= []).push(i)
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const down = sweep % 2 === 0
    for (const layer of down ? layers : layers.toReversed())
      sortByMean(layer, down ? lattice.upper : lattice.lower, placesOf(layers))
  }
  return { layers, across: placed(lattice, layers, depth) }
}

/** Places are shares of the layer's width, so that wide and narrow layers compare. */
function placesOf(layers: readonly (readonly number[])[]): ReadonlyMap<number, number> {
  return new Map(
    layers.flatMap((layer) => layer.map((i, place) => [i, (place + 0.5) / layer.length] as const)),
  )
}

function sortByMean(
  layer: number[],
  neighbours: readonly (readonly number[])[],
  places: ReadonlyMap<number, number>,
): void {
  const mean = new Map(
    layer.map((i) => {
      const near = neighbours[i] ?? []
      const sum = near.reduce((total, one) => total + (places.get(one) ?? 0), 0)
      return [i, near.length === 0 ? (places.get(i) ?? 0) : sum / near.length]
    }),
  )
  layer.sort((a, b) => (mean.get(a) ?? 0) - (mean.get(b) ?? 0))
}

/** A line through a node would tell of an order that is not there: nodes, and all beyond them in their layer, step aside. */
function placed(
  lattice: Lattice,
  layers: readonly (readonly number[])[],
  depth: readonly number[],
): readonly number[] {
  const across = lattice.concepts.map(() => 0)
  for (const layer of layers)
    for (const [place, i] of layer.entries()) across[i] = place - (layer.length - 1) / 2
  const at = (i: number): number => across[i] ?? 0
  const layerOf = (i: number): number => depth[i] ?? 0
  const long = lattice.lower.flatMap((below, from) =>
    below.filter((to) => layerOf(to) - layerOf(from) > 1).map((to) => ({ from, to })),
  )
  const stepAside = (): boolean => {
    let moved = false
    for (const { from, to } of long)
      for (let d = layerOf(from) + 1; d < layerOf(to); d++) {
        const share = (d - layerOf(from)) / (layerOf(to) - layerOf(from))
        const line = at(from) + share * (at(to) - at(from))
        const layer = layers[d] ?? []
        const met = layer.findIndex((i) => Math.abs(at(i) - line) < CLEAR)
        if (met === -1) continue
        const right = at(layer[met] ?? 0) >= line
        for (const i of right ? layer.slice(met) : layer.slice(0, met + 1))
          across[i] = at(i) + (right ? CLEAR : -CLEAR)
        moved = true
      }
    return moved
  }
  for (let step = 0; step < STEPS && stepAside(); step++);
  return across
}
