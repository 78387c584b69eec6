import { copyFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ToolContext } from '../../../domain/tool.ts'
import { askProgram, exitFailure, type Failure, failure } from '../../program.ts'
import type { ServerDeps } from '../deps.ts'
import { nonEmptyLines } from '../figures.ts'
import { findBackups } from '../find-backups.ts'
import type { Opened } from './source.ts'

const ARCHIVE = /\.(?:tar|tgz|tar\.(?:gz|xz|zst|bz2))$/i
const TIMEOUT_MS = 900_000

/** `-rw-r--r-- owner/group 12 2026-11-20 10:00:00 path/of/it`, as GNU tar lists with --full-time and UTC. */
const MEMBER = /^-\S+ \S+ +(\d+) (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? (.+)$/

/** The newest file below a directory; a tar archive is read to its end, and a member of it is taken out. */
export async function openDirectory(
  deps: ServerDeps,
  path: string,
  { cwd, signal }: ToolContext,
): Promise<Opened | Failure> {
  const found = await findBackups(path)
  if (found === 'absent')
    return failure('E_PATH_NOT_FOUND', `${path} does not exist`, { subject: path, recoverable: true })
  if (found.refused !== undefined)
    return failure('E_NEEDS_ROOT', `this user may not read ${found.refused}`, {
      subject: found.refused,
      hint: `sudo setfacl -R -m u:<user>:rX ${found.refused}`,
    })
  const newest = [...found.files].sort((a, b) => b.modifiedAtMs - a.modifiedAtMs)[0]
  if (!newest) return failure('E_NOT_FOUND', `there is no backup in ${path}`, { subject: path })
  const ask = async (argv: readonly string[]) => {
    const answer = await askProgram(deps.runner, {
      argv,
      cwd,
      env: { TZ: 'UTC' },
      signal,
      timeoutMs: TIMEOUT_MS,
    })
    return answer.ok && answer.exitCode !== 0 ? exitFailure(argv, answer) : answer
  }
  const packed = ARCHIVE.test(newest.path)
  const itself = { path: basename(newest.path), bytes: newest.bytes, mtimeMs: newest.modifiedAtMs }
  return {
    ok: true,
    kind: 'directory',
    id: newest.path,
    timeMs: newest.modifiedAtMs,
    async check() {
      if (newest.bytes === 0) return `${newest.path} is empty`
      const zipped = /\.gz$/i.test(newest.path)
      if (!packed && !zipped) return undefined
      const answer = await ask(packed ? ['tar', '-tf', newest.path] : ['gzip', '-t', newest.path])
      return answer.ok ? undefined : answer.error.message
    },
    async files() {
      if (!packed) return [itself]
      const answer = await ask(['tar', '--full-time', '-tvf', newest.path])
      if (!answer.ok) return answer
      return nonEmptyLines(answer.stdout).flatMap((line) => {
        const [, bytes, day, time, member] = MEMBER.exec(line) ?? []
        if (member === undefined) return []
        return [{ path: member, bytes: Number(bytes), mtimeMs: Date.parse(`${day}T${time}Z`) }]
      })
    },
    async take(file, directory) {
      if (!packed) {
        await copyFile(newest.path, join(directory, file.path))
        return join(directory, file.path)
      }
      const answer = await ask(['tar', '-xf', newest.path, '-C', directory, '--', file.path])
      return answer.ok ? join(directory, file.path) : answer
    },
  }
}
