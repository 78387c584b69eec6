import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { StorageError, UserError } from '../../src/domain/errors.ts'
import { openBlobs } from '../../src/store/blobs.ts'
import { tempDir } from '../helpers/temp-dir.ts'

const sha = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex')
const fresh = async (maxBytes = 10_000_000) => {
  const directory = await tempDir()
  return { directory, blobs: openBlobs(directory, { maxBytes }) }
}
const names = (directory: string) =>
  readdirSync(join(directory, 'blobs'), { recursive: true }).map(String).sort()

describe('blobs', () => {
  it('are kept by what they are, once', async () => {
    const { directory, blobs } = await fresh()
    const ref = await blobs.put('bonjour')
    expect(ref).toEqual({ sha256: sha('bonjour'), bytes: 7 })
    const path = join('blobs', ref.sha256.slice(0, 2), ref.sha256)
    expect(readFileSync(join(directory, path), 'utf8')).toBe('bonjour')
    expect(statSync(join(directory, path)).mode & 0o777).toBe(0o600)
    const { ino } = statSync(join(directory, path))
    expect(await blobs.put(Buffer.from('bonjour'))).toEqual(ref)
    expect(statSync(join(directory, path)).ino).toBe(ino)
    expect(names(directory)).toEqual([ref.sha256.slice(0, 2), join(ref.sha256.slice(0, 2), ref.sha256)])
    expect(Buffer.from(await blobs.read(ref.sha256)).toString()).toBe('bonjour')
  })

  it('give back any bytes, however they were cut and whether or not anybody waited', async () => {
    const { directory, blobs } = await fresh()
    const chunks = fc.array(fc.uint8Array({ maxLength: 60_000, size: 'max' }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(chunks, fc.boolean(), async (pieces, awaited) => {
        const writer = blobs.writer()
        for (const piece of pieces) {
          const written = writer.write(piece)
          if (awaited) await written
        }
        const whole = Buffer.concat(pieces)
        const ref = await writer.finish()
        expect(ref).toEqual({ sha256: sha(whole), bytes: whole.length })
        expect(whole.equals(await blobs.read(ref.sha256))).toBe(true)
      }),
      { numRuns: 25 },
    )
    expect(names(directory).filter((name) => name.startsWith('draft'))).toEqual([])
  })

  it('are cut where the cap is, and say so', async () => {
    const { blobs } = await fresh(100_000)
    const writer = blobs.writer()
    for (let i = 0; i < 30; i++) await writer.write(Buffer.alloc(10_007, i))
    const kept = Buffer.concat(Array.from({ length: 30 }, (_, i) => Buffer.alloc(10_007, i))).subarray(
      0,
      100_000,
    )
    expect(await writer.finish()).toEqual({ sha256: sha(kept), bytes: 100_000, truncated: true })
    expect(await blobs.put(Buffer.alloc(100_000))).toEqual({
      sha256: sha(Buffer.alloc(100_000)),
      bytes: 100_000,
    })
  })

  it('can be read in parts', async () => {
    const { blobs } = await fresh()
    const { sha256 } = await blobs.put('0123456789')
    const read = async (offset: number, length: number) =>
      Buffer.from(await blobs.read(sha256, { offset, length })).toString()
    expect(await read(2, 3)).toBe('234')
    expect(await read(8, 100)).toBe('89')
    expect(await read(50, 5)).toBe('')
  })

  it('that are not there, or are no hash at all, are not found', async () => {
    const { directory, blobs } = await fresh()
    writeFileSync(join(directory, 'secret'), 'x')
    for (const name of [sha('nothing'), '../secret', '../../etc/passwd', 'A'.repeat(64), ''])
      await expect(blobs.read(name)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('leave nothing behind when they are thrown away', async () => {
    const { directory, blobs } = await fresh()
    const writer = blobs.writer()
    await writer.write(Buffer.alloc(200_000))
    expect(names(directory)).toHaveLength(1)
    await writer.abort()
    await writer.abort()
    await blobs.writer().abort()
    expect(names(directory)).toEqual([])
  })

  it('replace what was cut short under their name', async () => {
    const { directory, blobs } = await fresh()
    const { sha256 } = await blobs.put('whole')
    writeFileSync(join(directory, 'blobs', sha256.slice(0, 2), sha256), 'who')
    await blobs.put('whole')
    expect(Buffer.from(await blobs.read(sha256)).toString()).toBe('whole')
  })

  it('fail with the path and the remedy where they cannot be written', async () => {
    const directory = await tempDir()
    writeFileSync(join(directory, 'blobs'), 'a file in the way')
    const blobs = openBlobs(directory, { maxBytes: 1000 })
    await expect(blobs.put('x')).rejects.toThrow(StorageError)
    await expect(blobs.put('x')).rejects.toThrow(/^Cannot write .*blobs.*: there is a file where a directory/)
    const big = openBlobs(directory, { maxBytes: 1e9 }).writer()
    await expect(big.write(Buffer.alloc(100_000))).rejects.toThrow(StorageError)
    await big.abort()
    await expect(blobs.read(sha('x'))).rejects.toThrow(UserError)
  })
})
