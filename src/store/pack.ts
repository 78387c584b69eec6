import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlobRef, Blobs } from '../domain/blobs.ts'
import type { PackResult } from '../domain/engine.ts'
import { UserError } from '../domain/errors.ts'
import type { RunEvent } from '../domain/event.ts'
import type { AuditResult, JournalReader } from '../domain/journal.ts'
import type { RunId } from '../domain/run.ts'
import { sha256 } from '../lib/canonical.ts'
import { checkOutputs, type CheckedOutput } from './outputs.ts'
import { metricsOf } from './metrics.ts'
import { codeOf, cannotOpen } from './storage-errors.ts'

/** Who packs, and when. */
export interface PackMeta {
  /** Of the Autohome that writes the pack; the one that ran the run is in the journal. */
  readonly version: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

/** `manifest.json`: what the other files must be, and what they were made from. */
export interface PackManifest {
  readonly format: typeof FORMAT
  readonly runId: RunId
  readonly createdAt: string
  readonly packedBy: string
  /** Version and configuration digest that the run was asked for under. */
  readonly pins?: { readonly version: string; readonly configDigest: string }
  readonly chain: AuditResult
  readonly files: readonly { readonly name: string; readonly sha256: string; readonly bytes: number }[]
  /** Outputs that the journal names. They stay where they are: what a command printed may hold secrets. */
  readonly outputs: readonly CheckedOutput[]
}

const FORMAT = 'autohome-pack-1'
const MANIFEST = 'manifest.json'

/**
 * Writes everything that the journal knows of a run into a directory: journal.jsonl (one RunEvent a line),
 * incidents.json, metrics.json, and manifest.json last, so that a directory with a manifest is a whole pack.
 * A chain that does not hold is packed as well, as long as it can be read, and the manifest says so.
 *
 * @throws UserError `not_found`; `bad_input` where the directory holds something that is not a pack; `storage`
 */
export async function writePack(
  reader: JournalReader,
  blobs: Blobs,
  runId: RunId,
  directory: string,
  meta: PackMeta,
): Promise<PackResult> {
  const chain = reader.audit(runId)
  const events = reader.events(runId)
  await claim(directory)

  const contents: readonly (readonly [name: string, text: string])[] = [
    ['journal.jsonl', events.map((event) => `${JSON.stringify(event)}\n`).join('')],
    ['incidents.json', json(events.flatMap(incidentOf))],
    ['metrics.json', json(metricsOf(runId, events))],
  ]
  for (const [name, text] of contents) await replace(join(directory, name), text)
  const manifest: PackManifest = {
    format: FORMAT,
    runId,
    createdAt: new Date(meta.createdAt).toISOString(),
    packedBy: meta.version,
    ...pinsOf(events),
    chain,
    files: contents.map(([name, text]) => ({ name, sha256: sha256(text), bytes: Buffer.byteLength(text) })),
    outputs: await checkOutputs(blobs, events.flatMap(outputsOf)),
  }
  await replace(join(directory, MANIFEST), json(manifest))
  return { directory, files: [MANIFEST, ...contents.map(([name]) => name)] }
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const incidentOf = (event: RunEvent) =>
  event.type === 'incident.opened' ? [{ seq: event.seq, at: event.at, ...event.incident }] : []

function outputsOf(event: RunEvent): BlobRef[] {
  if (event.type !== 'tool_call.finished') return []
  const { output, result } = event
  return [...(output ? [output] : []), ...(result && 'blob' in result ? [result.blob] : [])]
}

function pinsOf(events: readonly RunEvent[]): Pick<PackManifest, 'pins'> {
  const [first] = events
  if (first?.type !== 'run.submitted') return {}
  return { pins: { version: first.pins.version, configDigest: first.pins.configDigest } }
}

/** Makes the directory, or takes an empty one or an earlier pack. */
async function claim(directory: string): Promise<void> {
  let names: readonly string[]
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    names = await readdir(directory)
  } catch (error) {
    throw cannotOpen(directory, error)
  }
  if (names.length > 0 && !(await isPack(directory)))
    throw new UserError('bad_input', {
      en: `${directory} is not empty and holds no audit pack: choose another directory.`,
      fr: `${directory} n’est pas vide et ne contient pas de dossier d’audit : choisissez un autre répertoire.`,
    })
}

async function isPack(directory: string): Promise<boolean> {
  try {
    const manifest = JSON.parse(
      await readFile(join(directory, MANIFEST), 'utf8'),
    ) as Partial<PackManifest> | null
    return manifest?.format === FORMAT
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return false
    throw cannotOpen(directory, error)
  }
}

/** One file, whole or not at all, and on the disk. */
async function replace(path: string, text: string): Promise<void> {
  try {
    const draft = `${path}.new`
    const file = await open(draft, 'w', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } catch (error) {
    throw cannotOpen(path, error)
  }
}
