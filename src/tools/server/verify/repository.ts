import { join } from 'node:path'
import type { ToolContext } from '../../../domain/tool.ts'
import { type Answer, askProgram, exitFailure, type Failure, failure } from '../../program.ts'
import type { ServerDeps } from '../deps.ts'
import { nonEmptyLines } from '../figures.ts'
import { parseJson } from '../parse-container.ts'
import type { Kept, Opened } from './source.ts'

const TIMEOUT_MS = 900_000

interface Repository {
  readonly path: string
  readonly passwordFile?: string | undefined
}

type Ask = (argv: readonly string[], cwd?: string) => Promise<Answer | Failure>

/** A program that ends in error is a failure too; the last line of what it said is kept. */
function asking(
  deps: ServerDeps,
  env: Readonly<Record<string, string>>,
  { cwd: ours, signal }: ToolContext,
): Ask {
  return async (argv, cwd = ours) => {
    const answer = await askProgram(deps.runner, { argv, cwd, env, signal, timeoutMs: TIMEOUT_MS })
    return answer.ok && answer.exitCode !== 0 ? exitFailure(argv, answer) : answer
  }
}

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

/** The newest snapshot of a restic repository; nothing is locked or cached. */
export async function openRestic(
  deps: ServerDeps,
  { path, passwordFile }: Repository,
  context: ToolContext,
): Promise<Opened | Failure> {
  const ask = asking(deps, {}, context)
  const restic = (...words: string[]) => [
    ...['restic', '-r', path, '--no-lock', '--no-cache'],
    ...(passwordFile === undefined ? [] : ['--password-file', passwordFile]),
    ...words,
  ]
  const listed = await ask(restic('--json', 'snapshots'))
  if (!listed.ok) return listed
  const snapshots = parseJson(listed.stdout)
  const newest = (Array.isArray(snapshots) ? snapshots : [])
    .map(fields)
    .map((one) => ({ id: String(one['id']), timeMs: Date.parse(String(one['time'])) }))
    .sort((a, b) => b.timeMs - a.timeMs)[0]
  if (!newest) return failure('E_NOT_FOUND', `there is no snapshot in ${path}`, { subject: path })
  return {
    ok: true,
    kind: 'restic',
    ...newest,
    async check() {
      const answer = await ask(restic('check'))
      return answer.ok ? undefined : answer.error.message
    },
    async files() {
      const answer = await ask(restic('--json', 'ls', newest.id))
      if (!answer.ok) return answer
      return nonEmptyLines(answer.stdout)
        .map((line) => fields(parseJson(line)))
        .filter((one) => one['type'] === 'file')
        .map((one) => keptOf(one, 'path'))
    },
    async take(file, directory) {
      const answer = await ask(
        restic('restore', newest.id, '--target', directory, '--include', `/${file.path}`),
      )
      return answer.ok ? join(directory, file.path) : answer
    },
  }
}

/** The newest archive of a borg repository. Prompts are answered by nobody: what would ask fails. */
export async function openBorg(
  deps: ServerDeps,
  { path, passwordFile }: Repository,
  context: ToolContext,
): Promise<Opened | Failure> {
  const env = {
    BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
    ...(passwordFile === undefined
      ? {}
      : { BORG_PASSCOMMAND: `cat '${passwordFile.replaceAll("'", `'"'"'`)}'` }),
  }
  const ask = asking(deps, env, context)
  const listed = await ask(['borg', 'list', '--json', '--last', '1', path])
  if (!listed.ok) return listed
  const archives = fields(parseJson(listed.stdout))['archives']
  const [found] = Array.isArray(archives) ? archives.map(fields) : []
  if (!found) return failure('E_NOT_FOUND', `there is no archive in ${path}`, { subject: path })
  const id = String(found['name'])
  const archive = `${path}::${id}`
  return {
    ok: true,
    kind: 'borg',
    id,
    // borg writes local time without a zone.
    timeMs: Date.parse(String(found['time'] ?? found['start'])),
    async check() {
      const answer = await ask(['borg', 'check', '--last', '1', path])
      return answer.ok ? undefined : answer.error.message
    },
    async files() {
      const answer = await ask(['borg', 'list', '--json-lines', archive])
      if (!answer.ok) return answer
      return nonEmptyLines(answer.stdout)
        .map((line) => fields(parseJson(line)))
        .filter((one) => one['type'] === '-')
        .map((one) => keptOf(one, 'path'))
    },
    async take(file, directory) {
      const answer = await ask(['borg', 'extract', archive, file.path], directory)
      return answer.ok ? join(directory, file.path) : answer
    },
  }
}

const keptOf = (one: Readonly<Record<string, unknown>>, path: string): Kept => ({
  path: String(one[path]).replace(/^\/+/, ''),
  bytes: Number(one['size'] ?? 0),
  mtimeMs: Date.parse(String(one['mtime'])),
})
