import { resolve } from 'node:path'
import type { AuditResult } from '../../domain/journal.ts'
import type { Locale } from '../../domain/text.ts'
import { phrase } from '../../i18n/say.ts'
import { type Cli, print, printJson } from '../cli.ts'
import { withReader } from '../with-engine.ts'

/** Checks a run's hash chain: exit code 0 when it holds, 1 when not. With `--pack` the run is written out as well. */
export const audit = (
  cli: Cli,
  typed: string,
  options: { readonly json?: boolean; readonly pack?: string },
): Promise<number> =>
  withReader(cli, async (engine) => {
    const result = await engine.audit(typed)
    const { runId: id } = result
    const pack =
      options.pack === undefined ? undefined : await engine.pack(id, resolve(cli.cwd, options.pack))
    if (options.json) printJson(cli, { ...result, ...(pack && { pack }) })
    else {
      print(cli, verdictOf(result, cli.locale))
      if (pack)
        print(
          cli,
          phrase('cli.audit.pack', { directory: pack.directory, files: pack.files.join(', ') }, cli.locale),
        )
    }
    return result.ok ? 0 : 1
  })

function verdictOf({ runId: id, events, head, brokenAt, pruned }: AuditResult, locale: Locale): string {
  if (brokenAt) return phrase('cli.audit.broken', { id, seq: brokenAt.seq, why: brokenAt.why }, locale)
  if (!pruned) return phrase('cli.audit.holds', { id, events, head }, locale)
  const at = new Date(pruned.at).toISOString().slice(0, 10)
  return phrase('keep.pruned.audit', { id, events: pruned.events, at, head }, locale)
}
