import type { MadeCheck, Restored, RestoreReason } from '../../domain/change.ts'
import type { RunEventBody } from '../../domain/event.ts'
import type { ChangeView } from '../../domain/run-view.ts'
import { notRestored } from './words.ts'

/** What the journal is told of a change that was taken back; an incident where not everything is as it was. */
export function restoredEvents(
  callKey: string,
  { class: id, snapshot }: Pick<ChangeView, 'class' | 'snapshot'>,
  { by, ok, parts }: Restored,
  { reason, checks }: { readonly reason: RestoreReason; readonly checks: readonly MadeCheck[] },
): readonly RunEventBody[] {
  const restored: RunEventBody = {
    type: 'change.restored',
    callKey,
    reason,
    restorer: by,
    verified: ok,
    parts,
    checks,
  }
  if (ok) return [restored]
  const what = parts
    .filter((part) => !part.ok)
    .map((part) => (part.why === undefined ? part.what : `${part.what} (${part.why})`))
    .slice(0, 10)
    .join(', ')
  return [
    restored,
    {
      type: 'incident.opened',
      incident: {
        reason: 'change_not_restored',
        component: 'changes',
        operation: id,
        severity: 'critical',
        text: notRestored(what, snapshot),
      },
    },
  ]
}
