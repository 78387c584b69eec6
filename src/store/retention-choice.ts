import type { Survey, SurveyedRun } from './retention-survey.ts'

/** For how long and how much is kept. */
export interface Retention {
  /** Days after its end at which a run's events go. */
  readonly days: number
  /** Days after the end of the last run that speaks of it at which a kept output goes. */
  readonly outputDays: number
  /** Of journal and outputs together, in bytes; beyond it the runs that ended first go, however young. */
  readonly maxBytes: number
}

/** What goes. */
export interface Choice {
  readonly runs: readonly SurveyedRun[]
  readonly blobs: readonly string[]
  /** What is given back, about. */
  readonly bytes: number
  /** What is left is still too much: what is at work, or ended within a day, is never removed. */
  readonly stillOver: boolean
}

const DAY_MS = 86_400_000
/** Whatever the limits say, nothing younger goes: somebody may be looking at it, or about to repair it. */
const YOUNGEST_MS = DAY_MS
/** An output that no row names yet may be named by the next one. */
const FRESH_MS = DAY_MS / 24

/** @param now milliseconds since the epoch */
export function choose({ runs, blobs, databaseBytes }: Survey, retention: Retention, now: number): Choice {
  const ended = runs
    .filter(({ endedAt }) => endedAt !== undefined && endedAt <= now - YOUNGEST_MS)
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))
  const speaking = countSpeakers(runs, now - retention.outputDays * DAY_MS)
  const sizeOf = (name: string) => blobs.get(name)?.bytes ?? 0
  const isFresh = (name: string) => (blobs.get(name)?.writtenAt ?? 0) > now - FRESH_MS

  let left = databaseBytes
  for (const [name, { bytes }] of blobs) if (speaking.has(name) || isFresh(name)) left += bytes
  const going: SurveyedRun[] = []
  const tooOld = now - retention.days * DAY_MS
  for (const run of ended) {
    if ((run.endedAt ?? 0) > tooOld && left <= retention.maxBytes) break
    going.push(run)
    left -= run.bytes
    for (const name of run.names) {
      const others = (speaking.get(name) ?? 0) - 1
      if (others > 0) speaking.set(name, others)
      else if (speaking.delete(name)) left -= sizeOf(name)
    }
  }
  const unspoken = [...blobs.keys()].filter((name) => !speaking.has(name) && !isFresh(name))
  const bytes = [...going.map((run) => run.bytes), ...unspoken.map(sizeOf)].reduce(
    (sum, each) => sum + each,
    0,
  )
  return { runs: going, blobs: unspoken, bytes, stillOver: left > retention.maxBytes }
}

/** How many runs that have not ended before then speak of each output. */
function countSpeakers(runs: readonly SurveyedRun[], before: number): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { endedAt, names } of runs)
    if (endedAt === undefined || endedAt > before)
      for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}
