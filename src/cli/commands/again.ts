import { type Cli } from '../cli.ts'
import { localeOfRun } from '../run-words.ts'
import { watched } from '../watched.ts'
import { withEngine } from '../with-engine.ts'

/** `verify <run>` and `repair <run>`: a new attempt of a run that has ended, watched from where it was. */
export const again = (
  cli: Cli,
  action: 'verify' | 'repair',
  typed: string,
  options: { readonly json?: boolean },
): Promise<number> =>
  withEngine(cli, async (engine) => {
    const detail = await engine.show(typed)
    const { id, lastSeq } = detail.run
    await (action === 'verify' ? engine.reverify(id, cli.actor) : engine.repair(id, cli.actor))
    const speaking = { ...cli, locale: localeOfRun(detail, cli.locale) }
    return watched(speaking, engine, id, { ...options, afterSeq: lastSeq })
  })
