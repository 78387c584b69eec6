import { describe, expect, test } from 'vitest'
import { members } from '../../src/discovery/bitset.ts'
import { allConcepts } from '../../src/discovery/concepts/all-concepts.ts'
import { contextOf } from '../../src/discovery/context/formal-context.ts'
import { stemBase } from '../../src/discovery/implications/stem-base.ts'
import { conceptsInWorker, stemBaseInWorker } from '../../src/discovery/run-in-worker.ts'
import { livingBeings, teaLadies } from './published.ts'

const file = new URL('../../dist/discovery/worker.js', import.meta.url)
const options = { file, signal: new AbortController().signal, limit: 1_000_000 }

/** 2³⁰ concepts: more than anybody waits for. */
const names = Array.from({ length: 30 }, (_, i) => `n${i}`)
const endless = contextOf(names, names, (g, m) => g !== m)

describe('in a thread of its own', () => {
  test('the same concepts are found, with their support', async () => {
    const { concepts, complete } = await conceptsInWorker(teaLadies, options)
    const expected = allConcepts(teaLadies).concepts
    expect(complete).toBe(true)
    expect(concepts.map(({ intent, support }) => [members(intent), support])).toEqual(
      expected.map(({ intent, extent }) => [members(intent), members(extent).length]),
    )
  })

  test('the same stem base is found', async () => {
    const { implications, complete } = await stemBaseInWorker(livingBeings, options)
    expect(complete).toBe(true)
    expect(implications.map(({ premise, conclusion }) => [members(premise), members(conclusion)])).toEqual(
      stemBase(livingBeings).map(({ premise, conclusion }) => [members(premise), members(conclusion)]),
    )
    expect(implications[0]?.support).toBe(8)
  })

  test('limits are kept and told', async () => {
    expect(await conceptsInWorker(teaLadies, { ...options, limit: 10 })).toMatchObject({
      complete: false,
      concepts: { length: 10 },
    })
    expect(await conceptsInWorker(teaLadies, { ...options, limit: 65 })).toMatchObject({
      complete: true,
      concepts: { length: 65 },
    })
    expect(await stemBaseInWorker(livingBeings, { ...options, limit: 3 })).toMatchObject({
      complete: false,
      implications: { length: 3 },
    })
  })

  test('progress is reported, and abort ends it', async () => {
    const controller = new AbortController()
    const told: number[] = []
    const onProgress = (found: number) => {
      if (told.push(found) === 3) controller.abort(new Error('enough'))
    }
    const walk = conceptsInWorker(endless, { ...options, limit: 1e9, signal: controller.signal, onProgress })
    await expect(walk).rejects.toThrow('enough')
    expect(told.slice(0, 3)).toEqual([8192, 16_384, 24_576])
    await expect(conceptsInWorker(endless, { ...options, signal: controller.signal })).rejects.toThrow(
      'enough',
    )
  })

  test('a thread that cannot start is an error', async () => {
    await expect(
      conceptsInWorker(teaLadies, { ...options, file: new URL('file:///nowhere.js') }),
    ).rejects.toThrow('nowhere')
  })
})
