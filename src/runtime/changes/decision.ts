import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { link, readFile, rename, rm } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { codeOf, createDurably } from './durable.ts'
import { decisionPath, lockPath } from './manifest.ts'
import { bootId } from './window.ts'

export type Decision = 'keep' | 'restore'

/** Kept or taken back, once and for all: whoever is first decides, in whichever process. @returns what was decided */
export async function decide(directory: string, wanted: Decision): Promise<Decision> {
  if (await createDurably(decisionPath(directory), wanted)) return wanted
  return (await decisionOf(directory)) ?? wanted
}

export async function decisionOf(directory: string): Promise<Decision | undefined> {
  try {
    return (await readFile(decisionPath(directory), 'utf8')) === 'keep' ? 'keep' : 'restore'
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** A process that cannot be taken for another: pids are used again, with another start. */
export interface ProcessMark {
  readonly pid: number
  readonly start: string
  readonly boot: string
}

/** Source: proc(5), the 22nd field of /proc/<pid>/stat, counted after the name in brackets; Z and X are dead. */
function startOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
  } catch {
    return undefined
  }
}

export const markOf = (pid: number): ProcessMark => ({ pid, start: startOf(pid) ?? '', boot: bootId() })

export const isAlive = ({ pid, start, boot }: ProcessMark): boolean =>
  boot === bootId() && start !== '' && startOf(pid) === start

/** How often a process that waits for another looks again, in milliseconds. */
const LOOK_AGAIN_MS = 100

/**
 * Does the work while no other process is at it; one that died in the middle is not waited for. `finished` is asked
 * each time the lock is free or held by another: where it has an answer, that is the result and nothing is done.
 */
export async function alone<T>(
  directory: string,
  signal: AbortSignal,
  { finished, work }: { finished: () => Promise<T | undefined>; work: () => Promise<T> },
): Promise<T> {
  const path = lockPath(directory)
  // Two works of one process exclude each other too.
  const mine = JSON.stringify({ ...markOf(process.pid), token: randomUUID() })
  for (;;) {
    const done = await finished()
    if (done !== undefined) return done
    if (await createDurably(path, mine)) break
    if (!(await removedStale(path))) await pause(LOOK_AGAIN_MS, undefined, { signal })
  }
  try {
    return (await finished()) ?? (await work())
  } finally {
    await rm(path, { force: true })
  }
}

/** Takes away the lock of a process that is gone; somebody else's new one, taken away by mistake, is put back. */
async function removedStale(path: string): Promise<boolean> {
  const held = await readLock(path)
  if (held === undefined) return true
  if (isAlive(JSON.parse(held) as ProcessMark)) return false
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return true
    throw error
  }
  const taken = await readLock(aside)
  if (taken !== held) await link(aside, path).catch(() => undefined)
  await rm(aside, { force: true })
  return true
}

async function readLock(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
