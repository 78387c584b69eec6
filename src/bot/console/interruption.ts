import type { Engine } from '../../domain/engine.ts'
import { UserError } from '../../domain/errors.ts'
import type { Actor, RunId } from '../../domain/run.ts'
import type { Failing } from './failing.ts'

export interface Interruption {
  /** Ctrl-C: the first cancels the run and waits for its end, the second leaves at once. */
  press(): void
  /** The second one, said outright. */
  leave(): void
  pressed(): boolean
}

export function createInterruption(
  engine: Pick<Engine, 'cancel'>,
  run: { readonly id: RunId; readonly actor: Actor },
  failing: Failing,
  onFirst: () => void,
): Interruption {
  let pressed = false
  const leave = () => {
    pressed = true
    failing.stop()
  }
  return {
    press() {
      if (pressed) return leave()
      pressed = true
      onFirst()
      engine.cancel(run.id, run.actor).catch((error: unknown) => {
        // It ended in this very moment: its own end is on the way.
        if (!(error instanceof UserError && error.code === 'not_now')) failing.fail(error)
      })
    },
    leave,
    pressed: () => pressed,
  }
}
