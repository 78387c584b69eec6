import { UserError } from '../../domain/errors.ts'
import type { RunSummary } from '../../domain/journal.ts'
import type { RunStatus } from '../../domain/run.ts'
import type { Locale } from '../../domain/text.ts'
import { formatDuration } from '../../i18n/figures.ts'
import { phrase, word } from '../../i18n/say.ts'
import { type Cli, print, printJson, widthOf } from '../cli.ts'
import { stateKey } from '../run-words.ts'
import { table } from '../table.ts'
import { minuteIn } from '../when.ts'
import { withReader } from '../with-engine.ts'

export interface RunsOptions {
  readonly json?: boolean
  readonly status?: readonly RunStatus[]
  readonly limit?: string
}

/** Runs, newest first. */
export async function runs(cli: Cli, { json, status, limit: typed }: RunsOptions): Promise<number> {
  const limit = limitOf(cli, typed)
  const { timezone } = await cli.config()
  return withReader(cli, async (engine) => {
    const found = await engine.runs({ ...(status && { status }), limit })
    if (json) printJson(cli, found)
    else if (found.length === 0 && !status) print(cli, word('cli.runs.none', cli.locale))
    else {
      const [minute, now] = [minuteIn(timezone), Date.now()]
      const rows = found.map((run) => [
        run.id,
        minute(run.createdAt),
        word(stateKey(run), cli.locale),
        took(run, now, cli.locale),
        run.workflow ?? '–',
        run.request,
      ])
      for (const line of table(rows, widthOf(cli))) print(cli, line)
    }
    return 0
  })
}

/** Nothing where it has not begun, or was interrupted and nobody works on it. */
function took({ status, startedAt, endedAt }: RunSummary, now: number, locale: Locale): string {
  if (startedAt === undefined || (status === 'queued' && endedAt === undefined)) return '–'
  return formatDuration((endedAt ?? now) - startedAt, locale)
}

const DEFAULT_LIMIT = 50

function limitOf({ locale }: Cli, typed: string | undefined): number {
  if (typed === undefined) return DEFAULT_LIMIT
  if (/^[1-9]\d{0,5}$/.test(typed)) return Number(typed)
  throw new UserError(
    'bad_input',
    phrase('cli.bad_option', { option: '--limit', value: typed, allowed: '1 … 999999' }, locale),
  )
}
