import { mkdir, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { changedProjects } from '../../../src/tools/qa/changed-projects.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

async function workspace(files: Readonly<Record<string, string>>) {
  const directory = await tempDir()
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true })
    await writeFile(join(directory, path), text)
  }
  return directory
}

const NODE = JSON.stringify({ scripts: { test: 'true', types: 'true' } })

it('finds each project by its nearest declaration', async () => {
  const directory = await workspace({
    'web/package.json': NODE,
    'web/src/a.ts': '',
    'tools/lint/pyproject.toml': '',
    'tools/lint/deep/b.py': '',
    'notes/c.txt': '',
  })
  expect(await changedProjects(directory, [{ from: 0, to: Infinity }])).toEqual([
    {
      path: 'tools/lint',
      files: ['deep/b.py', 'pyproject.toml'],
      checks: ['run_tests', 'run_lint', 'run_format', 'run_build', 'run_typecheck'],
    },
    { path: 'web', files: ['package.json', 'src/a.ts'], checks: ['run_tests', 'run_typecheck'] },
  ])
})

it('takes loose Python files for a project, in the workspace itself or right below it', async () => {
  const one = await workspace({ 'a.py': '', 'b.txt': '' })
  expect(await changedProjects(one, [{ from: 0, to: Infinity }])).toMatchObject([
    { path: '.', files: ['a.py'] },
  ])
  const two = await workspace({ 'app/pkg/a.py': '' })
  expect(await changedProjects(two, [{ from: 0, to: Infinity }])).toMatchObject([
    { path: 'app', files: ['pkg/a.py'] },
  ])
})

it('passes over what was there before, what tools make, hidden files and links', async () => {
  const directory = await workspace({
    'package.json': NODE,
    'node_modules/x/package.json': NODE,
    'dist/a.js': '',
    '.git/config': '',
    'line\nbreak/a.py': '',
  })
  await symlink('/', join(directory, 'root'))
  expect(await changedProjects(directory, [{ from: 0, to: Infinity }])).toMatchObject([
    { path: '.', files: ['package.json'] },
  ])
  const { ctimeMs } = await stat(join(directory, 'package.json'))
  expect(await changedProjects(directory, [{ from: ctimeMs + 60_000, to: Infinity }])).toEqual([])
})

it('finds nothing in a workspace that is not there', async () => {
  expect(await changedProjects('/nonexistent/workspace', [{ from: 0, to: Infinity }])).toEqual([])
})

it('counts what was changed during a span, and what is named, when it was changed afterwards too', async () => {
  const directory = await tempDir()
  await writeFile(join(directory, 'package.json'), '{}')
  await writeFile(join(directory, 'a.js'), '')
  const { ctimeMs } = await stat(join(directory, 'a.js'))
  const files = async (from: number, to: number, named: readonly string[] = []) =>
    (await changedProjects(directory, [{ from, to }], named)).flatMap((project) => project.files)
  expect(await files(ctimeMs, ctimeMs)).toContain('a.js')
  expect(await files(ctimeMs - 2_000, ctimeMs - 1_000)).toEqual([])
  expect(await files(ctimeMs - 2_000, ctimeMs - 1_000, ['./a.js'])).toEqual(['a.js'])
  expect(await files(ctimeMs - 2_000, ctimeMs - 1_000, [join(directory, 'a.js')])).toEqual(['a.js'])
  expect(await files(ctimeMs + 2_000, ctimeMs + 3_000, ['a.js'])).toEqual([])
  expect(await changedProjects(directory, [], ['a.js'])).toEqual([])
})
