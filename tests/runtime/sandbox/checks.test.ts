import { readFileSync } from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { RunView } from '../../../src/domain/run-view.ts'
import { needsDocker, type PrivateDocker, startDocker } from '../../helpers/docker.ts'
import { answerAll, type ModelHouseOptions, openModelHouse } from '../../helpers/model-house.ts'
import { openTestSandbox, SANDBOX_PATH } from '../../helpers/sandbox.ts'
import { importBashImage, importPythonImage } from '../../helpers/sandbox-image.ts'
import { command, type CheckDraft, ends, plans, specs, writes } from '../../helpers/thoughts.ts'
import { call, context, realRunner } from '../../helpers/tool-bench.ts'
import { createQaTools } from '../../../src/tools/qa/tools.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { createSandboxOnDemand } from '../../../src/runtime/sandbox/on-demand.ts'

/** The checks of a model's run execute code that a model wrote: where they are made, and who is asked. */
let engine: PrivateDocker
let python: string
let umask: number

beforeAll(async () => {
  // What is written for the sandbox's nobody, by tests that run as root, must be nobody's to change.
  umask = process.umask(0)
  if (!needsDocker) return
  engine = await startDocker()
  python = importPythonImage(engine)
}, 120_000)

afterAll(async () => {
  process.umask(umask)
  await engine?.stop()
}, 60_000)

const CODE = 'def one():\n    return 1\n'
const TEST =
  'from one import one\nimport os\n\ndef test_one():\n    open("where", "w").write(os.uname().nodename)\n    assert one() == 1\n'
const imports = (then: string) => command(`cd proj && python3 -c "import one; ${then}"`)

const work = (checks: Readonly<Record<string, CheckDraft>>) => [
  specs(checks),
  plans(
    ['write', 'write_file', { path: 'proj/one.py', content: CODE, mode: 'overwrite' }],
    ['test', 'write_file', { path: 'proj/test_one.py', content: TEST, mode: 'overwrite' }, ['write']],
  ),
  writes('proj/one.py', CODE),
  writes('proj/test_one.py', TEST),
  ends(),
]

async function house(image: string, more: ModelHouseOptions, host = engine.host) {
  const open = await openModelHouse({
    ...more,
    sandbox(given) {
      const limits = { image, memoryMb: 256, cpus: 2, maxOutputBytes: 2 ** 24 }
      const runner = createSandboxOnDemand({
        ...{ ...given, ...limits, dockerHost: host, trustedPath: SANDBOX_PATH, clock: systemClock },
      })
      onTestFinished(() => runner.close())
      return { runner, host }
    },
  })
  const asked = answerAll(open, 'approve')
  const { id, view } = await open.ask()
  await open.close()
  const verifying = open.of(id, 'tool_call.started').filter(({ callKey }) => callKey.startsWith('1/verify/'))
  const criteria = (mode: 'sandbox' | undefined) =>
    verifying
      .filter((started) => started.mode === mode)
      .map(({ callKey }) => callKey.replace(/^1\/verify\/|~shut-in$/g, ''))
      .toSorted()
  return { ...open, asked, view, inside: criteria('sandbox'), outside: criteria(undefined) }
}

const outcomes = ({ evidence }: RunView) =>
  Object.fromEntries(evidence.map(({ criterionId, outcome }) => [criterionId, outcome]))

describe.runIf(needsDocker)('checks that run what a model wrote', () => {
  it('are made in the sandbox, and nobody is asked', async () => {
    const { asked, view, inside, workspace } = await house(python, {
      executor: work({ one: imports('assert one.one() == 1') }),
    })
    expect(outcomes(view)).toMatchObject({ one: 'pass', 'run_tests proj': 'pass', 'run_build proj': 'pass' })
    expect(view.verdict?.result).toBe('pass')
    expect(asked).toEqual([])
    expect(inside).toEqual(['one', 'run_build proj', 'run_tests proj'])
    // The tests themselves say where they were.
    expect(readFileSync(join(workspace, 'proj/where'), 'utf8')).toBe('sandbox')
  }, 60_000)

  it('that fail there have failed: no second try on this machine', async () => {
    const { asked, view, inside, outside } = await house(python, {
      executor: work({ one: imports('assert one.one() == 2') }),
      settings: { maxRepairCycles: 0 },
    })
    expect(outcomes(view)).toMatchObject({ one: 'fail', 'run_tests proj': 'pass' })
    expect(view.verdict?.result).toBe('fail')
    expect(asked).toEqual([])
    expect(inside).toEqual(['one', 'run_build proj', 'run_tests proj'])
    expect(outside).not.toContain('one')
  }, 60_000)

  it('that change or look at this machine stay on it, and are asked about', async () => {
    const { asked, inside, outside } = await house(python, {
      executor: work({
        one: imports('assert one.one() == 1'),
        removes: command('python3 proj/one.py && rm proj/one.py'),
        machine: command('test -d /proc/self'),
      }),
    })
    expect(asked.map(({ body }) => body)).toEqual(['python3 proj/one.py && rm proj/one.py'])
    expect(inside).toContain('one')
    expect(outside).toEqual(expect.arrayContaining(['removes', 'machine']))
    expect(inside).not.toEqual(expect.arrayContaining(['machine']))
  }, 60_000)

  it('that the image cannot make are asked about once, all together', async () => {
    const { asked, view, inside } = await house(importBashImage(engine), {
      executor: work({ one: imports('assert one.one() == 1') }),
    })
    expect(asked.map(({ callKey }) => callKey)).toEqual(['1/verify/grant'])
    expect(asked[0]?.body.split('\n')).toHaveLength(3)
    expect(view.verdict?.result).toBe('pass')
    expect(inside).toEqual([])
  }, 60_000)

  it('that lack something there are asked about, with what else is', async () => {
    const { asked, view } = await house(python, {
      executor: work({ one: imports('import black; assert one.one() == 1') }),
    })
    expect(asked.map(({ body }) => body)).toEqual([
      `cd proj && python3 -c "import one; import black; assert one.one() == 1"`,
    ])
    expect(view.verdict?.result).toBe('pass')
  }, 60_000)

  it('that nobody asked for, and the image cannot make, are left out', async () => {
    const manifest = '{"scripts":{"lint":"node lint.js"}}'
    const { asked, view, outside } = await house(python, {
      executor: [
        specs({ one: command('cat proj/package.json | grep -q lint') }),
        plans(['write', 'write_file', { path: 'proj/package.json', content: manifest, mode: 'overwrite' }]),
        writes('proj/package.json', manifest),
        ends(),
      ],
    })
    expect(asked).toEqual([])
    expect(outside).not.toContain('run_lint proj')
    expect(outcomes(view)).toEqual({ one: 'pass', 'run_lint proj': 'skipped' })
    expect(view.verdict?.result).toBe('pass')
  }, 60_000)

  it('in mode sandbox run nowhere else, and say what the image lacks', async () => {
    const box = await openTestSandbox({ host: engine.host, image: importBashImage(engine) })
    onTestFinished(() => box.close())
    await chmod(box.workspace, 0o777)
    await writeFile(join(box.workspace, 'one.py'), CODE)
    const files = { resolve: (path: string) => resolve(box.workspace, path) }
    const inSandbox = { ...context(box.workspace), mode: 'sandbox' } as const
    const testsWith = (sandbox?: typeof box.runner) => {
      const tools = createQaTools({ runner: realRunner(), files, ...(sandbox ? { sandbox } : {}) })
      const tool = tools.find(({ name }) => name === 'run_tests')
      if (!tool) throw new Error('no run_tests')
      return call(tool, {}, inSandbox)
    }
    expect(await testsWith(box.runner)).toMatchObject({
      ok: false,
      error: { code: 'E_UNAVAILABLE', message: "pytest is not in the sandbox's image" },
    })
    expect(await testsWith()).toMatchObject({ ok: false, error: { code: 'E_SPAWN' } })
  }, 60_000)

  it('are asked about where no engine answers', async () => {
    const { asked, view } = await house(
      'any',
      { executor: work({ one: imports('assert one.one() == 1') }) },
      'unix:///no/such/docker.sock',
    )
    expect(asked.map(({ callKey }) => callKey)).toEqual(['1/verify/grant'])
    expect(view.verdict?.result).toBe('pass')
  }, 60_000)
})
