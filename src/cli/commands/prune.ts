import { phrase, word } from '../../i18n/say.ts'
import { systemClock } from '../../lib/clock.ts'
import { type Cli, print, printError, printJson } from '../cli.ts'
import { refuseInsideCommand } from '../inside-command.ts'

export interface PruneOptions {
  readonly json?: boolean
  readonly dryRun?: boolean
}

/** Removes what retention does not keep, beside a running engine or without one. A service does the same once a day. */
export async function prune(cli: Cli, { json, dryRun = false }: PruneOptions): Promise<number> {
  refuseInsideCommand(cli)
  const [config, keep] = await Promise.all([cli.config(), import('../../app/keep.ts')])
  const done = await keep.prune(config, { clock: systemClock, dryRun, signal: cli.interrupt })
  const { runs, outputs, bytes, broken, stillOver } = done ?? NOTHING
  if (json) printJson(cli, { dryRun, runs, outputs, bytes, broken, stillOver })
  else if (runs.length === 0 && outputs === 0) print(cli, word('keep.prune.nothing', cli.locale))
  else {
    const key = dryRun ? 'keep.prune.would' : 'keep.prune.done'
    print(cli, phrase(key, { runs: runs.length, outputs, bytes }, cli.locale))
  }
  if (!json) for (const id of broken) printError(cli, phrase('keep.prune.broken', { id }, cli.locale))
  if (!json && stillOver) printError(cli, word('keep.prune.still_over', cli.locale))
  return broken.length === 0 ? 0 : 1
}

const NOTHING = { runs: [], outputs: 0, bytes: 0, broken: [], stillOver: false }
