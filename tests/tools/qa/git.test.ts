import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { appendFile, chmod, mkdir, rename, utimes, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { filterOverrides } from '../../../src/tools/qa/git.ts'
import { createGitDiff, parseDiff } from '../../../src/tools/qa/git-diff.ts'
import { createGitStatus } from '../../../src/tools/qa/git-status.ts'
import { parseStatus } from '../../../src/tools/qa/parse-status.ts'
import { tempDir } from '../../helpers/temp-dir.ts'
import { call, context, realRunner, value } from '../../helpers/tool-bench.ts'

const deps = { runner: realRunner(), files: { resolve: (path: string) => resolve('/', path) } }

let repository: string

const git = (...args: string[]): string =>
  execFileSync(
    'git',
    ['-C', repository, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )

beforeEach(async () => {
  repository = await tempDir()
  git('init', '--quiet', '--initial-branch=main')
  await writeFile(join(repository, 'kept.txt'), 'one\ntwo\n')
  await writeFile(join(repository, 'moved.txt'), 'a\nb\nc\nd\n')
  git('add', '.')
  git('commit', '--quiet', '--message', 'first')
})

test('a clean repository', async () => {
  expect(await value(createGitStatus(deps), {}, context(repository))).toMatchObject({
    branch: 'main',
    commit: git('rev-parse', 'HEAD').trim(),
    clean: true,
    files: [],
    count: 0,
    truncated: false,
  })
})

test('changed, renamed and new files, with names that hold blanks and accents', async () => {
  await appendFile(join(repository, 'kept.txt'), 'three\n')
  await rename(join(repository, 'moved.txt'), join(repository, 'mövéd here.txt'))
  git('add', '--all', 'moved.txt', 'mövéd here.txt')
  await writeFile(join(repository, 'new file.txt'), '')
  expect(await value(createGitStatus(deps), {}, context(repository))).toMatchObject({
    clean: false,
    count: 3,
    files: [
      { path: 'kept.txt', kind: 'changed', staged: '.', unstaged: 'M' },
      { path: 'mövéd here.txt', from: 'moved.txt', kind: 'renamed', staged: 'R', unstaged: '.' },
      { path: 'new file.txt', kind: 'untracked', staged: '.', unstaged: '?' },
    ],
  })
})

test('the diff of the working tree, and of what is staged', async () => {
  await appendFile(join(repository, 'kept.txt'), 'three\n')
  const unstaged = await value(createGitDiff(deps), {}, context(repository))
  expect(unstaged).toMatchObject({
    command: expect.stringMatching(/^git diff /),
    files: [{ path: 'kept.txt', added: 1, deleted: 0 }],
    count: 1,
    added: 1,
    deleted: 0,
    truncated: false,
    diff: expect.stringContaining('+three'),
  })
  expect(await value(createGitDiff(deps), { staged: true }, context(repository))).toMatchObject({
    count: 0,
    diff: '',
  })
  git('add', 'kept.txt')
  expect(await value(createGitDiff(deps), { staged: true }, context(repository))).toMatchObject({ added: 1 })
})

test('a directory that is no repository has no project', async () => {
  const elsewhere = await tempDir()
  for (const tool of [createGitStatus(deps), createGitDiff(deps)])
    expect(await call(tool, { path: elsewhere })).toMatchObject({
      ok: false,
      error: { code: 'E_NO_PROJECT', subject: elsewhere },
    })
})

test('a machine without git says how to get it', async () => {
  const bare = { ...deps, runner: realRunner(['/nonexistent']) }
  expect(await call(createGitStatus(bare), { path: repository })).toMatchObject({
    ok: false,
    error: { code: 'E_UNAVAILABLE', hint: 'sudo apt-get install git' },
  })
})

describe('a hostile repository', () => {
  let trap: string
  let sprung: string

  beforeEach(async () => {
    sprung = join(await tempDir(), 'sprung')
    trap = join(repository, '.git', 'trap.sh')
    await writeFile(trap, `#!/bin/sh\ntouch ${sprung}\ncat\n`)
    await chmod(trap, 0o755)
    await writeFile(join(repository, '.gitattributes'), '*.txt filter=evil diff=evil\n')
    git('add', '.gitattributes')
    git('commit', '--quiet', '--message', 'attributes')
    // Same content at another time: git has to look into the file, through the filter.
    await utimes(join(repository, 'kept.txt'), 1, 1)
    await appendFile(join(repository, 'moved.txt'), 'e\n')
  })

  const look = async () => {
    await value(createGitStatus(deps), {}, context(repository))
    await value(createGitDiff(deps), {}, context(repository))
  }

  test.each([
    ['core.fsmonitor'],
    ['filter.evil.clean'],
    ['filter.evil.process'],
    ['diff.external'],
    ['diff.evil.command'],
    ['diff.evil.textconv'],
    ['core.pager'],
    ['pager.diff'],
  ])('%s runs nothing', async (key) => {
    git('config', key, trap)
    await look()
    expect(existsSync(sprung)).toBe(false)
  })

  test('the trap works where nobody guards against it', () => {
    git('config', 'filter.evil.clean', trap)
    git('status')
    expect(existsSync(sprung)).toBe(true)
  })

  test('hooks run nothing', async () => {
    const hooks = join(repository, '.git', 'hooks')
    await mkdir(hooks, { recursive: true })
    for (const name of ['post-index-change', 'fsmonitor-watchman', 'pre-commit']) {
      await writeFile(join(hooks, name), `#!/bin/sh\ntouch ${sprung}\n`)
      await chmod(join(hooks, name), 0o755)
    }
    await look()
    expect(existsSync(sprung)).toBe(false)
  })

  test('submodules are not looked into', async () => {
    const inner = join(repository, 'inner')
    git('clone', '--quiet', repository, inner)
    git('add', 'inner')
    git('-C', inner, 'config', 'filter.evil.clean', trap)
    git('config', 'submodule.inner.ignore', 'none')
    git('config', 'diff.submodule', 'diff')
    await utimes(join(inner, 'kept.txt'), 1, 1)
    await look()
    expect(existsSync(sprung)).toBe(false)
    git('status')
    expect(existsSync(sprung)).toBe(true)
  })

  test('a filter that cannot be switched off is refused', async () => {
    await appendFile(join(repository, '.git', 'config'), `[filter "a=b"]\n\tclean = ${trap}\n`)
    expect(await call(createGitStatus(deps), {}, context(repository))).toMatchObject({
      ok: false,
      error: { code: 'E_DENIED' },
    })
    expect(existsSync(sprung)).toBe(false)
  })
})

test('filters of the owner stay, those of the repository go', () => {
  const listing = 'global\0filter.lfs.clean\0local\0filter.x.y.clean\0local\0filter.x.y.process\0'
  expect(filterOverrides(listing)).toEqual(
    ['clean=', 'smudge=', 'process=', 'required=false'].flatMap((end) => ['-c', `filter.x.y.${end}`]),
  )
  expect(filterOverrides('')).toEqual([])
})

test('the branch’s place beside its upstream, a detached head, a conflict', () => {
  expect(
    parseStatus('# branch.oid abc\0# branch.head main\0# branch.upstream origin/main\0# branch.ab +2 -1\0'),
  ).toEqual({ branch: 'main', commit: 'abc', upstream: 'origin/main', ahead: 2, behind: 1, files: [] })
  expect(parseStatus('# branch.oid (initial)\0# branch.head (detached)\0')).toEqual({ files: [] })
  expect(parseStatus('u UU N... 100644 100644 100644 100644 h1 h2 h3 both changed.txt\0').files).toEqual([
    { path: 'both changed.txt', kind: 'conflicted', staged: 'U', unstaged: 'U' },
  ])
})

test('binary files have no line counts', () => {
  expect(parseDiff('-\t-\tlogo.png\n3\t1\ta.txt\n\ndiff --git a/a.txt b/a.txt\n')).toEqual({
    files: [{ path: 'logo.png' }, { path: 'a.txt', added: 3, deleted: 1 }],
    diff: 'diff --git a/a.txt b/a.txt',
  })
})
