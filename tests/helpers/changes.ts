import { existsSync, readFileSync } from 'node:fs'
import { watch } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Changes } from '../../src/domain/change.ts'
import { planFor } from '../../src/policy/changes/find.ts'
import { readChangeClasses } from '../../src/policy/changes/rules.ts'
import { createChanges } from '../../src/runtime/changes/changes.ts'
import { TRUSTED_PATH } from './tool-bench.ts'

export const watchdogFile = fileURLToPath(
  new URL('../../dist/runtime/changes/watchdog-main.js', import.meta.url),
)

export interface TestChanges {
  readonly home: string
  /** A file of classes, as an owner would write it. */
  readonly classes: string
  readonly keepMin?: number
  readonly maxBytes?: number
  readonly kept?: number
  readonly dockerHost?: string
}

/** What is recorded is real, and so is the process that watches over it. */
export function openChanges({ home, classes, keepMin = 10, ...more }: TestChanges): Changes {
  const read = readChangeClasses([{ name: 'changes.yaml', text: classes }])
  return createChanges({
    root: join(home, 'snapshots'),
    maxBytes: more.maxBytes ?? 2 ** 20,
    kept: more.kept ?? 100,
    trustedPath: TRUSTED_PATH,
    dockerSocket: more.dockerHost?.replace('unix://', ''),
    planFor: (effects, access) => planFor(read, { keepMin }, effects, access),
    watchdogFile,
  })
}

/** The process that watches over a change, as its own file names it. */
export const watchdogPid = (home: string, runId: string, callKey: string): number => {
  const path = join(home, 'snapshots', runId, encodeURIComponent(callKey), 'watchdog.json')
  return (JSON.parse(readFileSync(path, 'utf8')) as { readonly pid: number }).pid
}

/** Resolves when there is a file of that name; told by the kernel. */
export async function appears(path: string): Promise<void> {
  const stop = new AbortController()
  const names = watch(dirname(path), { signal: stop.signal })
  const looked = (async () => {
    for await (const _ of names) if (existsSync(path)) return
  })()
  if (existsSync(path)) stop.abort()
  await looked.catch((error: unknown) => {
    if (!stop.signal.aborted) throw error
  })
}
