import type { Lattice } from './lattice.ts'

export interface Layout {
  /** For each concept its layer, 0 for the top, and its place in the layer, from 0. */
  readonly layers: readonly (readonly number[])[]
}

const SWEEPS = 8

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
  return { layers }
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
