import type { ChangePlan, ChangeRef, Recorded } from '../../domain/change.ts'
import type { Text } from '../../domain/text.ts'
import { codeOf, createDurably, makeDirectory, messageOf } from './durable.ts'
import {
  type ContainerRecord,
  directoryOf,
  type Manifest,
  manifestPath,
  type StateRecord,
} from './manifest.ts'
import { packageVersions } from './packages.ts'
import { recordContainers } from './record-containers.ts'
import { hashOf, recordFiles } from './record-files.ts'
import { readFile, rm } from 'node:fs/promises'
import { recordState } from './states.ts'

export interface RecordOptions {
  /** AUTOHOME_HOME/snapshots. */
  readonly root: string
  readonly maxBytes: number
  readonly trustedPath: readonly string[]
  /** Of the Docker engine on this machine, where one is known. */
  readonly dockerSocket: string | undefined
}

/**
 * Writes down what a call may change, before it starts; on the disk when it resolves. The manifest comes last: without
 * one there is no snapshot. What an earlier life of the run recorded, of a call that it never came to start, is old.
 */
export async function record(options: RecordOptions, ref: ChangeRef, plan: ChangePlan): Promise<Recorded> {
  const directory = directoryOf(options.root, ref)
  await rm(directory, { recursive: true, force: true })
  await makeDirectory(directory)
  const { trustedPath, maxBytes } = options
  const { entries, cannot } = await recordFiles(plan.paths, { directory, maxBytes, trustedPath })
  const beside = await recordBeside(options, plan)
  const manifest: Manifest = {
    version: 1,
    ...ref,
    class: plan.class,
    confirm: plan.confirm,
    at: Date.now(),
    roots: plan.paths,
    entries,
    ...beside.recorded,
    after: plan.after,
    trustedPath,
  }
  const text = JSON.stringify(manifest)
  await createDurably(manifestPath(directory), text)
  return told(ref, text, [...cannot, ...beside.cannot])
}

/** What is no file. */
async function recordBeside(
  { trustedPath, dockerSocket }: RecordOptions,
  plan: ChangePlan,
): Promise<{
  readonly recorded: Pick<Manifest, 'containers' | 'docker' | 'packages' | 'states'>
  readonly cannot: readonly Text[]
}> {
  const cannot: Text[] = []
  const refuse = (what: string, why: string) => cannot.push({ key: 'change.cannot', params: { what, why } })
  let containers: readonly ContainerRecord[] = []
  if (plan.containers && dockerSocket !== undefined)
    try {
      containers = await recordContainers(dockerSocket, plan.containers)
    } catch (error) {
      refuse('containers', codeOf(error) || messageOf(error))
    }
  const packages = plan.packages ? await packageVersions(trustedPath) : undefined
  if (plan.packages && !packages) refuse('packages', 'no dpkg')
  const states: StateRecord[] = []
  for (const state of plan.states)
    try {
      states.push(await recordState(state, trustedPath))
    } catch (error) {
      refuse(state.save, messageOf(error))
    }
  return {
    recorded: {
      containers,
      states,
      ...(containers.length > 0 && dockerSocket !== undefined ? { docker: dockerSocket } : {}),
      ...(packages ? { packages } : {}),
    },
    cannot,
  }
}

function told({ runId, callKey }: ChangeRef, text: string, cannot: readonly Text[]): Recorded {
  const { entries, containers } = JSON.parse(text) as Manifest
  const files = entries.filter((entry) => entry.kind === 'file')
  return {
    snapshot: `snapshots/${runId}/${encodeURIComponent(callKey)}`,
    sha256: hashOf(Buffer.from(text)),
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    containers: containers.length,
    cannot,
  }
}

/** undefined where nothing was recorded, or not to its end. */
export async function readManifest(
  directory: string,
): Promise<{ readonly text: string; readonly manifest: Manifest } | undefined> {
  try {
    const text = await readFile(manifestPath(directory), 'utf8')
    return { text, manifest: JSON.parse(text) as Manifest }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
