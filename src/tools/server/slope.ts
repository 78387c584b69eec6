import type { Sample } from '../../domain/samples.ts'

/** All pairs of more than these would be slow; the newest count. */
const MOST = 500

/**
 * The median of the slopes between all pairs of points, per millisecond: Theil–Sen (H. Theil, 1950; P. K. Sen, "Estimates of
 * the Regression Coefficient Based on Kendall's Tau", JASA 63, 1968). One clean-up or one big download in three measurements
 * does not move it. Undefined for fewer than two points at different times.
 */
export function theilSen(samples: readonly Sample[]): number | undefined {
  const points = samples.slice(-MOST)
  const slopes = points
    .flatMap((a, i) =>
      points.slice(i + 1).flatMap((b) => (b.at === a.at ? [] : [(b.value - a.value) / (b.at - a.at)])),
    )
    .sort((a, b) => a - b)
  const upper = slopes[Math.floor(slopes.length / 2)]
  const lower = slopes[Math.ceil(slopes.length / 2) - 1]
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2
}
