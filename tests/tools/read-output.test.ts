import { expect, it } from 'vitest'
import { createReadOutput } from '../../src/tools/utility/read-output.ts'
import { createMemoryBlobs } from '../helpers/memory-blobs.ts'
import { call, value } from '../helpers/tool-bench.ts'

it('reads on in an output, to its end', async () => {
  const blobs = createMemoryBlobs()
  const { sha256: ref } = await blobs.put('0123456789')
  const tool = createReadOutput(blobs)
  expect(await value(tool, { ref, length: 4 })).toEqual({ text: '0123', offset: 0, next: 4 })
  expect(await value(tool, { ref, offset: 4, length: 6 })).toEqual({ text: '456789', offset: 4 })
  expect(await value(tool, { ref, offset: 100 })).toEqual({ text: '', offset: 100 })
})

it('names no path and finds no other output', async () => {
  const tool = createReadOutput(createMemoryBlobs())
  expect(tool.input.safeParse({ ref: '../../etc/passwd' }).success).toBe(false)
  expect(await call(tool, { ref: 'a'.repeat(64) })).toMatchObject({
    ok: false,
    error: { code: 'E_NOT_FOUND' },
  })
})
