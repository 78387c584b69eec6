import type { Engine } from '../domain/engine.ts'
import type { RunId } from '../domain/run.ts'
import { systemClock } from '../lib/clock.ts'
import { type Cli, isInteractive } from './cli.ts'

/**
 * Shows a run until it has ended, and gives its exit code. Where no Autohome was started that others can answer through,
 * and no person sits at a terminal here, whatever it asks is answered with no at once: nobody else could. The process of
 * another command that happens to be the engine is no such Autohome: it ends with its own work.
 */
export async function watched(
  cli: Cli,
  engine: Engine,
  runId: RunId,
  options: { readonly json?: boolean; readonly afterSeq?: number },
): Promise<number> {
  const [{ watchRun }, config, { kind }] = await Promise.all([
    import('../app.ts'),
    cli.config(),
    engine.about(),
  ])
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
      answeredElsewhere: kind === 'service',
      interrupt: cli.interrupt,
      leave: cli.leave,
      timeZone: config.timezone,
      ...(options.afterSeq === undefined ? {} : { afterSeq: options.afterSeq }),
    },
  )
  return exitCode
}
