import { z } from 'zod'
import type { Blobs } from '../../domain/blobs.ts'
import { UserError } from '../../domain/errors.ts'
import { defineTool } from '../define.ts'

/** Bytes. */
const DEFAULT_LENGTH = 8_000
const MOST = 64_000

const input = z.object({
  ref: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('Of an output that was shown in part; its beginning is enough'),
  offset: z.number().int().min(0).default(0).describe('First byte, counted from 0'),
  length: z.number().int().min(1).max(MOST).default(DEFAULT_LENGTH).describe('How many bytes'),
})

const output = z.object({
  text: z.string(),
  offset: z.number().int(),
  /** Where to go on; left out at the end. */
  next: z.number().int().optional(),
})

/** A part of an output that was too long to be shown whole. The hash is the output's own: who has it was shown some of it. */
export const createReadOutput = (blobs: Blobs) =>
  defineTool({
    name: 'read_output',
    group: 'utility',
    summary: {
      en: 'Reads on in an output that was shown in part',
      fr: 'Lit la suite d’une sortie montrée en partie',
    },
    access: 'read',
    input,
    output,
    timeoutMs: 10_000,
    errors: ['E_NOT_FOUND'],
    effects: () => [],
    async run({ ref, offset, length }) {
      try {
        // One byte more than is shown tells whether there is more.
        const data = await blobs.read(ref, { offset, length: length + 1 })
        const more = data.length > length
        const text = new TextDecoder().decode(data.subarray(0, length))
        return { ok: true, value: { text, offset, ...(more ? { next: offset + length } : {}) } }
      } catch (error) {
        if (!(error instanceof UserError) || error.code !== 'not_found') throw error
        const message = `there is no output ${ref.slice(0, 12)}`
        return { ok: false, error: { code: 'E_NOT_FOUND', message, recoverable: false, subject: ref } }
      }
    },
  })
