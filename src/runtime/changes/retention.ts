import { rm, rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { ChangeRef } from '../../domain/change.ts'
import { directoryOf } from './manifest.ts'
import { readManifest } from './record.ts'
import { release } from './record-containers.ts'

/**
 * Removes all but the newest `kept` records, and never one that is open. Images that only a removed one held are let go.
 */
export async function prune(
  root: string,
  kept: number,
  refs: readonly ChangeRef[],
  isOpen: (ref: ChangeRef) => Promise<boolean>,
): Promise<number> {
  const read = await Promise.all(
    refs.map(async (ref) => ({ ref, manifest: (await readManifest(directoryOf(root, ref)))?.manifest })),
  )
  const newestFirst = read.toSorted((a, b) => (b.manifest?.at ?? 0) - (a.manifest?.at ?? 0))
  const gone = []
  const stay = newestFirst.slice(0, kept)
  for (const one of newestFirst.slice(kept)) {
    if (await isOpen(one.ref)) stay.push(one)
    else gone.push(one)
  }
  const needed = new Set(stay.flatMap(({ manifest }) => manifest?.containers.map(({ image }) => image) ?? []))
  for (const { ref, manifest } of gone) {
    const directory = directoryOf(root, ref)
    await rm(directory, { recursive: true, force: true })
    await rmdir(dirname(directory)).catch(() => undefined)
    for (const { image } of manifest?.containers ?? [])
      if (!needed.has(image) && manifest?.docker !== undefined)
        await release(manifest.docker, image).catch(() => undefined)
  }
  return gone.length
}
