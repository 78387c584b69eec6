import { resolve } from 'node:path'
import type { Effect } from '../domain/effect.ts'
import type { ExplainedPart } from '../domain/policy.ts'
import type { ExecuteMode } from '../domain/run.ts'
import type { EngineDeps } from './deps.ts'

/** More words than this are not looked at: no command line that a person approves names so many scripts. */
const MOST_WORDS = 200

/**
 * The files of the workspace that a command runs as code, by path, with their sha256: an approval is bound to what a
 * script says, not to its name. Every file that such a command names is taken, so that data it is given counts too.
 */
export async function boundFiles(
  { policy, fileHash }: Pick<EngineDeps, 'policy' | 'fileHash'>,
  effects: readonly Effect[],
  mode: ExecuteMode,
): Promise<{ files?: Readonly<Record<string, string>> }> {
  if (!fileHash || !policy.explain(effects, { mode }).parts.some(runsCode)) return {}
  const paths = [...new Set(effects.flatMap(pathsIn))].slice(0, MOST_WORDS)
  const hashed = await Promise.all(paths.map(async (path) => [path, await fileHash(path)] as const))
  const files = hashed.filter((one): one is readonly [string, string] => one[1] !== undefined)
  return files.length === 0 ? {} : { files: Object.fromEntries(files) }
}

const runsCode = ({ category, rule }: ExplainedPart): boolean =>
  category === 'code' || rule === 'shell.untrusted-path'

function pathsIn(effect: Effect): readonly string[] {
  switch (effect.kind) {
    case 'command':
      return effect.text
        .split(/[\s;|&()<>"'`=]+/)
        .filter((word) => word !== '')
        .map((word) => resolve(effect.cwd, word))
    case 'program':
      return effect.argv.map((word) => resolve(effect.cwd, word))
    default:
      return []
  }
}
