import { z } from 'zod'
import type { Changes } from '../../domain/change.ts'
import { defineTool } from '../define.ts'

export const RUN_ID = /^0[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$/

const input = z.object({
  run: z.string().regex(RUN_ID).describe('The whole id of the run'),
  changed: z.boolean().default(false).describe('Also what was changed since, over the later change'),
})

const output = z.object({
  run: z.string(),
  /** Not as before the run, and can be brought back: these are what `undo_changes` takes. */
  can: z.array(z.string()),
  cannot: z.array(
    z.object({
      what: z.string(),
      why: z.enum(['changed_since', 'not_looked_at', 'not_available']),
    }),
  ),
})

/** What an undo could bring back and what not, before anybody is asked. Changes nothing. */
export const createUndoPreview = (changes: Pick<Changes, 'undoable'>) =>
  defineTool({
    name: 'undo_preview',
    group: 'system',
    summary: {
      en: 'Says what of a run could be undone, and what not and why',
      fr: 'Dit ce qui peut être défait d’une exécution, et sinon pourquoi',
    },
    access: 'read',
    input,
    output,
    timeoutMs: 60_000,
    errors: [],
    effects: () => [],
    async run({ run, changed }) {
      const parts = await changes.undoable(run.toUpperCase())
      const stands = parts.filter(
        ({ obstacle }) => obstacle === undefined || (changed && obstacle !== 'not_available'),
      )
      return {
        ok: true,
        value: {
          run: run.toUpperCase(),
          can: stands.map(({ what }) => what),
          cannot: parts.flatMap(({ what, obstacle }) =>
            obstacle === undefined || stands.some((one) => one.what === what)
              ? []
              : [{ what, why: obstacle }],
          ),
        },
      }
    },
  })
