import type { Engine } from '../domain/engine.ts'
import type { RunId } from '../domain/run.ts'
import { systemClock } from '../lib/clock.ts'
import { type Cli, isInteractive } from './cli.ts'
import type { Where } from './with-engine.ts'

/**
 * Shows a run until it has ended, and gives its exit code. Where it runs for this command alone and no person sits at a
 * terminal, whatever it asks is answered with no at once: nobody else could.
 */
export async function watched(
  cli: Cli,
  engine: Engine,
  where: Where,
  runId: RunId,
  options: { readonly json?: boolean; readonly afterSeq?: number },
): Promise<number> {
  const [{ watchRun }, config] = await Promise.all([import('../app.ts'), cli.config()])
  const { stdin, stdout, env } = cli.io
  const { exitCode } = await watchRun(
    engine,
    runId,
    { out: stdout, input: stdin, env },
    {
      locale: cli.locale,
      clock: systemClock,
      actor: cli.actor,
      json: options.json === true,
      interactive: isInteractive(cli),
      answeredElsewhere: where === 'running',
      interrupt: cli.interrupt,
      leave: cli.leave,
      timeZone: config.timezone,
      ...(options.afterSeq === undefined ? {} : { afterSeq: options.afterSeq }),
    },
  )
  return exitCode
}
