import { z } from 'zod'
import type { Files } from '../../domain/files.ts'
import { defineTool } from '../define.ts'
import { failed, PATH_ERRORS } from './failed.ts'
import { decode, isBinary } from './text.ts'

/** Lines. */
const DEFAULT_LINES = 2000
const MOST_LINES = 20_000
/** Bytes of text in one answer. */
const MOST_SHOWN = 256 * 1024
/** Enough for most files whole; only a later part of a larger one is worth a second, longer look. */
const FIRST_LOOK = 512 * 1024
const SECOND_LOOK = 16 * 1024 * 1024

const input = z.object({
  path: z.string().min(1),
  offset: z.number().int().min(1).default(1).describe('First line, counted from 1'),
  limit: z.number().int().min(1).max(MOST_LINES).default(DEFAULT_LINES).describe('How many lines'),
})

const output = z.object({
  path: z.string(),
  text: z.string(),
  firstLine: z.number().int(),
  /** `firstLine - 1` where there is no such line. */
  lastLine: z.number().int(),
  /** Size of the whole file. */
  bytes: z.number(),
  /** There is more after `lastLine`. */
  more: z.boolean(),
})

/** Text by lines. A text is cut after whole lines; one single line that is too long is cut in itself. */
export const createReadFile = (files: Files) =>
  defineTool({
    name: 'read_file',
    group: 'filesystem',
    summary: { en: 'Reads a text file, or some lines of it', fr: 'Lit un fichier texte, ou quelques lignes' },
    access: 'read',
    input,
    output,
    timeoutMs: 10_000,
    errors: [...PATH_ERRORS, 'E_BINARY'],
    effects: ({ path }) => [{ kind: 'path', access: 'read', path: files.resolve(path) }],
    async run({ path, offset, limit }) {
      const absolute = files.resolve(path)
      for (const maxBytes of [FIRST_LOOK, SECOND_LOOK]) {
        const read = await files.read(absolute, { offset: 0, maxBytes })
        if (!read.ok) return failed(read)
        if (isBinary(read.data)) return failure('E_BINARY', absolute, 'holds bytes that are no text')
        const atEnd = read.data.length < maxBytes
        const part = linesOf(read.data, offset, limit, atEnd)
        if (!part) continue
        const value = { path: absolute, ...part, bytes: Math.max(read.size, atEnd ? read.data.length : 0) }
        return { ok: true, value }
      }
      return failure('E_TOO_LARGE', absolute, `line ${offset} lies beyond the first ${SECOND_LOOK} bytes`)
    },
  })

const failure = (code: 'E_BINARY' | 'E_TOO_LARGE', path: string, message: string) =>
  ({ ok: false, error: { code, message: `${path}: ${message}`, recoverable: false, subject: path } }) as const

interface Part {
  readonly text: string
  readonly firstLine: number
  readonly lastLine: number
  readonly more: boolean
}

/** undefined where `data` ends before the lines do and is not the end of the file. */
function linesOf(data: Uint8Array, offset: number, limit: number, atEnd: boolean): Part | undefined {
  let start = 0
  for (let line = 1; line < offset; line++) {
    const next = afterNewline(data, start)
    if (next === undefined) return atEnd ? partOf(data, [0, 0], offset, 0) : undefined
    start = next
  }
  let end = start
  let lines = 0
  while (lines < limit && end < data.length) {
    const next = afterNewline(data, end) ?? (atEnd ? data.length : undefined)
    const isTooMuch = (next ?? data.length) - start > MOST_SHOWN
    if (isTooMuch && lines === 0)
      return { ...partOf(data, [start, start + MOST_SHOWN], offset, 1), more: true }
    if (isTooMuch) break
    if (next === undefined) return undefined
    end = next
    lines++
  }
  return { ...partOf(data, [start, end], offset, lines), more: end < data.length || !atEnd }
}

const partOf = (
  data: Uint8Array,
  [start, end]: readonly [number, number],
  firstLine: number,
  lines: number,
): Part => ({
  text: decode(data.subarray(start, end)),
  firstLine,
  lastLine: firstLine + lines - 1,
  more: false,
})

function afterNewline(data: Uint8Array, from: number): number | undefined {
  const newline = data.indexOf(0x0a, from)
  return newline === -1 ? undefined : newline + 1
}
