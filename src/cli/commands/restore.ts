import { resolve } from 'node:path'
import { phrase } from '../../i18n/say.ts'
import { type Cli, print, printError, printJson } from '../cli.ts'
import { refuseInsideCommand } from '../inside-command.ts'
import { oneLine } from '../table.ts'

export interface RestoreOptions {
  readonly json?: boolean
  readonly into?: string
}

/** Unpacks a backup into an empty data directory, and checks the chain of every run in it: exit code 1 where one is broken. */
export async function restore(cli: Cli, typed: string, { json, into }: RestoreOptions): Promise<number> {
  refuseInsideCommand(cli)
  const file = resolve(cli.cwd, typed)
  const directory = into === undefined ? (await cli.config()).home : resolve(cli.cwd, into)
  const { manifest, audits } = await (await import('../../app/keep.ts')).restore(file, directory)
  const broken = audits.filter(({ ok }) => !ok)
  if (json) {
    const { createdAt, version, leftOut, missing } = manifest
    printJson(cli, { directory, createdAt, version, leftOut, missing, runs: audits.length, broken })
    return broken.length === 0 ? 0 : 1
  }
  const { createdAt, version, files } = manifest
  print(
    cli,
    phrase(
      'keep.restore.done',
      { directory: oneLine(directory), files: files.length, createdAt, version },
      cli.locale,
    ),
  )
  if (manifest.leftOut.length > 0)
    print(
      cli,
      phrase('keep.restore.left_out', { names: manifest.leftOut.map(oneLine).join(', ') }, cli.locale),
    )
  for (const { runId: id, brokenAt } of broken)
    printError(
      cli,
      phrase('cli.audit.broken', { id, seq: brokenAt?.seq ?? 0, why: brokenAt?.why ?? '' }, cli.locale),
    )
  if (broken.length === 0) print(cli, phrase('keep.restore.audit', { runs: audits.length }, cli.locale))
  return broken.length === 0 ? 0 : 1
}
