import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCapture } from '../../../src/runtime/host/capture.ts'
import { createLiveOutput } from '../../../src/runtime/host/live-output.ts'
import { createOutputSink } from '../../../src/runtime/host/output-sink.ts'
import { manualClock } from '../../helpers/clock.ts'
import { createMemoryBlobs } from '../../helpers/memory-blobs.ts'

const chunksOf = fc.array(fc.uint8Array({ minLength: 0, maxLength: 40 }), { maxLength: 30 })

describe('createCapture', () => {
  it('keeps everything that fits, however it is cut into chunks', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 10 }), (texts) => {
        const whole = Buffer.from(texts.join(''))
        const capture = createCapture(whole.length, 16)
        for (let at = 0; at < whole.length; at += 3) capture.take(whole.subarray(at, at + 3))
        expect(capture.result()).toEqual({ text: whole.toString(), bytes: whole.length, truncated: false })
      }),
    )
  })

  it('shows the true head and tail, and how much is missing', () => {
    fc.assert(
      fc.property(chunksOf, (chunks) => {
        const ascii = chunks.map((chunk) => chunk.map((byte) => 97 + (byte % 26)))
        const capture = createCapture(20, 30)
        for (const chunk of ascii) capture.take(chunk)
        const whole = Buffer.concat(ascii).toString()
        const { text, bytes, truncated } = capture.result()
        expect(bytes).toBe(whole.length)
        expect(truncated).toBe(whole.length > 50)
        const shortened = `${whole.slice(0, 20)}\n… ${whole.length - 50} bytes left out …\n${whole.slice(-30)}`
        expect(text).toBe(truncated ? shortened : whole)
      }),
    )
  })

  it('cuts between characters', () => {
    for (const character of ['é', '€', '😀']) {
      for (let shift = 0; shift < 4; shift++) {
        const capture = createCapture(10, 10)
        capture.take(Buffer.from('a'.repeat(shift) + character.repeat(30)))
        expect(capture.result().text).not.toContain('\ufffd')
      }
    }
  })
})

describe('createOutputSink', () => {
  const inOrder = async (sizes: readonly number[], maxBytes: number) => {
    const blobs = createMemoryBlobs()
    const sink = createOutputSink(blobs, maxBytes)
    const chunks = sizes.map((size, i) => Buffer.alloc(size, 97 + (i % 26)))
    await Promise.all(chunks.map((chunk) => sink.write(chunk)))
    const ref = await sink.finish()
    const kept = await blobs.read(ref.sha256)
    return { ref, same: Buffer.concat(chunks).subarray(0, maxBytes).equals(kept) }
  }

  it('keeps everything, in order', async () => {
    expect(await inOrder([], 1e9)).toMatchObject({ ref: { bytes: 0 }, same: true })
    expect(await inOrder([10, 0, 20, 65536, 1], 1e9)).toMatchObject({ ref: { bytes: 65567 }, same: true })
  })

  it('stops at the cap, to the byte, and says so', async () => {
    expect(await inOrder([10, 10, 10], 15)).toMatchObject({ ref: { bytes: 15, truncated: true }, same: true })
    expect((await inOrder([10, 5], 15)).ref.truncated).toBeUndefined()
  })

  it('leaves nothing behind when it is given up', async () => {
    const sink = createOutputSink(createMemoryBlobs(), 1e9)
    await sink.write(Buffer.alloc(300_000))
    await expect(sink.abort()).resolves.toBeUndefined()
  })
})

describe('createLiveOutput', () => {
  const setUp = () => {
    const clock = manualClock()
    const told: string[] = []
    return { clock, told, live: createLiveOutput(clock, (chunk) => told.push(chunk)) }
  }

  it('tells the first chunk at once and the rest ten times a second', async () => {
    const { clock, told, live } = setUp()
    for (const text of ['a', 'b', 'c']) live.take('stdout', Buffer.from(text))
    expect(told).toEqual(['a'])
    await clock.advance(99)
    expect(told).toEqual(['a'])
    await clock.advance(1)
    expect(told).toEqual(['a', 'bc'])
    await clock.advance(1000)
    live.take('stdout', Buffer.from('d'))
    expect(told).toEqual(['a', 'bc', 'd'])
    expect(clock.pending()).toBe(1)
    live.end()
    expect(clock.pending()).toBe(0)
  })

  it('keeps characters whole, each stream for itself', () => {
    const { told, live } = setUp()
    const euro = Buffer.from('€')
    live.take('stdout', euro.subarray(0, 2))
    live.take('stderr', Buffer.from('x'))
    live.take('stdout', euro.subarray(2))
    live.end()
    expect(told.join('')).toBe('x€')
    live.take('stdout', Buffer.from('late'))
    expect(told.join('')).toBe('x€')
  })

  it('shows the newest part of a flood', async () => {
    const { clock, told, live } = setUp()
    live.take('stdout', Buffer.from('first'))
    for (let i = 0; i < 100; i++) live.take('stdout', Buffer.from('😀'.repeat(100)))
    live.take('stdout', Buffer.from('last'))
    await clock.advance(100)
    expect(told[1]).toMatch(/^…(😀)+last$/u)
    expect(told[1]?.length).toBeLessThanOrEqual(8192)
  })

  it('tells a listener that threw nothing more', async () => {
    const clock = manualClock()
    let calls = 0
    const live = createLiveOutput(clock, () => {
      calls++
      throw new Error('gone')
    })
    live.take('stdout', Buffer.from('a'))
    live.take('stdout', Buffer.from('b'))
    await clock.advance(1000)
    live.end()
    expect(calls).toBe(1)
  })
})
