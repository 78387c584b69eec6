import { phrase, word } from '../../i18n/say.ts'
import { type Cli, print, printJson } from '../cli.ts'
import { refuseInsideCommand } from '../inside-command.ts'
import { visible } from '../table.ts'
import { withReader } from '../with-engine.ts'

/** The rules of the owner's own file, as they stand there. */
export const rules = (cli: Cli, { json }: { readonly json?: boolean }): Promise<number> =>
  withReader(cli, async (engine) => {
    const own = await engine.ownRules()
    if (json) printJson(cli, own)
    else if (own.length === 0) print(cli, word('cli.policy.no_rules', cli.locale))
    else print(cli, own.map(({ text }) => text.split('\n').map(visible).join('\n')).join('\n\n'))
    return 0
  })

/** Takes a rule back: in the running Autohome at once, otherwise in the file. */
export async function revoke(cli: Cli, id: string): Promise<number> {
  refuseInsideCommand(cli)
  return withReader(cli, async (engine) => {
    const rule = await engine.revokeRule(id, cli.actor)
    print(cli, phrase('cli.policy.revoked', { id: rule.id }, cli.locale))
    return 0
  })
}
