import { expect, it } from 'vitest'
import { systemClock } from '../../src/lib/clock.ts'
import { createHostRunner } from '../../src/runtime/host/runner.ts'
import { withoutSecrets } from '../../src/runtime/without-secrets.ts'
import { createMemoryBlobs } from '../helpers/memory-blobs.ts'
import { TRUSTED_PATH } from '../helpers/tool-bench.ts'

const runner = withoutSecrets(
  createHostRunner({
    blobs: createMemoryBlobs(),
    trustedPath: TRUSTED_PATH,
    baseEnv: {},
    maxOutputBytes: 1_000,
    clock: systemClock,
  }),
)
const run = (text: string) =>
  runner.run({ command: { text }, cwd: '/', timeoutMs: 5_000 }, new AbortController().signal)

it('a command that names a secret is refused where none are given; any other runs', async () => {
  expect(await run('X=${secret:TOKEN} true')).toMatchObject({ code: 'E_SPAWN' })
  expect(await run('echo ${PATH}')).toMatchObject({ exitCode: 0 })
})
