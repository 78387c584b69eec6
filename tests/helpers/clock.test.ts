import { expect, test } from 'vitest'
import { wait } from '../../src/lib/clock.ts'
import { manualClock } from './clock.ts'

test('timers ring in the order of their moments, and see the time they were set for', async () => {
  const clock = manualClock(1000)
  const rung: [string, number][] = []
  clock.after(20, () => rung.push(['b', clock.now()]))
  clock.after(10, () => rung.push(['a', clock.now()]))
  clock.after(20, () => rung.push(['c', clock.now()]))
  clock.after(31, () => rung.push(['late', clock.now()]))
  await clock.advance(30)
  expect(rung).toEqual([
    ['a', 1010],
    ['b', 1020],
    ['c', 1020],
  ])
  expect(clock.now()).toBe(1030)
  expect(clock.elapsed()).toBe(30)
  expect(clock.pending()).toBe(1)
  expect(clock.next()).toBe(1)
})

test('what a timer sets going may set another, which rings in the same advance', async () => {
  const clock = manualClock()
  const laps: number[] = []
  const walk = async () => {
    for (let lap = 0; lap < 3; lap++) {
      await wait(clock, 10, new AbortController().signal)
      laps.push(clock.elapsed())
    }
  }
  const walking = walk()
  await clock.advance(30)
  await walking
  expect(laps).toEqual([10, 20, 30])
})

test('a cancelled timer never rings', async () => {
  const clock = manualClock()
  let rang = false
  const cancel = clock.after(5, () => {
    rang = true
  })
  cancel()
  await clock.advance(10)
  expect(rang).toBe(false)
  expect(clock.next()).toBeUndefined()
})

test('an aborted wait rejects with its reason and leaves no timer', async () => {
  const clock = manualClock()
  const controller = new AbortController()
  const waiting = wait(clock, 50, controller.signal)
  controller.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  expect(clock.pending()).toBe(0)
  await expect(wait(clock, 50, controller.signal)).rejects.toThrow('enough')
})
