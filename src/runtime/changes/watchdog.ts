import { stat } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { decisionOf, markOf } from './decision.ts'
import { readJson, writeDurably } from './durable.ts'
import { resultPath, watchdogPath } from './manifest.ts'
import { takeBack } from './restore.ts'
import { timeLeft } from './window.ts'

/** How often it is looked at whether the change was kept, or its time set anew, in milliseconds. */
const LOOK_EVERY_MS = 500

/**
 * The whole program of the process that watches one change: takes it back when its time is over, and ends when it was
 * kept or taken back. It needs the snapshot's directory and nothing else.
 */
export async function watch(directory: string): Promise<void> {
  await writeDurably(watchdogPath(directory), JSON.stringify(markOf(process.pid)))
  for (;;) {
    if (!(await stat(directory).catch(() => undefined))) return
    if (await readJson(resultPath(directory))) return
    const decision = await decisionOf(directory)
    if (decision === 'keep') return
    const left = (await timeLeft(directory)) ?? 0
    if (decision === 'restore' || left === 0) {
      await takeBack(directory, 'watchdog', new AbortController().signal)
      return
    }
    await pause(Math.min(left, LOOK_EVERY_MS))
  }
}
