import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, isAbsolute, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Clock } from '../../domain/clock.ts'
import type { Engine } from '../../domain/engine.ts'
import type { RunId } from '../../domain/run.ts'
import { tarOf } from '../../lib/tar.ts'
import type { NamedFile } from '../reply.ts'

/** The audit pack of a run as one archive, its files in a directory of the run's name. */
export async function packFile(
  { engine, clock }: { readonly engine: Pick<Engine, 'pack'>; readonly clock: Clock },
  runId: RunId,
): Promise<NamedFile> {
  const directory = await mkdtemp(join(tmpdir(), 'autohome-pack-'))
  try {
    const packed = await engine.pack(runId, join(directory, runId))
    const files = await Promise.all(
      packed.files.map(async (file) => {
        const path = isAbsolute(file) ? file : join(packed.directory, file)
        return { name: `${runId}/${basename(file)}`, bytes: await readFile(path) }
      }),
    )
    return { name: `audit-${runId}.tar.gz`, bytes: await promisify(gzip)(tarOf(files, clock.now())) }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
