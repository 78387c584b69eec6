import { z } from 'zod'
import type { Files } from '../../domain/files.ts'
import { defineTool } from '../define.ts'
import { failed, PATH_ERRORS } from './failed.ts'
import { treeOf } from './tree.ts'

const MOST_ENTRIES = 2000
const DEEPEST = 5

const input = z.object({
  path: z.string().min(1).default('.'),
  depth: z.number().int().min(1).max(DEEPEST).default(1).describe('1 lists the directory itself only'),
  hidden: z.boolean().default(false).describe('With names that start with a dot'),
})

const output = z.object({
  path: z.string(),
  entries: z.array(
    z.object({
      path: z.string(),
      kind: z.enum(['file', 'directory', 'symlink', 'other']),
      bytes: z.number(),
      /** Milliseconds since the epoch. */
      modifiedAt: z.number(),
    }),
  ),
  truncated: z.boolean(),
})

/** Nearest first, by name. Symbolic links are named and not followed; `.git` and `node_modules` are not entered. */
export const createListDirectory = (files: Files) =>
  defineTool({
    name: 'list_directory',
    group: 'filesystem',
    summary: { en: 'Lists what is in a directory', fr: "Liste le contenu d'un répertoire" },
    access: 'read',
    input,
    output,
    timeoutMs: 30_000,
    errors: PATH_ERRORS,
    effects: ({ path }) => [{ kind: 'path', access: 'read', path: files.resolve(path) }],
    async run({ path, depth, hidden }, { signal }) {
      const absolute = files.resolve(path)
      const entries: z.output<typeof output>['entries'] = []
      for await (const found of treeOf(files, absolute, { depth, hidden })) {
        signal.throwIfAborted()
        if ('ok' in found) return failed(found)
        if (entries.length === MOST_ENTRIES)
          return { ok: true, value: { path: absolute, entries, truncated: true } }
        const { kind, bytes, modifiedAt } = found
        entries.push({ path: found.path, kind, bytes, modifiedAt })
      }
      return { ok: true, value: { path: absolute, entries, truncated: false } }
    },
  })
