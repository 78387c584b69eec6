import { setMaxListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createLocks, resourcesOf } from '../../src/engine/locks.ts'

const never = new AbortController().signal
// Fifty wait at once below.
setMaxListeners(0, never)

describe('locks', () => {
  it('lets one after the other at the same thing, and others by', async () => {
    const locks = createLocks()
    const order: string[] = []
    const first = await locks.acquire(['service:nginx'], never)
    const second = locks.acquire(['service:nginx', 'path:/etc/nginx'], never).then((release) => {
      order.push('second')
      release()
    })
    const other = await locks.acquire(['service:ssh'], never)
    order.push('other')
    other()
    order.push('first released')
    first()
    await second
    expect(order).toEqual(['other', 'first released', 'second'])
  })

  it('does not deadlock when two ask for the same two in another order', async () => {
    const locks = createLocks()
    const take = async (names: string[]) => (await locks.acquire(names, never))()
    await Promise.all(Array.from({ length: 50 }, (_, i) => take(i % 2 ? ['a', 'b'] : ['b', 'a'])))
    ;(await locks.acquire(['a', 'b'], never))()
  })

  it('leaves nothing held when a wait is broken off', async () => {
    const locks = createLocks()
    const held = await locks.acquire(['b'], never)
    const controller = new AbortController()
    const waiting = locks.acquire(['a', 'b'], controller.signal)
    controller.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    ;(await locks.acquire(['a'], never))()
    held()
    ;(await locks.acquire(['b'], never))()
  })

  it('knows what a command has to itself', () => {
    const of = (text: string) => resourcesOf([{ kind: 'command', text, cwd: '/' }])
    expect(of('sudo -n systemctl restart nginx.service')).toEqual(['service:restart', 'service:nginx'])
    expect(of('apt-get -y upgrade')).toEqual(['packages'])
    expect(of('touch x')).toEqual([])
    expect(resourcesOf([{ kind: 'path', access: 'write', path: '/w/x' }])).toEqual(['path:/w/x'])
    expect(resourcesOf([{ kind: 'container', action: 'restart', name: 'web' }])).toEqual(['container:web'])
  })
})
