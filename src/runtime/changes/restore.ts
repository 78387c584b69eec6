import type { Restored, RestoredPart } from '../../domain/change.ts'
import { alone, decide } from './decision.ts'
import { messageOf, readJson, writeDurably } from './durable.ts'
import { begunPath, type Manifest, resultPath } from './manifest.ts'
import { packagesThatDiffer, restorePackages } from './packages.ts'
import { readManifest } from './record.ts'
import { containersThatDiffer, restoreContainers } from './restore-containers.ts'
import { filesThatDiffer, restoreFiles } from './restore-files.ts'
import { runShell } from './shell.ts'
import { restoreStates, statesThatDiffer } from './states.ts'

/**
 * Takes a change back, in whichever process comes first; the other waits for it, or takes over where it died in the
 * middle. The result is on the disk when it resolves, and never made twice.
 *
 * @returns undefined where it was kept
 */
export async function takeBack(
  directory: string,
  by: Restored['by'],
  signal: AbortSignal,
): Promise<Restored | undefined> {
  if ((await decide(directory, 'restore')) === 'keep') return undefined
  return alone(directory, signal, {
    finished: () => readJson<Restored>(resultPath(directory)),
    work: async () => {
      const result: Restored = { by, at: Date.now(), ...(await putBack(directory)) }
      await writeDurably(resultPath(directory), JSON.stringify(result))
      return result
    },
  })
}

async function putBack(directory: string): Promise<Pick<Restored, 'ok' | 'parts'>> {
  try {
    const read = await readManifest(directory)
    if (!read) throw new Error('nothing was recorded')
    if (!(await hasBegun(directory))) {
      // Nothing has changed: nothing is to be put in force either.
      if (await isAsRecorded(read.manifest)) return { ok: true, parts: [] }
      await writeDurably(begunPath(directory), 'true')
    }
    const parts = await restoreAll(directory, read.manifest)
    return { ok: parts.every(({ ok }) => ok), parts }
  } catch (error) {
    return { ok: false, parts: [{ what: 'restore', ok: false, why: messageOf(error) }] }
  }
}

/** An earlier process may have put the files back and died before it put them in force. */
const hasBegun = async (directory: string): Promise<boolean> =>
  (await readJson<boolean>(begunPath(directory))) === true

async function isAsRecorded(manifest: Manifest): Promise<boolean> {
  const differing = [
    await filesThatDiffer(manifest),
    await containersThatDiffer(manifest),
    await statesThatDiffer(manifest),
    await packagesThatDiffer(manifest),
  ]
  return differing.every((parts) => parts.length === 0)
}

/** Packages first, because they bring files of their own; the commands that put it all in force last. */
export async function restoreAll(directory: string, manifest: Manifest): Promise<readonly RestoredPart[]> {
  const parts = [
    ...(await restorePackages(manifest)),
    ...(await restoreFiles(directory, manifest)),
    ...(await restoreStates(manifest)),
    ...(await restoreContainers(manifest)),
  ]
  for (const text of manifest.after) {
    const { exitCode, stderr } = await runShell(text, manifest)
    const why = stderr.trim().split('\n').at(-1) ?? ''
    parts.push({ what: text, ok: exitCode === 0, ...(exitCode === 0 ? {} : { why }) })
  }
  const told = new Set(parts.filter(({ ok }) => !ok).map(({ what }) => what))
  const still = (await filesThatDiffer(manifest)).filter(({ what }) => !told.has(what))
  return [...parts.filter(({ what }) => !still.some((one) => one.what === what)), ...still]
}
