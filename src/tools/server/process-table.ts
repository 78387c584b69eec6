import { readdir } from 'node:fs/promises'
import { systemText } from './system-text.ts'

/** One line of /proc/<pid>/stat, as far as it is needed. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export interface ProcessStat {
  readonly pid: number
  readonly command: string
  readonly state: string
  readonly parentPid: number
  /** User and system time, in ticks. */
  readonly cpuTicks: number
  /** After boot, in ticks. */
  readonly startTicks: number
  /** In pages: good for sorting, not for showing. */
  readonly residentPages: number
}

/** USER_HZ: what the kernel shows to programs is 100 on every architecture that Node runs on. */
export const TICKS_PER_SECOND = 100

/** The name stands in parentheses and may itself hold blanks and parentheses: the last one ends it. */
export function parseStat(text: string): ProcessStat | undefined {
  const open = text.indexOf('(')
  const close = text.lastIndexOf(')')
  if (open < 0 || close < open) return undefined
  const rest = text.slice(close + 2).split(' ')
  const number = (index: number): number => Number(rest[index])
  return {
    pid: Number(text.slice(0, open)),
    command: text.slice(open + 1, close),
    state: rest[0] ?? '?',
    parentPid: number(1),
    cpuTicks: number(11) + number(12),
    startTicks: number(19),
    residentPages: number(21),
  }
}

/** Every process there is at this moment. One that ends while the list is read is left out. */
export async function readProcesses(): Promise<Map<number, ProcessStat>> {
  const names = await readdir('/proc').catch(() => [])
  const texts = await Promise.all(
    names.filter((name) => /^\d+$/.test(name)).map((pid) => systemText(`/proc/${pid}/stat`)),
  )
  const table = new Map<number, ProcessStat>()
  for (const text of texts) {
    const one = text === undefined ? undefined : parseStat(text)
    if (one) table.set(one.pid, one)
  }
  return table
}

/** Names by uid, from /etc/passwd: users of a directory service keep their number. */
export async function readUserNames(): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  for (const line of ((await systemText('/etc/passwd')) ?? '').split('\n')) {
    const [name, , uid] = line.split(':')
    if (name !== undefined && uid !== undefined && !names.has(uid)) names.set(uid, name)
  }
  return names
}
