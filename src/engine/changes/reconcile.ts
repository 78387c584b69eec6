import type { Changes } from '../../domain/change.ts'
import type { RunEventBody } from '../../domain/event.ts'
import type { Journal } from '../../domain/journal.ts'
import { isFinal, type RunId } from '../../domain/run.ts'
import { viewOf } from '../../domain/run-fold.ts'
import { restoredEvents } from './restored.ts'

export interface ReconcileDeps {
  readonly journal: Pick<Journal, 'events' | 'run'>
  readonly changes: Changes
  readonly append: (runId: RunId, events: readonly RunEventBody[]) => Promise<unknown>
}

/**
 * At the start of an engine: changes that an earlier process left open. A run that goes on ends its own; of one that has
 * ended nobody can say Keep any more, so that its change is taken back. The watch over the others is set up again.
 */
export async function reconcileChanges({ journal, changes, append }: ReconcileDeps): Promise<void> {
  for (const ref of await changes.open()) {
    const run = journal.run(ref.runId)
    if (run && !isFinal(run.status)) {
      await changes.watch(ref)
      continue
    }
    const change = run && viewOf(run.id, journal.events(run.id)).calls.get(ref.callKey)?.change
    const restored = change?.ended ? undefined : await changes.restore(ref, new AbortController().signal)
    if (restored && change)
      await append(
        ref.runId,
        restoredEvents(ref.callKey, change, restored, { reason: 'interrupted', checks: [] }),
      )
    await changes.settled(ref)
  }
}
