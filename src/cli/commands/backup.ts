import { statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { phrase, word } from '../../i18n/say.ts'
import { systemClock } from '../../lib/clock.ts'
import { type Cli, print, printError, printJson } from '../cli.ts'
import { refuseInsideCommand } from '../inside-command.ts'
import { oneLine } from '../table.ts'

export interface BackupOptions {
  readonly json?: boolean
  readonly withSecrets?: boolean
}

/** Everything that Autohome knows, in one file. The running engine need not be stopped, and is not asked. */
export async function backup(
  cli: Cli,
  typed: string | undefined,
  { json, withSecrets = false }: BackupOptions,
): Promise<number> {
  refuseInsideCommand(cli)
  const [config, { backUp }] = await Promise.all([cli.config(), import('../../app/keep.ts')])
  const at = systemClock.now()
  const file = resolve(cli.cwd, typed ?? `autohome-${stamp(at)}.tar.gz`)
  const { files, missing, leftOut, schema } = await backUp(config, { file, withSecrets, at })
  const { size } = statSync(file)
  if (json) printJson(cli, { file, bytes: size, files: files.length, schema, withSecrets, leftOut, missing })
  else {
    print(cli, phrase('keep.backup.done', { file: oneLine(file), size, files: files.length }, cli.locale))
    if (leftOut.length > 0)
      print(cli, phrase('keep.backup.left_out', { names: leftOut.map(oneLine).join(', ') }, cli.locale))
    if (withSecrets) print(cli, word('keep.backup.secrets', cli.locale))
    print(cli, phrase('keep.backup.next', { name: oneLine(basename(file)) }, cli.locale))
  }
  // Outputs that were there when the row was written and are gone now: the backup is as good as what it was made from.
  if (missing.length > 0)
    printError(cli, phrase('keep.backup.missing', { count: missing.length }, cli.locale))
  return 0
}

/** `20261121-040000`, in UTC, so that names sort as they were made. */
const stamp = (at: number): string =>
  new Date(at)
    .toISOString()
    .replace(/[-:]|\..*$/g, '')
    .replace('T', '-')
