import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { replaceFile } from '../../src/lib/replace-file.ts'
import { tempDir } from '../helpers/temp-dir.ts'

describe('replaceFile', () => {
  it.each([true, false])(
    'gives a file its new text and its owner alone the right to read it (durable: %s)',
    async (durable) => {
      const directory = await tempDir()
      const path = join(directory, 'file')
      writeFileSync(path, 'a longer text than the one that comes')
      chmodSync(path, 0o644)
      replaceFile(path, 'new', { durable })
      expect(readFileSync(path, 'utf8')).toBe('new')
      expect(statSync(path).mode & 0o777).toBe(0o600)
      expect(readdirSync(directory)).toEqual(['file'])
    },
  )

  it('leaves no draft behind where it cannot be done', async () => {
    const directory = await tempDir()
    mkdirSync(join(directory, 'file', 'full'), { recursive: true })
    expect(() => replaceFile(join(directory, 'file'), 'new', { durable: true })).toThrow(
      /EISDIR|ENOTEMPTY|EEXIST/,
    )
    expect(readdirSync(directory)).toEqual(['file'])
  })
})
