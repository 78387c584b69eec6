import { rm } from 'node:fs/promises'
import type { ChangeRef, RestoredPart, UndoObstacle, UndoPart } from '../../domain/change.ts'
import { canonicalJson } from '../../lib/canonical.ts'
import { decisionOf } from './decision.ts'
import { readJson, writeDurably } from './durable.ts'
import { afterPath, directoryOf, type Entry, type Manifest } from './manifest.ts'
import { packagesThatDiffer, packageVersions, restorePackages } from './packages.ts'
import { readManifest, type RecordOptions } from './record.ts'
import { inspect } from './record-containers.ts'
import { recordFiles } from './record-files.ts'
import { containersThatDiffer, restoreContainers } from './restore-containers.ts'
import { filesThatDiffer, restoreFiles } from './restore-files.ts'

/** How a call has left what was recorded of it, thing by thing in one text each. */
type After = Readonly<Record<string, string>>

const ABSENT = 'absent'

/** Rights and content of a name; attributes are left out, because looking is to be cheap. */
const markOf = (entry: Entry): string => {
  if (entry.kind === 'absent') return ABSENT
  if (entry.kind === 'link') return `link ${entry.target}`
  const rights = `${entry.kind} ${entry.mode} ${entry.uid} ${entry.gid}`
  return entry.kind === 'file' ? `${rights} ${entry.sha256}` : rights
}

/** Everything as it is at this moment, below what the manifest recorded. */
async function marksNow({ maxBytes }: Pick<RecordOptions, 'maxBytes'>, manifest: Manifest): Promise<After> {
  const { trustedPath, docker } = manifest
  const paths = manifest.entries.map(({ path }) => path)
  const { entries } = await recordFiles(paths, { hashed: true, maxBytes, trustedPath })
  const marks: Record<string, string> = {}
  for (const entry of entries) marks[entry.path] = markOf(entry)
  for (const { name } of manifest.containers)
    if (docker !== undefined) marks[`container ${name}`] = (await inspect(docker, name))?.image ?? ABSENT
  if (manifest.packages) marks['packages'] = canonicalJson((await packageVersions(trustedPath)) ?? {})
  return marks
}

/** What to remember once the call has ended. Where that cannot be found out, undo says so; nothing else hangs on it. */
export async function recordAfter(options: RecordOptions, ref: ChangeRef): Promise<void> {
  const directory = directoryOf(options.root, ref)
  try {
    const read = await readManifest(directory)
    if (read) await writeDurably(afterPath(directory), JSON.stringify(await marksNow(options, read.manifest)))
  } catch {
    await rm(afterPath(directory), { force: true })
  }
}

interface Past {
  readonly directory: string
  readonly manifest: Manifest
  readonly after: After | undefined
}

/** Records of the run whose changes stand, the latest call first; what was taken back is as it was already. */
async function standing(root: string, refs: readonly ChangeRef[]): Promise<readonly Past[]> {
  const found: Past[] = []
  for (const ref of refs) {
    const directory = directoryOf(root, ref)
    const read = await readManifest(directory)
    if (!read || (await decisionOf(directory)) === 'restore') continue
    found.push({ directory, manifest: read.manifest, after: await readJson<After>(afterPath(directory)) })
  }
  return found.toSorted((a, b) => b.manifest.at - a.manifest.at)
}

/**
 * What of a run is not as it was before it. A thing that two calls changed is compared with how the later left it; the
 * earlier is then what the later had found.
 */
export async function undoable(
  options: RecordOptions,
  refs: readonly ChangeRef[],
): Promise<readonly UndoPart[]> {
  const parts = new Map<string, UndoPart>()
  for (const { manifest, after } of await standing(options.root, refs)) {
    const now = await marksNow(options, manifest)
    const packages = await packagesThatDiffer(manifest)
    const differing = [
      ...(await filesThatDiffer(manifest)).filter(({ what }) => isOfThisCall(what, manifest, after)),
      ...(await containersThatDiffer(manifest)),
      ...packages,
    ]
    for (const { what, ok } of differing) {
      if (parts.has(what)) continue
      const mark = packages.some((one) => one.what === what) ? 'packages' : what
      const missing = mark === 'packages' && !ok
      const obstacle = missing ? 'not_available' : obstacleOf(after, mark, now)
      parts.set(what, { callKey: manifest.callKey, what, ...(obstacle ? { obstacle } : {}) })
    }
  }
  return [...parts.values()]
}

/** A name that was not there, neither before the call nor right after it, came from somewhere else. */
const isOfThisCall = (what: string, { entries }: Manifest, after: After | undefined): boolean =>
  after === undefined || after[what] !== undefined || entries.some(({ path }) => path === what)

function obstacleOf(after: After | undefined, mark: string, now: After): UndoObstacle | undefined {
  if (after === undefined) return 'not_looked_at'
  return (after[mark] ?? ABSENT) === (now[mark] ?? ABSENT) ? undefined : 'changed_since'
}

/** The latest first, so that in the end everything is as it was before the earliest. */
export async function undo(
  root: string,
  refs: readonly ChangeRef[],
  what: readonly string[],
): Promise<readonly RestoredPart[]> {
  const wanted = new Set(what)
  const parts = new Map<string, RestoredPart>()
  for (const { directory, manifest } of await standing(root, refs)) {
    const containers = manifest.containers.filter(({ name }) => wanted.has(`container ${name}`))
    const packages = [...wanted].some((one) => one.startsWith('package '))
    const done = [
      ...(packages ? await restorePackages(manifest) : []),
      ...(await restoreFiles(directory, manifest, (path) => wanted.has(path))),
      ...(await restoreContainers({ ...manifest, containers })),
    ]
    for (const part of done) parts.set(part.what, part)
  }
  return [...parts.values()]
}
