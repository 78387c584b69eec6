import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Effect } from '../../domain/effect.ts'
import type { ToolContext } from '../../domain/tool.ts'
import { defineTool } from '../define.ts'
import { type Failure, programEffect } from '../program.ts'
import type { ServerDeps } from './deps.ts'
import { given, oneDecimal } from './figures.ts'
import { backupVerifyInput, backupVerifyOutput } from './shapes/backup-verify.ts'
import { readEffects, systemText } from './system-text.ts'
import { openDirectory } from './verify/directory.ts'
import { openBorg, openRestic } from './verify/repository.ts'
import { restoreOne } from './verify/restore-one.ts'
import type { Opened } from './verify/source.ts'

export const createBackupVerify = (deps: ServerDeps) =>
  defineTool({
    name: 'backup_verify',
    group: 'server',
    summary: {
      en: 'Whether a backup is fresh, can be read, and gives back a file as it was',
      fr: 'Si une sauvegarde est récente, lisible, et rend un fichier tel qu’il était',
    },
    access: 'read',
    input: backupVerifyInput,
    output: backupVerifyOutput,
    timeoutMs: 3_600_000,
    errors: [
      ...(['E_PATH_NOT_FOUND', 'E_NOT_FOUND', 'E_NEEDS_ROOT', 'E_UNAVAILABLE'] as const),
      ...(['E_TIMEOUT', 'E_EXIT', 'E_SPAWN', 'E_OUTPUT'] as const),
    ],
    effects: ({ path, passwordFile }, { cwd }): readonly Effect[] => {
      const repository = deps.files.resolve(path)
      return [
        ...readEffects([
          repository,
          ...(passwordFile === undefined ? [] : [deps.files.resolve(passwordFile)]),
        ]),
        programEffect(['restic', '-r', repository, 'check'], cwd),
        programEffect(['borg', 'check', repository], cwd),
        // Where the one file is restored to, whatever it is called.
        { kind: 'path', access: 'write', path: join(deps.files.resolve('.'), '.autohome-restore') },
      ]
    },
    async run({ path: asked, passwordFile, maxAgeH }, context) {
      const path = deps.files.resolve(asked)
      const password = passwordFile === undefined ? undefined : deps.files.resolve(passwordFile)
      const opened = await open(deps, { path, passwordFile: password }, context)
      if (!opened.ok) return opened
      const ageH = oneDecimal((deps.clock.now() - opened.timeMs) / 3_600_000)
      const readError = await opened.check()
      // restic tries for a quarter of an hour to read what is not there.
      const restored =
        readError === undefined
          ? await restoreOne(opened, deps.files.resolve('.'))
          : { restoreError: 'not tried, because the backup cannot be read' }
      return {
        ok: true,
        value: {
          kind: opened.kind,
          path,
          newest: { id: opened.id, timeMs: opened.timeMs, ageH },
          maxAgeH,
          fresh: ageH <= maxAgeH,
          readable: readError === undefined,
          ...given('readError', readError),
          ...restored,
        },
      }
    },
  })

/** A restic repository has a file `config` and a directory `snapshots`; borg's `config` is a text that begins so. */
async function open(
  deps: ServerDeps,
  repository: { readonly path: string; readonly passwordFile: string | undefined },
  context: ToolContext,
): Promise<Opened | Failure> {
  const { path } = repository
  const config = await systemText(join(path, 'config'))
  if (config?.startsWith('[repository]')) return openBorg(deps, repository, context)
  const snapshots = await stat(join(path, 'snapshots')).catch(() => undefined)
  if (config !== undefined && snapshots?.isDirectory()) return openRestic(deps, repository, context)
  return openDirectory(deps, path, context)
}
