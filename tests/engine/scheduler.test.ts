import { describe, expect, it } from 'vitest'
import { createScheduler } from '../../src/engine/scheduler.ts'

const never = new AbortController().signal

describe('scheduler', () => {
  it('lets at most `concurrency` runs work, highest priority first, then first come', async () => {
    const scheduler = createScheduler(1)
    const first = scheduler.slot('low')
    await first.acquire(never)
    const order: string[] = []
    const wait = (name: string, priority: 'low' | 'medium' | 'critical') => {
      const slot = scheduler.slot(priority)
      return slot.acquire(never).then(() => {
        order.push(name)
        slot.release()
      })
    }
    const all = [wait('a', 'medium'), wait('b', 'low'), wait('c', 'critical'), wait('d', 'medium')]
    expect(scheduler.queued).toBe(4)
    first.release()
    await Promise.all(all)
    expect(order).toEqual(['c', 'a', 'd', 'b'])
    expect(scheduler.running).toBe(0)
  })

  it('counts two calls of one run that wait for its slot once', async () => {
    const scheduler = createScheduler(1)
    const slot = scheduler.slot('medium')
    await Promise.all([slot.acquire(never), slot.acquire(never)])
    expect(scheduler.running).toBe(1)
    slot.release()
    expect(scheduler.running).toBe(0)
  })

  it('takes a run that is broken off out of the queue', async () => {
    const scheduler = createScheduler(1)
    const holder = scheduler.slot('medium')
    await holder.acquire(never)
    const controller = new AbortController()
    const waiting = scheduler.slot('high').acquire(controller.signal)
    controller.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    expect(scheduler.queued).toBe(0)
    holder.release()
    holder.release()
    expect(scheduler.running).toBe(0)
  })
})
