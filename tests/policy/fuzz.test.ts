import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Explanation } from '../../src/domain/policy.ts'
import { loadPolicy } from '../../src/policy/load.ts'
import { needsDocker, type PrivateDocker, startDocker } from '../helpers/docker.ts'
import { importFuzzImage, record, type Recording, STARTERS } from './fuzz/fuzz-box.ts'
import { createRandom } from './fuzz/random.ts'
import { PROGRAMS, randomScript, TECHNIQUES } from './fuzz/random-script.ts'
import { base } from './helpers.ts'

/**
 * Random scripts run in the real bash, in a container where every program is a recorder: none may start that policy has
 * not seen. `AUTOHOME_FUZZ=200000` tries more, `AUTOHOME_FUZZ_SEED=7` others.
 */
const SAMPLES = Number(process.env['AUTOHOME_FUZZ'] ?? 20_000)
const SEED = Number(process.env['AUTOHOME_FUZZ_SEED'] ?? 4)
/** Containers side by side. */
const WORKERS = 2

/** The shipped policy, in which every recorder may run and has a rule of its own to be recognised by. */
function recorderPolicy() {
  const rules = PROGRAMS.map(
    (name, i) =>
      `  - {id: ${name}, category: fuzz, decision: allow, access: read, why: {en: a, fr: a}, examples: {match: [${name}], not: [${PROGRAMS[(i + 1) % 8]}]}}\n`,
  )
  const programs = PROGRAMS.map((name) => `  ${name}: {rule: ${name}, options: any, args: <text>...}\n`)
  const text = `rules:\n${rules.join('')}programs:\n${programs.join('')}`
  return loadPolicy({
    ...{
      base,
      owner: { name: 'fuzz.yaml', text },
      home: '/home/ada/.autohome',
      workspace: '/work',
      userHome: '/work',
    },
  })
}
const policy = recorderPolicy()
const explain = (text: string): Explanation =>
  policy.explain([{ kind: 'command', text, cwd: '/work' }], { mode: 'direct' })

const scriptOf = (sample: number, leftOut?: string) =>
  randomScript(createRandom(SEED * 1e6 + sample), leftOut)

/** Where policy says itself that it cannot tell all that would run, it does not claim to have seen it. */
const NOT_SEEN_THROUGH =
  /^(shell\.(not-understood|odd-text|unknown-\w+|untrusted-path|variable|arithmetic|limits)|code\.unseen)$/

/** Files that were started although policy did not name them, and did not say either that it cannot see all of it. */
function unseen({ decision, parts }: Explanation, started: readonly string[]): readonly string[] {
  if (decision !== 'allow' && parts.some(({ rule }) => NOT_SEEN_THROUGH.test(rule))) return []
  const rules = new Set(parts.map(({ rule }) => rule))
  const words = new Set(parts.flatMap(({ part }) => part.split(/[^\w]+/)))
  return started.filter((path) => {
    const name = path.replace(/^\/bin\//, '')
    // A shell that was looked into has no part of its own.
    if (name === 'sh' || name === 'bash') return false
    return (STARTERS as readonly string[]).includes(name) ? !words.has(name) : !rules.has(name)
  })
}

let engine: PrivateDocker
let recordings: readonly Recording[] = []

beforeAll(async () => {
  if (!needsDocker) return
  engine = await startDocker()
  importFuzzImage(engine)
  const samples = Array.from({ length: SAMPLES }, (_, sample) => sample)
  const shares = Array.from({ length: WORKERS }, (_, worker) => samples.filter((i) => i % WORKERS === worker))
  const done = await Promise.all(
    shares.map((share) =>
      record(
        engine,
        share.map((sample) => scriptOf(sample).text),
      ),
    ),
  )
  recordings = samples.map((i) => done[i % WORKERS]?.[Math.floor(i / WORKERS)] ?? { started: [], late: true })
}, 3_600_000)

afterAll(async () => engine?.stop(), 60_000)

describe.runIf(needsDocker)(`${SAMPLES} random scripts in the real bash`, () => {
  it('start no program that the policy has not seen', () => {
    let [allowed, ran, late] = [0, 0, 0]
    for (const [sample, recording] of recordings.entries()) {
      const { text } = scriptOf(sample)
      const explanation = explain(text)
      expect(unseen(explanation, recording.started), text).toEqual([])
      if (explanation.decision === 'allow') allowed++
      if (recording.started.length > 0) ran++
      if (recording.late) late++
    }
    // Or nothing was shown: most scripts run something, a good part is allowed, and hardly any is broken off.
    expect(allowed).toBeGreaterThan(SAMPLES / 4)
    expect(ran).toBeGreaterThan(SAMPLES * 0.8)
    expect(late).toBeLessThan(SAMPLES / 100)
  }, 600_000)

  it('hold every technique, and each is caught where the policy is blind to it', () => {
    const missed = new Set<string>(TECHNIQUES)
    for (const [sample, { started }] of recordings.entries()) {
      for (const technique of scriptOf(sample).techniques) {
        if (!missed.has(technique)) continue
        if (unseen(explain(scriptOf(sample, technique).text), started).length > 0) missed.delete(technique)
      }
    }
    expect([...missed]).toEqual([])
  }, 600_000)
})
