import { readdirSync, readFileSync } from 'node:fs'
import type { Clock } from '../../domain/clock.ts'
import { MARKER } from './environment.ts'

/** A command's first process, which leads a process group and a session of its own, and its mark in the environment. */
export interface Root {
  readonly pid: number
  readonly marker: string
}

interface Process {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly session: number
}

/**
 * Ends a command and what it started: SIGTERM, then after `graceMs` SIGKILL until nothing is left.
 *
 * Found are: its process group, its session, every descendant of those, and whatever still carries the command's mark
 * in its environment, which is how a daemon that called setsid and lost its parent is found (Jenkins' ProcessTreeKiller
 * works the same way). What can escape: a daemon that also wiped its environment (`env -i setsid …` twice forked), a
 * process of another user (sudo: signals to it are refused), and what was asked of somebody else (docker, systemd-run,
 * at, cron).
 *
 * @returns false when something was still there at the end
 */
export async function killTree(root: Root, clock: Clock, graceMs: number): Promise<boolean> {
  // The clock's timers let Node exit; leaving in the middle of this would leave the processes behind.
  const stayAlive = setInterval(() => undefined, 2 ** 30)
  try {
    return await terminate(root, clock, graceMs)
  } finally {
    clearInterval(stayAlive)
  }
}

async function terminate(root: Root, clock: Clock, graceMs: number): Promise<boolean> {
  if (signalTree(root, 'SIGTERM') === 0) return true
  const start = clock.elapsed()
  for (let pause = 5; clock.elapsed() - start < graceMs; pause = Math.min(pause * 2, 100)) {
    await rest(clock, pause)
    if (treeOf(root).length === 0) return true
  }
  for (let pause = 5, round = 0; round < KILL_ROUNDS; pause = Math.min(pause * 2, 100), round++) {
    if (signalTree(root, 'SIGKILL') === 0) return true
    await rest(clock, pause)
  }
  return treeOf(root).length === 0
}

/** About a second; what SIGKILL does not end by then waits for a device or belongs to somebody else. */
const KILL_ROUNDS = 15

const rest = (clock: Clock, ms: number): Promise<void> => new Promise((resolve) => clock.after(ms, resolve))

/** Sends the signal to everything that belongs to the command; returns how many processes that were. */
function signalTree(root: Root, signal: NodeJS.Signals): number {
  const members = treeOf(root)
  // The group first and at once, so that its members cannot fork between two signals.
  if (members.some((member) => member.group === root.pid)) send(-root.pid, signal)
  for (const member of members) if (member.group !== root.pid) send(member.pid, signal)
  return members.length
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // Gone in the meantime, or of another user: the next look tells.
  }
}

/** Every living process of the command. Read synchronously: the shorter the look, the less changes during it. */
export function treeOf(root: Root): readonly { readonly pid: number; readonly group: number }[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(readProcess)
  const living = all.filter((one): one is Process => one !== undefined && one.pid !== process.pid)
  const mark = `${MARKER}=${root.marker}`
  const members = new Map<number, Process>()
  for (const one of living) {
    const ours = one.group === root.pid || one.session === root.pid || one.pid === root.pid
    if (ours || hasMark(one.pid, mark)) members.set(one.pid, one)
  }
  for (let before = -1; before !== members.size; ) {
    before = members.size
    for (const one of living) if (members.has(one.parent)) members.set(one.pid, one)
  }
  return [...members.values()]
}

/** proc(5): `pid (name) state ppid pgrp session …`; the name may hold spaces and parentheses. Zombies are dead. */
function readProcess(name: string): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
    const [state, parent, group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z' || state === 'X') return undefined
    return { pid: Number(name), parent: Number(parent), group: Number(group), session: Number(session) }
  } catch {
    return undefined
  }
}

function hasMark(pid: number, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark)
  } catch {
    return false
  }
}
