import { resolve } from 'node:path'
import type { Effect } from '../domain/effect.ts'
import type { ExplainedPart } from '../domain/policy.ts'
import type { ExecuteMode } from '../domain/run.ts'
import type { EngineDeps } from './deps.ts'

/** The programs that run what a file of a fixed name in their directory says. */
const RUN_BY_NAME = new Map<string, readonly string[]>([
  ['make', ['GNUmakefile', 'makefile', 'Makefile']],
  ['gmake', ['GNUmakefile', 'makefile', 'Makefile']],
  ['just', ['justfile', 'Justfile', '.justfile']],
  ['npm', ['package.json', '.npmrc']],
  ['npx', ['package.json', '.npmrc']],
  ['pnpm', ['package.json', '.npmrc']],
  ['yarn', ['package.json', '.yarnrc.yml']],
  ['pytest', ['conftest.py', 'pytest.ini', 'pyproject.toml', 'setup.cfg', 'tox.ini']],
  ['tox', ['tox.ini']],
  ['cargo', ['Cargo.toml', 'build.rs']],
  ['rake', ['Rakefile']],
])

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
  const paths = [...new Set(effects.flatMap(pathsIn))]
  const hashed = await Promise.all(paths.map(async (path) => [path, await fileHash(path)] as const))
  const files = hashed.filter((one): one is readonly [string, string] => one[1] !== undefined)
  return files.length === 0 ? {} : { files: Object.fromEntries(files) }
}

const runsCode = ({ category, rule }: ExplainedPart): boolean =>
  category === 'code' || rule === 'shell.untrusted-path'

function pathsIn(effect: Effect): readonly string[] {
  switch (effect.kind) {
    case 'command':
      return pathsOf(wordsOf(effect.text), effect.cwd)
    case 'program':
      return pathsOf(effect.argv, effect.cwd)
    default:
      return []
  }
}

/** Each word as it stands, with its quotes, backslashes and what is joined by them taken away, and what is in quotes. */
function wordsOf(text: string): readonly string[] {
  const bare = text.replaceAll(/["'\\]/g, '')
  const quoted = [...text.matchAll(/"([^"]*)"|'([^']*)'/g)].map(
    ([, double, single]) => double ?? single ?? '',
  )
  return [text, bare, ...quoted]
    .flatMap((part) => [part, ...part.split(/[\s;|&()<>"'`=]+/)])
    .filter((word) => word !== '')
}

/** Every word as a path from where the command starts, and from every directory that it goes to. */
function pathsOf(words: readonly string[], cwd: string): readonly string[] {
  const dirs = new Set([cwd])
  let at = cwd
  for (const [place, word] of words.entries()) {
    const to = words[place + 1]
    if (to === undefined || !/^(?:cd|pushd|-C|--directory|--prefix|--chdir)$/.test(word)) continue
    dirs.add(resolve(cwd, to))
    at = resolve(at, to)
    dirs.add(at)
  }
  const named = [...words, ...words.flatMap((word) => RUN_BY_NAME.get(word) ?? [])]
  return [...dirs].flatMap((dir) => named.map((word) => resolve(dir, word)))
}
