import type { Engine, RunDetail } from '../../domain/engine.ts'
import { UserError } from '../../domain/errors.ts'
import type { RunEvent } from '../../domain/event.ts'
import { phrase, word } from '../../i18n/say.ts'
import { systemClock } from '../../lib/clock.ts'
import { type Cli, print, printJson } from '../cli.ts'
import { localeOfRun, stateKey } from '../run-words.ts'
import { oneLine } from '../table.ts'
import { withReader } from '../with-engine.ts'

export interface ShowOptions {
  readonly json?: boolean
  readonly output?: string
}

/** One run as it stands: its card, its events as JSON, or the whole output of one of its calls. */
export const show = (cli: Cli, typed: string, { json, output }: ShowOptions): Promise<number> =>
  withReader(cli, async (engine) => {
    const detail = await engine.show(typed)
    if (output !== undefined) return writeOutput(cli, engine, detail, output)
    if (json) printJson(cli, { ...detail.run, events: detail.events })
    else if (detail.run.prunedAt !== undefined && detail.events.length === 0) summarised(cli, detail.run)
    else await drawn(cli, engine, detail)
    return 0
  })

/** Of a run whose events were removed there is no picture any more. */
function summarised(cli: Cli, run: RunDetail['run']): void {
  const { id, request, createdAt, prunedAt = 0 } = run
  const started = new Date(createdAt).toISOString().slice(0, 16)
  print(cli, [id, started, word(stateKey(run), cli.locale), run.workflow ?? '–', oneLine(request)].join('  '))
  print(cli, phrase('keep.pruned.show', { at: new Date(prunedAt).toISOString().slice(0, 10) }, cli.locale))
}

/** The same picture as when it was watched, from what is known by now. */
async function drawn(cli: Cli, engine: Engine, detail: RunDetail): Promise<void> {
  const { run, events } = detail
  const [{ watchRun }, { timezone }] = await Promise.all([import('../../app.ts'), cli.config()])
  const known: Engine = { ...engine, follow: () => all(events) }
  const { stdout, env } = cli.io
  await watchRun(
    known,
    run.id,
    { out: stdout, env },
    {
      locale: localeOfRun(detail, cli.locale),
      clock: systemClock,
      actor: cli.actor,
      interactive: false,
      answeredElsewhere: true,
      timeZone: timezone,
      standing: run.status,
    },
  )
}

async function* all(events: readonly RunEvent[]): AsyncGenerator<RunEvent> {
  yield* events
}

type Finished = Extract<RunEvent, { type: 'tool_call.finished' }>

/** A piece of a kept output that is held in memory at once, in bytes. */
const PIECE = 1024 * 1024

async function writeOutput(
  cli: Cli,
  engine: Engine,
  { run, events }: RunDetail,
  typed: string,
): Promise<number> {
  const { output, callKey } = findCall(cli, run.id, events, typed)
  if (!output) throw new UserError('not_found', phrase('cli.show.no_output', { call: callKey }, cli.locale))
  for (let offset = 0; offset < output.bytes && !cli.interrupt.aborted; offset += PIECE) {
    const piece = await engine.blob(output.sha256, { offset, length: PIECE })
    await new Promise<void>((resolve) => cli.io.stdout.write(piece, () => resolve()))
  }
  return 0
}

/** By the whole key, or by its last part where that is enough to tell. */
function findCall(cli: Cli, id: string, events: readonly RunEvent[], typed: string): Finished {
  const calls = events.filter((event) => event.type === 'tool_call.finished')
  const [exact] = calls.filter(({ callKey }) => callKey === typed)
  if (exact) return exact
  const close = calls.filter(({ callKey }) => callKey.endsWith(`/${typed}`))
  const [only] = close
  if (only && close.length === 1) return only
  const shown = (close.length > 0 ? close : calls).map(({ callKey }) => callKey).join(', ')
  if (close.length > 1)
    throw new UserError('ambiguous', phrase('cli.ambiguous', { typed, names: shown }, cli.locale))
  throw new UserError('not_found', phrase('cli.show.no_call', { id, typed, calls: shown }, cli.locale))
}
