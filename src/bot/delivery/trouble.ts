import type { Clock } from '../../domain/clock.ts'
import type { SurfaceName } from '../../domain/inbox.ts'
import type { Outbox } from '../../domain/outbox.ts'
import { keyOf, kept, type Shown } from './shown.ts'
import { homeThread } from './threads.ts'

/** A surface does not take the token any more: the owner hears of it in the home channels of the others. */
export async function tellTrouble(
  {
    outbox,
    clock,
    surface,
    message,
  }: {
    readonly outbox: Outbox
    readonly clock: Clock
    readonly surface: SurfaceName
    readonly message: string
  },
  others: readonly { readonly name: SurfaceName; readonly home: string | undefined }[],
): Promise<void> {
  const at = clock.now()
  const shown: Shown = { type: 'trouble', surface, message, at }
  for (const { name, home } of others) {
    if (home === undefined) continue
    const thread = homeThread(name, home)
    await outbox.decide(name, undefined, {
      bindings: [{ surface: name, thread, channel: home, opened: true }],
      wishes: [{ key: keyOf(shown), thread, what: kept(shown), urgent: true, as: 'new' }],
      at,
    })
  }
}
