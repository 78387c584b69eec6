import { spawn } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ChangePlan, ChangeRef, Changes, Recorded, Restored } from '../../domain/change.ts'
import type { Access, Effect } from '../../domain/effect.ts'
import { decide, decisionOf, isAlive, markOf, type ProcessMark } from './decision.ts'
import { codeOf, createDurably, readJson, writeDurably } from './durable.ts'
import { directoryOf, settledPath, watchdogPath } from './manifest.ts'
import { record, type RecordOptions, readManifest } from './record.ts'
import { recordFiles } from './record-files.ts'
import { takeBack } from './restore.ts'
import { prune } from './retention.ts'
import { recordAfter, undo, undoable } from './undo.ts'
import { openWindow, timeLeft } from './window.ts'

export interface ChangesOptions extends RecordOptions {
  /** How many records stay. */
  readonly kept: number
  /** From the owner's classes. */
  readonly planFor: (effects: readonly Effect[], access: Access) => ChangePlan | undefined
  /** The compiled program of the watchdog; Node 20 runs no TypeScript. */
  readonly watchdogFile: string
}

export function createChanges(options: ChangesOptions): Changes {
  const { root, planFor, watchdogFile, maxBytes, trustedPath } = options
  const directory = (ref: ChangeRef): string => directoryOf(root, ref)

  const isOpen = async (ref: ChangeRef): Promise<boolean> =>
    (await timeLeft(directory(ref))) !== undefined &&
    (await readJson(settledPath(directory(ref)))) === undefined

  return {
    plan: planFor,
    foresee: async (plan) => (await recordFiles(plan.paths, { maxBytes, trustedPath })).cannot,
    record: (ref, plan): Promise<Recorded> => record(options, ref, plan),
    async arm(ref, windowMs) {
      await openWindow(directory(ref), windowMs)
      await watchOver(directory(ref), watchdogFile)
    },
    watch: (ref) => watchOver(directory(ref), watchdogFile),
    async decided(ref) {
      const decision = await decisionOf(directory(ref))
      return decision === undefined ? undefined : decision === 'keep' ? 'kept' : 'taken_back'
    },
    left: (ref) => timeLeft(directory(ref)),
    keep: async (ref) => (await decide(directory(ref), 'keep')) === 'keep',
    restore: (ref, signal): Promise<Restored | undefined> => takeBack(directory(ref), 'engine', signal),
    async open() {
      const refs: ChangeRef[] = []
      for (const ref of await refsIn(root)) if (await isOpen(ref)) refs.push(ref)
      return refs
    },
    async settled(ref) {
      await createDurably(settledPath(directory(ref)), 'true')
      await prune(root, options.kept, await refsIn(root), isOpen)
    },
    recordAfter: (ref) => recordAfter(options, ref),
    undoable: async (runId) => undoable(options, await refsOf(root, runId)),
    undo: async (runId, what) => undo(root, await refsOf(root, runId), what),
  }
}

/** A process of its own session and without any pipe to this one; none where one is at it. */
async function watchOver(directory: string, file: string): Promise<void> {
  const before = await readJson<ProcessMark>(watchdogPath(directory))
  if (before && isAlive(before)) return
  if ((await decisionOf(directory)) !== undefined) return
  const child = spawn(process.execPath, [file, directory], {
    cwd: '/',
    detached: true,
    stdio: 'ignore',
    env: { PATH: process.env['PATH'] ?? '' },
  })
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject))
  child.unref()
  // Written by the child too; from here it is known at once, so that the next call starts no second one.
  if (child.pid !== undefined) await writeDurably(watchdogPath(directory), JSON.stringify(markOf(child.pid)))
}

async function refsIn(root: string): Promise<ChangeRef[]> {
  const refs: ChangeRef[] = []
  for (const runId of await namesIn(root)) refs.push(...(await refsOf(root, runId)))
  return refs
}

async function refsOf(root: string, runId: string): Promise<ChangeRef[]> {
  const refs: ChangeRef[] = []
  for (const name of await namesIn(join(root, runId))) {
    const ref = { runId, callKey: decodeURIComponent(name) }
    if (await readManifest(directoryOf(root, ref))) refs.push(ref)
  }
  return refs
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return await readdir(path)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return []
    throw error
  }
}
