import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tarOf } from '../../src/lib/tar.ts'
import { tempDir } from '../helpers/temp-dir.ts'

test.each([0, 1, 511, 512, 513, 70_000])('tar itself unpacks what was packed: %i bytes', async (size) => {
  const directory = await tempDir()
  const bytes = randomBytes(size)
  const archive = tarOf(
    [
      { name: 'run/journal.jsonl', bytes },
      { name: 'run/é.json', bytes: Buffer.from('{}') },
    ],
    1_700_000_000_000,
  )
  writeFileSync(join(directory, 'a.tar'), archive)
  mkdirSync(join(directory, 'out'))
  execFileSync('tar', ['-xf', 'a.tar', '-C', 'out'], { cwd: directory })
  expect(readFileSync(join(directory, 'out/run/journal.jsonl')).equals(bytes)).toBe(true)
  expect(readFileSync(join(directory, 'out/run/é.json'), 'utf8')).toBe('{}')
  expect(archive.length % 512).toBe(0)
})

test('a name that does not fit is no archive', () => {
  expect(() => tarOf([{ name: 'x'.repeat(101), bytes: Buffer.alloc(0) }], 0)).toThrow(/too long/)
})
