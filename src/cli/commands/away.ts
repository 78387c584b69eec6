import { UserError } from '../../domain/errors.ts'
import { phrase, word } from '../../i18n/say.ts'
import { type Cli, print } from '../cli.ts'
import { refuseInsideCommand } from '../inside-command.ts'
import { minuteIn } from '../when.ts'
import { withReader } from '../with-engine.ts'

/** Switches away mode on or off, or tells which it is. */
export async function away(cli: Cli, state: string | undefined): Promise<number> {
  if (state !== undefined) refuseInsideCommand(cli)
  return withReader(cli, async (engine) => {
    if (state !== undefined && state !== 'on' && state !== 'off')
      throw new UserError('bad_input', phrase('cli.away.bad', { typed: state }, cli.locale))
    if (state !== undefined) await engine.setAway(state === 'on', cli.actor)
    const { away: held } = await engine.status()
    const { timezone } = await cli.config()
    const by = held?.by.name ?? held?.by.id ?? ''
    print(
      cli,
      held
        ? phrase('away.on', { by, time: minuteIn(timezone)(held.since) }, cli.locale)
        : word('away.off', cli.locale),
    )
    return 0
  })
}
