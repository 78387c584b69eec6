import { expect, it } from 'vitest'
import { benchPolicy } from '../../bench/policy.ts'

it('measures decisions against bare parsing of the same texts', async () => {
  const { decisionsPerSecond, p50Ms, p99Ms, loadMs, floor } = await benchPolicy()
  expect(decisionsPerSecond).toBeGreaterThan(0)
  expect(p99Ms).toBeGreaterThanOrEqual(p50Ms)
  expect(loadMs).toBeGreaterThan(0)
  expect(floor.ratio).toBeCloseTo(decisionsPerSecond / floor.parsesPerSecond, 6)
})
