import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A fresh directory (symbolic links resolved), removed when the test is over. */
export async function tempDir(): Promise<string> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'autohome-test-')))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}
