import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CommandRunner } from '../../src/domain/command-runner.ts'
import { tempDir } from './temp-dir.ts'
import { realRunner, TRUSTED_PATH } from './tool-bench.ts'

/**
 * The real runner on a machine that has these programs (name → body of a shell script) before its own: recorded outputs
 * are replayed by real processes.
 */
export async function machineWith(programs: Readonly<Record<string, string>>): Promise<CommandRunner> {
  const bin = await tempDir()
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`)
    await chmod(join(bin, name), 0o755)
  }
  return realRunner([bin, ...TRUSTED_PATH])
}
