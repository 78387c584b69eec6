import { basename, dirname } from 'node:path'
import { editDistance } from '../../lib/nearest.ts'

export interface Ranked {
  readonly path: string
  /** 0 to 1; 1 is the same path. */
  readonly score: number
}

/** The last name tells most of what was meant; where it lies tells which of several. */
const NAME_SHARE = 0.7
/** Below this two paths have nothing to do with each other. */
const LEAST_SCORE = 0.5
/** A difference in case alone is the likeliest slip of all, and still a difference. */
const CASE_PENALTY = 0.02

/**
 * Which paths were probably meant, the likeliest first. Names and directories are compared by the edits between them
 * (optimal string alignment, the restricted Damerau-Levenshtein distance) as a share of the longer one.
 */
export function nearest(wanted: string, candidates: readonly string[]): Ranked[] {
  const name = basename(wanted)
  const directory = dirname(wanted)
  const directories = new Map<string, number>()
  const directoryScore = (path: string): number => {
    const known = directories.get(path)
    if (known !== undefined) return known
    const score = similarity(directory, path)
    directories.set(path, score)
    return score
  }
  const ranked: Ranked[] = []
  for (const path of new Set(candidates)) {
    // What a perfect directory could not lift above the threshold is not compared further.
    const nameScore = similarity(name, basename(path), (LEAST_SCORE - (1 - NAME_SHARE)) / NAME_SHARE)
    if (nameScore === 0) continue
    const score = NAME_SHARE * nameScore + (1 - NAME_SHARE) * directoryScore(dirname(path))
    if (score >= LEAST_SCORE) ranked.push({ path, score: Math.round(score * 1000) / 1000 })
  }
  return ranked.sort(
    (a, b) => b.score - a.score || a.path.length - b.path.length || (a.path < b.path ? -1 : 1),
  )
}

/** 0 where it would be below `least`. */
function similarity(a: string, b: string, least = 0): number {
  if (a === b) return 1
  const longer = Math.max(a.length, b.length)
  // As many edits as the lengths differ are needed in any case.
  if (Math.min(a.length, b.length) / longer < least) return 0
  const score = 1 - editDistance(a.toLowerCase(), b.toLowerCase()) / longer
  const same = score === 1 ? 1 - CASE_PENALTY : score
  return same < least ? 0 : same
}
