import { z } from 'zod'
import type { Changes } from '../../domain/change.ts'
import type { Effect } from '../../domain/effect.ts'
import { defineTool } from '../define.ts'
import { RUN_ID } from './undo-preview.ts'

const input = z.object({
  run: z.string().regex(RUN_ID),
  what: z.array(z.string().min(1)).min(1).max(5000).describe('Things, as undo_preview names them'),
})

const output = z.object({
  run: z.string(),
  restored: z.array(z.string()),
  failed: z.array(z.object({ what: z.string(), why: z.string() })),
})

/** Named nowhere else, so that the policy asks, also about what it would let a tool write unasked. */
const ASKS = 'restore-recorded-state'

/** Brings back what was recorded before a run changed it. What it changes is recorded like that of any other call. */
export const createUndoChanges = (changes: Pick<Changes, 'undo'>) =>
  defineTool({
    name: 'undo_changes',
    group: 'system',
    summary: {
      en: 'Brings back files, containers and packages as they were before a run',
      fr: 'Remet fichiers, conteneurs et paquets comme avant une exécution',
    },
    access: 'write',
    input,
    output,
    timeoutMs: 600_000,
    errors: ['E_UNAVAILABLE', 'E_EXIT'],
    effects: ({ run, what }, { cwd }) => [
      { kind: 'program', argv: [ASKS, run], cwd },
      ...what.flatMap(effectOf),
    ],
    async run({ run, what }, { mode }) {
      // Policy judged for the sandbox, and this does not work there.
      if (mode === 'sandbox')
        return {
          ok: false,
          error: {
            code: 'E_UNAVAILABLE',
            message: 'undo works on this machine, not in the sandbox',
            recoverable: false,
          },
        }
      const parts = await changes.undo(run.toUpperCase(), what)
      const failed = parts.flatMap((part) => (part.ok ? [] : [{ what: part.what, why: part.why ?? '' }]))
      const value = {
        run: run.toUpperCase(),
        restored: parts.flatMap((part) => (part.ok ? [part.what] : [])),
        failed,
      }
      if (failed.length === 0) return { ok: true, value }
      const message = `not brought back: ${failed.map((one) => `${one.what} (${one.why})`).join(', ')}`
      return { ok: false, error: { code: 'E_EXIT', message, recoverable: false }, value }
    },
  })

/** Each judged like the call that would do the same. */
function effectOf(what: string): readonly Effect[] {
  if (what.startsWith('/')) return [{ kind: 'path', access: 'write', path: what }]
  if (what.startsWith('container '))
    return [{ kind: 'container', action: 'restart', name: what.slice('container '.length) }]
  if (what.startsWith('package '))
    return [{ kind: 'program', argv: ['apt-get', 'install', what.slice('package '.length)], cwd: '/' }]
  return []
}
