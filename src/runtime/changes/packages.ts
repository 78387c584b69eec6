import type { RestoredPart } from '../../domain/change.ts'
import type { Manifest } from './manifest.ts'
import { runShell } from './shell.ts'

export type Versions = Readonly<Record<string, string>>

/** Installed packages with their versions; undefined where this is no Debian. */
export async function packageVersions(trustedPath: readonly string[]): Promise<Versions | undefined> {
  const { exitCode, stdout } = await runShell(
    "dpkg-query --show --showformat='${db:Status-Abbrev} ${binary:Package} ${Version}\\n'",
    { trustedPath },
  )
  return exitCode === 0 ? parseVersions(stdout) : undefined
}

/** Lines `ii name version`; what is only configured or half there is not installed. */
export const parseVersions = (text: string): Versions =>
  Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [status, name, version] = line.trim().split(/\s+/)
      return status?.startsWith('ii') && name !== undefined && version !== undefined ? [[name, version]] : []
    }),
  )

/** Words for `apt-get install`: the old version of what changed or is gone, `name-` for what is new. */
export const wordsBack = (before: Versions, now: Versions): readonly string[] => [
  ...Object.entries(before).flatMap(([name, version]) =>
    now[name] === version ? [] : [`${name}=${version}`],
  ),
  ...Object.keys(now).flatMap((name) => (before[name] === undefined ? [`${name}-`] : [])),
]

/** Words of package names and versions hold none of the shell's own signs. Source: Debian Policy 5.6.1, 5.6.12. */
const PLAIN = /^[a-z0-9][a-z0-9+.:-]*(?:=[A-Za-z0-9.+:~-]+|-)$/

/** The versions of before, from the archive that the machine knows or from its own cache; all of them or none. */
export async function restorePackages({
  packages,
  trustedPath,
}: Pick<Manifest, 'packages' | 'trustedPath'>): Promise<RestoredPart[]> {
  if (!packages) return []
  const before = await packageVersions(trustedPath)
  const words = before ? wordsBack(packages, before) : []
  if (words.length === 0) return []
  const odd = words.filter((word) => !PLAIN.test(word))
  const { exitCode, stderr } =
    odd.length > 0
      ? { exitCode: null, stderr: `odd names: ${odd.join(' ')}` }
      : await runShell(
          `apt-get install --yes --allow-downgrades --no-install-recommends -o Dpkg::Options::=--force-confold ${words.join(' ')}`,
          { trustedPath },
        )
  const after = (await packageVersions(trustedPath)) ?? {}
  const still = new Set(wordsBack(packages, after))
  const why = exitCode === 0 ? 'another version' : (stderr.trim().split('\n').at(-1) ?? 'apt-get failed')
  return words.map((word) => ({
    what: `package ${word}`,
    ok: !still.has(word),
    ...(still.has(word) ? { why } : {}),
  }))
}

/** What is not as it was, and whether the old version could be had: asked of `apt-get` without doing it. */
export async function packagesThatDiffer({
  packages,
  trustedPath,
}: Pick<Manifest, 'packages' | 'trustedPath'>): Promise<RestoredPart[]> {
  if (!packages) return []
  const now = await packageVersions(trustedPath)
  const words = now ? wordsBack(packages, now) : []
  const parts: RestoredPart[] = []
  for (const word of words) {
    const can =
      PLAIN.test(word) &&
      (await runShell(`apt-get install --simulate --allow-downgrades ${word}`, { trustedPath })).exitCode ===
        0
    parts.push({
      what: `package ${word}`,
      ok: can,
      ...(can ? {} : { why: 'this version is not to be had any more' }),
    })
  }
  return parts
}
