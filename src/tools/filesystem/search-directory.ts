import { dirname } from 'node:path'
import { z } from 'zod'
import type { Clock } from '../../domain/clock.ts'
import type { Files } from '../../domain/files.ts'
import { defineTool } from '../define.ts'
import { failed, PATH_ERRORS } from './failed.ts'
import { createNameMatcher } from './glob.ts'
import { nearest } from './nearest.ts'
import { decode, isBinary } from './text.ts'
import { type Found, treeOf } from './tree.ts'

const DEFAULT_RESULTS = 50
const MOST_RESULTS = 500
/** One search looks at no more than this: milliseconds, entries, bytes of text, bytes of one file. */
const LIMITS = { timeMs: 10_000, entries: 20_000, textBytes: 64 * 1024 * 1024, fileBytes: 2 * 1024 * 1024 }
/** Compared with a missing path; nearest first, and all at once without letting anything else happen. */
const MOST_CANDIDATES = 5000
const DEEPEST = 12
const SHOWN_OF_LINE = 200

const input = z.object({
  path: z.string().min(1).default('.'),
  name: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe('File name; * and ? stand for any characters and for one'),
  text: z.string().min(1).max(1000).optional().describe('Files that contain this'),
  near: z.string().min(1).optional().describe('A path that does not exist: what was probably meant'),
  kind: z.enum(['file', 'directory', 'any']).default('any'),
  maxResults: z.number().int().min(1).max(MOST_RESULTS).default(DEFAULT_RESULTS),
})

const output = z.object({
  /** Where the search began: `path`, or with `near` the nearest directory above it that exists. */
  path: z.string(),
  matches: z.array(
    z.object({
      path: z.string(),
      kind: z.enum(['file', 'directory', 'symlink', 'other']),
      /** How near, 0 to 1; with `near` only. */
      score: z.number().optional(),
      /** The first line that holds the text, counted from 1; with `text` only. */
      line: z.number().int().optional(),
      excerpt: z.string().optional(),
    }),
  ),
  /** A limit ended the search: there may be more. */
  truncated: z.boolean(),
})

type Value = z.output<typeof output>
type Match = Value['matches'][number]

/**
 * Finds files by name, by text, or by likeness to a path that does not exist (which is how the system itself recovers
 * from a missing path). Bounded in time, entries and bytes; `.git` and `node_modules` are not entered, links not followed.
 */
export const createSearchDirectory = (files: Files, clock: Clock) =>
  defineTool({
    name: 'search_directory',
    group: 'filesystem',
    summary: {
      en: 'Searches a directory for names, for text, or for what a missing path probably meant',
      fr: "Cherche dans un répertoire un nom, un texte, ou ce qu'un chemin introuvable voulait sans doute dire",
    },
    access: 'read',
    input,
    output,
    timeoutMs: 30_000,
    errors: PATH_ERRORS,
    effects: ({ path }) => [{ kind: 'path', access: 'read', path: files.resolve(path) }],
    async run({ path, name, text, near, kind, maxResults }, { signal }) {
      const asked = files.resolve(path)
      const start = near === undefined ? asked : await existing(files, asked)
      const walked = await collect(files, clock, start, signal, {
        fits: fitting(name, kind),
        text,
        most: near === undefined ? maxResults : MOST_CANDIDATES,
      })
      if ('ok' in walked) return failed(walked)
      if (near === undefined) return { ok: true, value: { path: start, ...walked } }
      const matches = rank(files.resolve(near), walked.matches).slice(0, maxResults)
      return { ok: true, value: { path: start, matches, truncated: walked.truncated } }
    },
  })

/** The nearest directory at or above `path` that can be listed. */
async function existing(files: Files, path: string): Promise<string> {
  const parent = dirname(path)
  if (parent === path) return path
  const listed = await files.list(path)
  if (listed.ok || (listed.code !== 'E_DIR_NOT_FOUND' && listed.code !== 'E_NOT_A_DIRECTORY')) return path
  return existing(files, parent)
}

function fitting(name: string | undefined, kind: 'file' | 'directory' | 'any'): (found: Found) => boolean {
  const hasName = name === undefined ? () => true : createNameMatcher(name)
  // A link may be either; what it leads to shows when it is used.
  return (found) => (kind === 'any' || found.kind === kind || found.kind === 'symlink') && hasName(found.name)
}

interface Wanted {
  readonly fits: (found: Found) => boolean
  readonly text: string | undefined
  readonly most: number
}

async function collect(
  files: Files,
  clock: Clock,
  start: string,
  signal: AbortSignal,
  { fits, text, most }: Wanted,
) {
  const until = clock.elapsed() + LIMITS.timeMs
  const matches: Match[] = []
  let entries = 0
  let textBytes = 0
  for await (const found of treeOf(files, start, { depth: DEEPEST, hidden: true })) {
    signal.throwIfAborted()
    if ('ok' in found) return found
    const spent = ++entries > LIMITS.entries || textBytes > LIMITS.textBytes || clock.elapsed() > until
    if (spent) return { matches, truncated: true }
    if (!fits(found)) continue
    const { path, kind } = found
    if (text !== undefined) {
      if (kind !== 'file' || found.bytes > LIMITS.fileBytes) continue
      textBytes += found.bytes
    }
    const held = text === undefined ? {} : await lineWith(files, path, text)
    if (!held) continue
    if (matches.length === most) return { matches, truncated: true }
    matches.push({ path, kind, ...held })
  }
  return { matches, truncated: false }
}

async function lineWith(
  files: Files,
  path: string,
  text: string,
): Promise<Pick<Match, 'line' | 'excerpt'> | undefined> {
  const read = await files.read(path, { offset: 0, maxBytes: LIMITS.fileBytes })
  if (!read.ok || isBinary(read.data)) return undefined
  const whole = decode(read.data)
  const at = whole.indexOf(text)
  if (at === -1) return undefined
  const before = whole.slice(0, at)
  const start = Math.max(before.lastIndexOf('\n') + 1, at - SHOWN_OF_LINE / 2)
  const excerpt = whole.slice(start, start + SHOWN_OF_LINE).split('\n', 1)[0] ?? ''
  return { line: before.split('\n').length, excerpt }
}

function rank(near: string, found: readonly Match[]): Match[] {
  const byPath = new Map(found.map((match) => [match.path, match]))
  return nearest(near, [...byPath.keys()]).map(({ path, score }) => ({
    path,
    kind: byPath.get(path)?.kind ?? 'other',
    score,
  }))
}
