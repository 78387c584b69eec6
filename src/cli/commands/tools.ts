import { formatDuration } from '../../i18n/figures.ts'
import { say, word } from '../../i18n/say.ts'
import { type Cli, print, printJson, widthOf } from '../cli.ts'
import { table } from '../table.ts'
import { withReader } from '../with-engine.ts'

/** What an agent can do here: name, group, whether it changes anything, time limit, what it is for. */
export const tools = (cli: Cli, { json }: { readonly json?: boolean }): Promise<number> =>
  withReader(cli, async (engine) => {
    const found = await engine.tools()
    if (json) printJson(cli, found)
    else {
      const rows = found.map(({ name, group, access, timeoutMs, summary }) => [
        name,
        group,
        word(`cli.tool.${access}`, cli.locale),
        formatDuration(timeoutMs, cli.locale),
        say(summary, cli.locale),
      ])
      for (const line of table(rows, widthOf(cli))) print(cli, line)
    }
    return 0
  })
