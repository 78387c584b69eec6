import type { Engine } from '../../domain/engine.ts'
import { phrase } from '../../i18n/say.ts'
import { type Cli, print } from '../cli.ts'
import { withRunning } from '../with-engine.ts'

/** Stops a run; one that nobody works on any more is ended in the data directory itself. */
export async function cancel(cli: Cli, typed: string, reason: string): Promise<number> {
  const work = async (engine: Engine): Promise<number> => {
    const { id } = (await engine.show(typed)).run
    await engine.cancel(id, cli.actor, reason === '' ? undefined : reason)
    print(cli, phrase('cli.cancelled', { id }, cli.locale))
    return 0
  }
  const code = await withRunning(cli, work)
  if (code !== undefined) return code
  const { startApp } = await import('../../app.ts')
  const app = await startApp(await cli.config(), { kind: 'one_shot', serve: false })
  try {
    return await work(app.engine)
  } finally {
    await app.close()
  }
}
