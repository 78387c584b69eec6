import { readFileSync } from 'node:fs'
import { parse } from 'unbash'
import { loadPolicy } from '../src/policy/load.ts'

export interface PolicyBench {
  readonly decisionsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Reading and checking the policy file, in milliseconds; in a fresh process this is the cold figure. */
  readonly loadMs: number
  readonly floor: {
    /** Parsing the same texts and doing nothing with them. */
    readonly parsesPerSecond: number
    /** Decisions per second as a share of that. */
    readonly ratio: number
  }
}

const COUNT = 20_000

/** Decides on commands that were never seen before, and parses the same texts bare in the same run. */
export async function benchPolicy(): Promise<PolicyBench> {
  const base = { name: 'allowlist.yaml', text: readFileSync(fileOf('config/allowlist.yaml'), 'utf8') }
  const workspace = '/home/ada/work'
  const started = performance.now()
  const policy = loadPolicy({ base, home: '/home/ada/.autohome', workspace, userHome: '/home/ada' })
  const loadMs = performance.now() - started

  const warm = texts(2_000, 'warm')
  for (const text of warm) policy.decide([{ kind: 'command', text, cwd: workspace }], { mode: 'direct' })
  for (const text of warm) parse(text)

  const fresh = texts(COUNT, 'fresh')
  const times: number[] = []
  const from = performance.now()
  for (const text of fresh) {
    const before = performance.now()
    policy.decide([{ kind: 'command', text, cwd: workspace }], { mode: 'direct' })
    times.push(performance.now() - before)
  }
  const decisionsPerSecond = (COUNT * 1000) / (performance.now() - from)

  const bare = performance.now()
  for (const text of texts(COUNT, 'bare')) parse(text)
  const parsesPerSecond = (COUNT * 1000) / (performance.now() - bare)

  times.sort((a, b) => a - b)
  return {
    decisionsPerSecond,
    p50Ms: times[Math.floor(COUNT * 0.5)] ?? 0,
    p99Ms: times[Math.floor(COUNT * 0.99)] ?? 0,
    loadMs,
    floor: { parsesPerSecond, ratio: decisionsPerSecond / parsesPerSecond },
  }
}

/** The commands of the tests' corpus, each made new by a name of its own. */
function texts(count: number, mark: string): readonly string[] {
  const known = ['harmless', 'sensitive', 'destructive', 'disguised'].flatMap((name) =>
    readFileSync(fileOf(`tests/policy/corpus/${name}.jsonl`), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { readonly command: string }).command)
      .filter((command) => command.length < 1_000),
  )
  return Array.from({ length: count }, (_, i) => `echo ${mark}${i}; ${known[i % known.length]}`)
}

/** From the sources as well as from the compiled files. */
function fileOf(path: string): URL {
  const here = new URL('..', import.meta.url)
  return new URL(/\/dist[^/]*\/$/.test(here.pathname) ? `../${path}` : path, here)
}
