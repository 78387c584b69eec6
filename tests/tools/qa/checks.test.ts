import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ToolError } from '../../../src/domain/tool.ts'
import { createQaTools } from '../../../src/tools/qa/tools.ts'
import { tempDir } from '../../helpers/temp-dir.ts'
import { call, context, realRunner } from '../../helpers/tool-bench.ts'

const files = { resolve: (path: string) => resolve('/', path) }
const runner = realRunner()
const tools = createQaTools({ runner, files })

function toolNamed(name: string, from = tools) {
  const tool = from.find((one) => one.name === name)
  if (!tool) throw new Error(`no tool ${name}`)
  return tool
}

async function project(entries: Readonly<Record<string, string>>): Promise<string> {
  const root = await tempDir()
  for (const [name, text] of Object.entries(entries)) {
    await mkdir(resolve(root, name, '..'), { recursive: true })
    await writeFile(join(root, name), text)
  }
  return root
}

const manifest = (scripts: Readonly<Record<string, string>>): string =>
  JSON.stringify({ name: 'sample', version: '1.0.0', scripts })

const check = (name: string, directory: string) => call(toolNamed(name), {}, context(directory))

test('the limits are those that were promised', () => {
  expect(tools.map((tool) => [tool.name, tool.timeoutMs / 1000])).toEqual([
    ['git_status', 10],
    ['git_diff', 30],
    ['run_tests', 120],
    ['run_lint', 60],
    ['run_format', 60],
    ['run_build', 180],
    ['run_typecheck', 120],
  ])
})

describe('a Node project', () => {
  test('runs its own scripts and says which', async () => {
    const root = await project({
      'package.json': manifest({
        test: 'node --test',
        lint: 'echo "Found 0 errors"',
        format: 'false',
        'format:check': 'true',
        build: 'node -e "console.log(process.env.CI)"',
        typecheck: 'echo "a.ts(1,1): error TS2322: no" && exit 2',
      }),
      'package-lock.json': '{}',
      'sample.test.mjs': `import test from 'node:test'\ntest('a', () => {})\ntest('b', { skip: true }, () => {})\ntest('c', () => { throw new Error('no') })\n`,
    })
    expect(await check('run_tests', root)).toMatchObject({
      ok: false,
      exitCode: 1,
      error: { code: 'E_EXIT' },
      value: { command: 'npm run test', project: 'node', directory: root, passed: 1, failed: 1, skipped: 1 },
    })
    expect(await check('run_lint', root)).toMatchObject({
      ok: true,
      value: { command: 'npm run lint', issues: 0 },
    })
    expect(await check('run_format', root)).toMatchObject({
      ok: true,
      value: { command: 'npm run format:check' },
    })
    expect(await check('run_build', root)).toMatchObject({
      ok: true,
      value: { stdout: expect.stringMatching(/^true$/m) },
    })
    expect(await check('run_typecheck', root)).toMatchObject({ ok: false, exitCode: 2, value: { issues: 1 } })
  })

  test.each([
    ['pnpm-lock.yaml', 'pnpm'],
    ['yarn.lock', 'yarn'],
    ['bun.lock', 'bun'],
  ])('with %s is run by %s, and says how to install it where it is missing', async (lockfile, manager) => {
    const root = await project({ 'package.json': manifest({ test: 'true' }), [lockfile]: '' })
    const effects = toolNamed('run_tests').effects({} as never, { cwd: root })
    expect(effects).toEqual([{ kind: 'program', argv: [manager, 'run', 'test'], cwd: root }])
    const bare = createQaTools({ runner: realRunner(['/nonexistent']), files })
    expect(await call(toolNamed('run_tests', bare), { path: root })).toMatchObject({
      ok: false,
      error: { code: 'E_UNAVAILABLE', subject: manager, hint: `npm install --global ${manager}` },
    })
  })

  test('without the script has nothing to check', async () => {
    const root = await project({
      'package.json': manifest({ test: 'echo "Error: no test specified" && exit 1' }),
    })
    for (const [name, script] of [
      ['run_tests', 'test'],
      ['run_lint', 'lint'],
    ] as const)
      expect(await check(name, root)).toMatchObject({
        ok: false,
        error: { code: 'E_NO_PROJECT', message: `package.json has no script named ${script}` },
      })
  })
})

describe('a Python project', () => {
  const GOOD = 'def add(a: int, b: int) -> int:\n    return a + b\n'
  const TESTS =
    'from sample import add\n\n\ndef test_good():\n    assert add(1, 2) == 3\n\n\ndef test_bad():\n    assert add(1, 2) == 4\n'

  /** Where the program is there, what it finds; where it is not, that this is said, with how to install it. */
  async function expectFrom(name: string, root: string, program: string, wanted: object): Promise<void> {
    const result = await check(name, root)
    const installed = (await runner.which(program)) !== undefined
    if (installed) expect(result).toMatchObject(wanted)
    else
      expect(result).toMatchObject({
        ok: false,
        error: {
          code: 'E_UNAVAILABLE',
          subject: program,
          hint: expect.stringContaining('install'),
        } satisfies Partial<Record<keyof ToolError, unknown>>,
      })
  }

  test('pytest counts what passed and what failed', async () => {
    const root = await project({ 'pyproject.toml': '', 'sample.py': GOOD, 'test_sample.py': TESTS })
    await expectFrom('run_tests', root, 'pytest', {
      ok: false,
      exitCode: 1,
      value: { command: 'pytest -q --tb=short', project: 'python', passed: 1, failed: 1 },
    })
  })

  test('black shows what it would change', async () => {
    const root = await project({ 'setup.cfg': '', 'sample.py': 'x   =  1\n' })
    await expectFrom('run_format', root, 'black', {
      ok: false,
      exitCode: 1,
      value: { command: 'black --check --diff .', unformatted: 1, stdout: expect.stringContaining('+x = 1') },
    })
  })

  test('mypy counts its errors', async () => {
    const root = await project({ 'requirements.txt': '', 'sample.py': `${GOOD}\nadd("a", 2)\n` })
    await expectFrom('run_typecheck', root, 'mypy', {
      ok: false,
      exitCode: 1,
      value: { command: 'mypy .', issues: 1 },
    })
  })

  test('ruff is asked, or how to install it told', async () => {
    const root = await project({ 'pyproject.toml': '', 'sample.py': GOOD })
    await expectFrom('run_lint', root, 'ruff', { ok: true, value: { command: 'ruff check .', issues: 0 } })
  })

  test('loose files are compiled, and what tools made is not', async () => {
    const root = await project({
      'a.py': GOOD,
      'deep/b c.py': GOOD,
      '-c.py': GOOD,
      'node_modules/x.py': 'not python',
      '.venv/lib/y.py': 'not python',
    })
    expect(await check('run_build', root)).toMatchObject({
      ok: true,
      value: { command: "python3 -m py_compile ./-c.py a.py 'deep/b c.py'", project: 'python', exitCode: 0 },
    })
    await writeFile(join(root, 'broken.py'), 'def (:\n')
    expect(await check('run_build', root)).toMatchObject({
      ok: false,
      error: { code: 'E_EXIT' },
      value: { stderr: expect.stringContaining('SyntaxError') },
    })
  })

  test('very many files are compiled in several commands, each of them judged', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `${'long_name_'.repeat(4)}${index}.py`)
    const root = await project(Object.fromEntries(names.map((name) => [name, ''])))
    const effects = toolNamed('run_build').effects({} as never, { cwd: root })
    expect(effects.length).toBeGreaterThan(1)
    const compiled = effects.flatMap((effect) => (effect.kind === 'program' ? effect.argv.slice(3) : []))
    expect(compiled).toEqual([...names].sort())
    expect(await check('run_build', root)).toMatchObject({ ok: true })
  })

  test('a virtual environment’s own program comes first', async () => {
    const root = await project({
      'pyproject.toml': '',
      '.venv/bin/pytest': '#!/bin/sh\necho "3 passed in 0.01s"\n',
    })
    await chmod(join(root, '.venv/bin/pytest'), 0o755)
    expect(await check('run_tests', root)).toMatchObject({
      ok: true,
      value: { command: `${join(root, '.venv/bin/pytest')} -q --tb=short`, passed: 3, failed: 0 },
    })
  })
})

test('an empty directory is no project, and nothing is run for it', async () => {
  const root = await project({ 'notes.txt': 'hello' })
  for (const name of ['run_tests', 'run_lint', 'run_format', 'run_build', 'run_typecheck']) {
    expect(await check(name, root)).toMatchObject({
      ok: false,
      error: { code: 'E_NO_PROJECT', subject: root },
    })
    const effects = toolNamed(name).effects({} as never, { cwd: root })
    expect(effects).toEqual([{ kind: 'path', access: 'read', path: root }])
  }
})

test('links that lead in a circle are not followed, and a damaged package.json is no project', async () => {
  const root = await project({ 'package.json': '{', 'inside/readme.md': '' })
  await symlink(root, join(root, 'inside', 'circle'))
  expect(await check('run_tests', root)).toMatchObject({ error: { code: 'E_NO_PROJECT' } })
})

test('what policy judged is what runs, although the project has changed since', async () => {
  const root = await project({ 'package.json': manifest({ test: 'echo first' }) })
  const tool = toolNamed('run_tests')
  const parsed = tool.input.safeParse({})
  if (!parsed.success) throw new Error(parsed.error.message)
  const [judged] = tool.effects(parsed.data, { cwd: root })
  await writeFile(join(root, 'pyproject.toml'), '')
  const result = await tool.run(parsed.data, context(root))
  expect(judged).toMatchObject({ argv: ['npm', 'run', 'test'] })
  expect(result).toMatchObject({ ok: true, value: { command: 'npm run test' } })
})
