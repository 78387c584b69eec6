import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadPolicy } from '../../src/policy/load.ts'
import { base } from './helpers.ts'
import { createRandom, PROGRAMS, randomScript } from './fuzz/random-script.ts'

/** Scripts tried; `AUTOHOME_FUZZ=20000` tries more. */
const SAMPLES = Number(process.env.AUTOHOME_FUZZ ?? 1500)
const SEED = Number(process.env.AUTOHOME_FUZZ_SEED ?? 4)
/** Real programs that only start others, found by the recorders' path. */
const STARTERS = ['env', 'sh', 'bash', 'xargs', 'timeout', 'nice', 'find', 'nohup', 'cat']

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'autohome-fuzz-'))
  mkdirSync(join(root, 'bin'))
  mkdirSync(join(root, 'work', 'd1'), { recursive: true })
  for (const [i, name] of PROGRAMS.entries()) {
    const file = join(root, 'bin', name)
    writeFileSync(file, `#!/bin/sh\necho ${name} >> "$FUZZ_LOG"\nexit ${i % 2}\n`)
    chmodSync(file, 0o755)
  }
  for (const name of STARTERS) {
    const real = ['/usr/bin', '/bin'].map((dir) => join(dir, name)).find((path) => existsSync(path))
    if (real) symlinkSync(real, join(root, 'bin', name))
  }
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** The shipped policy, in which every recorder may run and has a rule of its own to be recognised by. */
function recorderPolicy() {
  const rules = PROGRAMS.map(
    (name, i) =>
      `  - {id: ${name}, category: fuzz, decision: allow, access: read, why: {en: a, fr: a}, examples: {match: [${name}], not: [${PROGRAMS[(i + 1) % 8]}]}}\n`,
  )
  const programs = PROGRAMS.map((name) => `  ${name}: {rule: ${name}, options: any, args: <text>...}\n`)
  const text = `rules:\n${rules.join('')}programs:\n${programs.join('')}`
  return loadPolicy({
    base,
    owner: { name: 'fuzz.yaml', text },
    home: join(root, 'home'),
    workspace: join(root, 'work'),
    userHome: root,
  })
}

/**
 * Runs a script in the real bash, which finds nothing but recorders and starters. Pipes make it wait for what the script
 * leaves in the background. @returns the recorders that ran
 */
function run(script: string, sample: number): readonly string[] {
  const cwd = join(root, 'work')
  const log = join(root, `log-${sample}`)
  writeFileSync(log, '')
  writeFileSync(join(cwd, 'f1'), 'a b\n')
  const limited = 'ulimit -t 2 -f 2000 2>/dev/null; exec bash --norc --noprofile -c "$1"'
  spawnSync('/bin/bash', ['--norc', '--noprofile', '-c', limited, '_', script], {
    cwd,
    env: { PATH: join(root, 'bin'), HOME: root, FUZZ_LOG: log },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 5_000,
    killSignal: 'SIGKILL',
  })
  const lines = readFileSync(log, 'utf8').split('\n')
  rmSync(log)
  return [...new Set(lines.filter((line) => line !== ''))]
}

it('no program runs that the policy has not seen', { timeout: 3_600_000 }, () => {
  const policy = recorderPolicy()
  const random = createRandom(SEED)
  let allowed = 0
  let ran = 0
  for (let i = 0; i < SAMPLES; i++) {
    const script = randomScript(random)
    const { decision, parts } = policy.explain([{ kind: 'command', text: script, cwd: join(root, 'work') }], {
      mode: 'direct',
    })
    if (decision !== 'allow') continue
    allowed++
    const seen = new Set(parts.map(({ rule }) => rule))
    const started = run(script, i)
    if (started.length > 0) ran++
    expect(
      started.filter((name) => !seen.has(name)),
      script,
    ).toEqual([])
  }
  expect(allowed).toBeGreaterThan(SAMPLES / 20)
  expect(ran).toBeGreaterThan(allowed / 2)
})
