import { z } from 'zod'
import type { Files } from '../../domain/files.ts'
import { defineTool } from '../define.ts'
import { failed, PATH_ERRORS } from './failed.ts'

/** Characters; what is longer is no text that somebody wrote. */
const LONGEST = 4 * 1024 * 1024

const input = z.object({
  path: z.string().min(1),
  content: z.string().max(LONGEST),
  mode: z
    .enum(['create', 'overwrite', 'append'])
    .default('create')
    .describe('create fails where the file exists; overwrite and append make it where it does not'),
})

const output = z.object({
  path: z.string(),
  /** Written by this call. */
  bytes: z.number(),
  created: z.boolean(),
})

/** Inside the workspace only. The old file or the new one is there, never half of either. */
export const createWriteFile = (files: Files) =>
  defineTool({
    name: 'write_file',
    group: 'filesystem',
    summary: {
      en: 'Writes a text file in the workspace',
      fr: "Écrit un fichier texte dans l'espace de travail",
    },
    access: 'write',
    input,
    output,
    timeoutMs: 30_000,
    errors: [...PATH_ERRORS, 'E_EXISTS'],
    effects: ({ path }) => [{ kind: 'path', access: 'write', path: files.resolve(path) }],
    async run({ path, content, mode }) {
      const absolute = files.resolve(path)
      const options = { append: mode === 'append', mustBeNew: mode === 'create' }
      const written = await files.write(absolute, Buffer.from(content), options)
      if (!written.ok) return failed(written)
      return { ok: true, value: { path: absolute, bytes: written.bytes, created: written.created } }
    },
  })
