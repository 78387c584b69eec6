import { type Cli } from '../cli.ts'
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
    const { id, lastSeq } = (await engine.show(typed)).run
    await (action === 'verify' ? engine.reverify(id, cli.actor) : engine.repair(id, cli.actor))
    return watched(cli, engine, id, { ...options, afterSeq: lastSeq })
  })
