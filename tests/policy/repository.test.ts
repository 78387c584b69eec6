import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { policyOf } from './helpers.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'autohome-repository-')))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const policy = policyOf({
  home: join(root, 'home'),
  workspace: root,
  userHome: join(root, 'owner'),
  realpath: (path) => (existsSync(path) ? realpathSync(path) : path),
})
const decide = (text: string, cwd = root) =>
  policy.decide([{ kind: 'command', text, cwd }], { mode: 'direct' })

const git = (dir: string, ...args: string[]) =>
  execFileSync('git', ['-C', dir, ...args], { stdio: 'ignore', env: { PATH: process.env['PATH'] ?? '' } })

function repository(name: string, settings: readonly (readonly [string, string])[] = []): string {
  const dir = join(root, name)
  mkdirSync(dir)
  git(dir, 'init', '-q')
  for (const [key, value] of settings) git(dir, 'config', key, value)
  return dir
}

/** What somebody can put into a workspace without a name that stands out: a bare repository with a work tree. */
function disguised(name: string): string {
  const dir = join(root, name)
  for (const inner of ['objects', 'refs']) mkdirSync(join(dir, inner), { recursive: true })
  writeFileSync(join(dir, 'HEAD'), 'ref: refs/heads/main\n')
  const started = join(root, 'started')
  writeFileSync(
    join(dir, 'config'),
    `[core]\n\trepositoryformatversion = 0\n\tworktree = "../"\n\tfsmonitor = "touch ${started};:"\n`,
  )
  return dir
}

describe('a repository that starts programs by its own configuration', () => {
  it('does so at a mere git status, which is why it asks', () => {
    const dir = disguised('disguised')
    git(dir, 'status')
    expect(existsSync(join(root, 'started'))).toBe(true)
    for (const text of [
      'cd disguised && git status',
      'git -C disguised status',
      'git -C . -C disguised log',
      'git -C */ status',
      'env -i git -C disguised diff',
      'sudo git -C disguised status',
      'sh -c "cd disguised; git ls-files"',
      'cd "$somewhere" && git status',
    ])
      expect(decide(text), text).toMatchObject({ decision: 'ask', rule: 'code.unseen' })
    expect(decide('git status', join(dir, 'refs')).decision).toBe('ask')
  })

  it.each([
    ['core.fsmonitor', './x'],
    ['core.hooksPath', 'hooks'],
    ['core.sshCommand', './x'],
    ['core.worktree', '/root'],
    ['diff.external', './x'],
    ['diff.own.textconv', './x'],
    ['diff.own.command', './x'],
    ['filter.own.clean', './x'],
    ['filter.own.process', './x'],
    ['gpg.program', './x'],
    ['include.path', '../more'],
    ['extensions.partialClone', 'origin'],
    ['remote.origin.uploadpack', './x'],
    ['remote.origin.receivepack', './x'],
    ['credential.helper', '!./x'],
    ['protocol.ext.allow', 'always'],
  ])('is one with %s = %s', (key, value) => {
    const name = `with-${key}`
    const dir = repository(name, [[key, value]])
    expect(decide('git status', dir)).toMatchObject({ decision: 'ask', rule: 'code.unseen' })
    expect(decide(`git -C ${name} log -p`).decision).toBe('ask')
  })

  it.each([
    ['user.name', 'Ada'],
    ['core.fsmonitor', 'true'],
    ['core.hooksPath', '.husky/_'],
    ['remote.origin.url', 'https://example.org/command.git'],
    ['branch.main.merge', 'refs/heads/clean'],
  ])('is none with %s = %s', (key, value) => {
    const name = `plain-${key}`
    const dir = repository(name, [[key, value]])
    expect(decide('git status', dir).decision).toBe('allow')
    expect(decide(`git -C ${name} diff > out.txt`).decision).toBe('allow')
  })

  it('is looked for where a worktree or a submodule says that it is', () => {
    const dir = join(root, 'linked')
    mkdirSync(dir)
    writeFileSync(join(dir, '.git'), `gitdir: ${repository('kept', [['diff.external', './x']])}/.git\n`)
    expect(decide('git status', dir).decision).toBe('ask')
  })

  it('cannot be put together, or copied to where git is started, by the same text', () => {
    for (const text of [
      'echo x > y/HEAD',
      'cp a/HEAD y/',
      'cp -r a copy && git -C copy status',
      'mv a b; cd b; git log',
    ])
      expect(decide(text).decision, text).toBe('ask')
  })

  it('may be what it likes in the sandbox', () => {
    const effect = { kind: 'command', text: 'git -C disguised status', cwd: root } as const
    expect(policy.decide([effect], { mode: 'sandbox' }).decision).toBe('allow')
  })
})

describe('a link among the files that a glob names', () => {
  it('is judged by where it leads', () => {
    const dir = join(root, 'links')
    mkdirSync(dir)
    writeFileSync(join(dir, 'plain.txt'), '')
    const key = join(root, 'id_ed25519')
    writeFileSync(key, '')
    symlinkSync(key, join(dir, 'notes.txt'))
    expect(decide('cat links/*.md').decision).toBe('allow')
    expect(decide('cat links/p*.txt').decision).toBe('allow')
    for (const text of ['cat links/*.txt', 'cd links && head n*', 'sort links/note?.txt'])
      expect(decide(text), text).toMatchObject({ decision: 'deny', rule: 'secrets.read' })
  })
})

describe("the shell's own descriptors", () => {
  it('are read freely, and those of other processes are not', () => {
    expect(decide('diff <(ls src) <(ls dist)').decision).toBe('allow')
    expect(decide('cat /dev/stdin').decision).toBe('allow')
    expect(decide('cat /proc/self/fd/0').decision).toBe('allow')
    expect(decide('cat /proc/1/fd/3').decision).toBe('deny')
    expect(decide('cat < /etc/shadow').decision).toBe('deny')
    expect(decide('cat /dev/fd/3 3< /etc/shadow').decision).toBe('deny')
  })
})
