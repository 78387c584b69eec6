import { undoRequest } from '../../domain/undo.ts'
import { ulid } from '../../lib/ids.ts'
import type { Cli } from '../cli.ts'
import { watched } from '../watched.ts'
import { withEngine } from '../with-engine.ts'

/** `undo <run>`: a run that brings back what another has changed; with `--dry-run` one that only says what it could. */
export const undo = (
  cli: Cli,
  typed: string,
  options: { readonly json?: boolean; readonly dryRun?: boolean; readonly changed?: boolean },
): Promise<number> =>
  withEngine(cli, async (engine) => {
    const { run } = await engine.show(typed)
    const wish = { preview: options.dryRun === true, changed: options.changed === true }
    const { runId } = await engine.submit({
      ...undoRequest(run.id, wish, cli.locale),
      actor: cli.actor,
      thread: `console:${ulid(Date.now())}`,
    })
    return watched(cli, engine, runId, options)
  })
