import { phrase, word } from '../../i18n/say.ts'
import { type Cli, print, printJson } from '../cli.ts'
import { minuteIn } from '../when.ts'
import { withReader, withRunning } from '../with-engine.ts'

/** Whether an engine runs on this data directory, and the counts of all runs. */
export async function status(cli: Cli, { json }: { readonly json?: boolean }): Promise<number> {
  const running = (await withRunning(cli, async () => 0)) !== undefined
  return withReader(cli, async (engine) => {
    const { version, pid, home, kind, stats, away } = await engine.status()
    if (json)
      printJson(cli, { running, kind, version, ...(running && { pid }), home, stats, ...(away && { away }) })
    else {
      const { locale } = cli
      print(
        cli,
        running
          ? phrase(
              kind === 'one_shot' ? 'cli.status.one_shot' : 'cli.status.running',
              { version, pid: String(pid) },
              locale,
            )
          : word('cli.status.not_running', locale),
      )
      print(cli, phrase('cli.status.home', { home }, locale))
      print(cli, phrase('cli.status.now', { ...stats }, locale))
      print(cli, phrase('cli.status.ever', { ...stats }, locale))
      if (stats.meanDurationMs > 0)
        print(cli, phrase('cli.status.mean', { mean: stats.meanDurationMs }, locale))
      if (away) {
        const { timezone } = await cli.config()
        const by = away.by.name ?? away.by.id
        print(cli, phrase('away.on', { by, time: minuteIn(timezone)(away.since) }, locale))
      }
    }
    return 0
  })
}
