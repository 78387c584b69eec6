import { describe, expect, it } from 'vitest'
import type { Effect } from '../../src/domain/effect.ts'
import { decide, places, policyOf, shipped } from './helpers.ts'

const cwd = places.workspace
const of = (...effects: Effect[]) => shipped.decide(effects, { mode: 'direct' })

describe('effects of every kind', () => {
  it.each<[Effect, string, string]>([
    [{ kind: 'path', access: 'read', path: '/etc/hosts' }, 'allow', 'files.read'],
    [{ kind: 'path', access: 'read', path: '/etc/shadow' }, 'deny', 'secrets.read'],
    [{ kind: 'path', access: 'read', path: '/home/ada/.ssh/id_ed25519' }, 'deny', 'secrets.read'],
    [{ kind: 'path', access: 'read', path: '/home/ada/.autohome/journal.db' }, 'deny', 'self.home'],
    [{ kind: 'path', access: 'read', path: '/home/ada/work/.env' }, 'ask', 'files.private'],
    [{ kind: 'path', access: 'write', path: '/home/ada/work/notes.txt' }, 'allow', 'files.write'],
    [{ kind: 'path', access: 'write', path: '/home/ada/work/../.bashrc' }, 'ask', 'paths.autostart'],
    [
      { kind: 'path', access: 'write', path: '/home/ada/work/.git/hooks/pre-commit' },
      'ask',
      'paths.autostart',
    ],
    [{ kind: 'path', access: 'write', path: '/etc/motd' }, 'ask', 'paths.outside'],
    [{ kind: 'path', access: 'write', path: '/etc/sudoers.d/x' }, 'deny', 'accounts.change'],
    [{ kind: 'path', access: 'write', path: '/dev/sda' }, 'deny', 'disk.wipe'],
    [{ kind: 'path', access: 'write', path: '/home/ada/work/a\u202eb' }, 'ask', 'shell.odd-text'],
    [{ kind: 'url', method: 'GET', url: 'https://example.org/' }, 'ask', 'network.fetch'],
    [{ kind: 'url', method: 'POST', url: 'https://example.org/' }, 'ask', 'network.send'],
    [{ kind: 'url', method: 'GET', url: 'http://169.254.169.254/latest/meta-data' }, 'deny', 'secrets.read'],
    [{ kind: 'url', method: 'GET', url: 'http://2852039166/latest' }, 'deny', 'secrets.read'],
    [{ kind: 'url', method: 'GET', url: 'no address at all' }, 'ask', 'network.fetch'],
    [{ kind: 'container', action: 'restart', name: 'web' }, 'ask', 'containers.change'],
    [{ kind: 'container', action: 'logs', name: 'web' }, 'allow', 'containers.read'],
    [{ kind: 'container', action: 'rm', name: '--privileged' }, 'ask', 'docker.prune'],
    [{ kind: 'service', action: 'restart', name: 'nginx' }, 'ask', 'services.change'],
    [{ kind: 'service', action: 'status', name: 'nginx' }, 'allow', 'services.read'],
    [{ kind: 'service', action: 'stop', name: 'ufw' }, 'deny', 'firewall.off'],
    [{ kind: 'service', action: 'start', name: 'reboot.target' }, 'deny', 'power.off'],
    [{ kind: 'program', argv: ['ls', '$(rm -rf /)'], cwd }, 'allow', 'files.read'],
    [{ kind: 'program', argv: ['cat', '/etc/shadow'], cwd }, 'deny', 'secrets.read'],
    [{ kind: 'program', argv: ['python3', '-m', 'py_compile', 'a.py'], cwd }, 'ask', 'code.unseen'],
    [{ kind: 'program', argv: ['ruff', 'check', '.'], cwd }, 'allow', 'dev.check'],
    [{ kind: 'program', argv: [], cwd }, 'ask', 'shell.not-understood'],
    [{ kind: 'task', program: 'less', args: ['notes.txt'], cwd }, 'ask', 'programs.interactive'],
    [{ kind: 'task', program: 'bash', args: [], cwd }, 'ask', 'code.unseen'],
    [{ kind: 'task', program: 'ls', args: ['-la'], cwd }, 'allow', 'files.read'],
  ])('%j → %s by %s', (effect, decision, rule) => {
    expect(of(effect)).toMatchObject({ decision, rule })
  })

  it('is judged like the line that does the same', () => {
    expect(of({ kind: 'service', action: 'restart', name: 'nginx' }).rule).toBe(
      decide('systemctl restart nginx').rule,
    )
    expect(of({ kind: 'container', action: 'restart', name: 'web' }).rule).toBe(
      decide('docker restart web').rule,
    )
    expect(of({ kind: 'url', method: 'GET', url: 'https://example.org' }).rule).toBe(
      decide('curl https://example.org').rule,
    )
    expect(of({ kind: 'path', access: 'write', path: '/etc/motd' }).rule).toBe(
      decide('echo a > /etc/motd').rule,
    )
  })

  it('the strictest of several decides, and nothing at all is allowed', () => {
    const read: Effect = { kind: 'path', access: 'read', path: '/etc/hosts' }
    expect(of(read, { kind: 'path', access: 'write', path: '/etc/motd' }, read)).toMatchObject({
      decision: 'ask',
      access: 'write',
    })
    expect(of()).toMatchObject({ decision: 'allow', access: 'read' })
  })

  it('counts as reading only where every part only reads', () => {
    expect(decide('df -h | sort').access).toBe('read')
    expect(decide('cat notes.txt > copy.txt').access).toBe('write')
    expect(decide('ls; mkdir a').access).toBe('write')
    expect(decide('frobnicate').access).toBe('write')
  })

  it('names the part, the reason and the way back', () => {
    expect(decide('ls && docker image prune --all')).toMatchObject({
      part: 'docker image prune --all',
      category: 'containers',
    })
    expect(decide('rm notes.txt').undo).toEqual({ en: expect.any(String), fr: expect.any(String) })
  })
})

describe('where things are', () => {
  it('the workspace of the sandbox counts in the sandbox only', () => {
    const effect: Effect = { kind: 'path', access: 'write', path: '/workspace/a.txt' }
    expect(shipped.decide([effect], { mode: 'sandbox' }).decision).toBe('allow')
    expect(shipped.decide([effect], { mode: 'direct' }).decision).toBe('ask')
  })

  it("a workspace in Autohome's own directory is still a workspace", () => {
    const policy = policyOf({ workspace: '/home/ada/.autohome/workspace' })
    const write = (path: string) =>
      policy.decide([{ kind: 'path', access: 'write', path }], { mode: 'direct' }).decision
    expect(write('/home/ada/.autohome/workspace/a.txt')).toBe('allow')
    expect(write('/home/ada/.autohome/journal.db')).toBe('deny')
    expect(write('/home/ada/.autohome/workspace/../journal.db')).toBe('deny')
  })

  it('links are followed where they can be', () => {
    const policy = policyOf({ realpath: (path) => path.replace('/home/ada/work/link', '/etc') })
    const read = (text: string) =>
      policy.decide([{ kind: 'command', text, cwd }], { mode: 'direct' }).decision
    expect(read('cat link/hosts')).toBe('allow')
    expect(read('cat link/shadow')).toBe('deny')
    expect(read('echo a > link/motd')).toBe('ask')
  })

  it('further sockets can be closed', () => {
    const policy = policyOf({ socketPaths: ['/srv/engine.sock'] })
    expect(
      policy.decide([{ kind: 'path', access: 'write', path: '/srv/engine.sock' }], { mode: 'direct' })
        .decision,
    ).toBe('deny')
  })
})

describe('secrets', () => {
  it('are opaque words', () => {
    expect(decide('echo ${secret:TOKEN}').decision).toBe('allow')
    expect(decide('cat ${secret:FILE}').decision).toBe('ask')
    expect(decide('${secret:TOKEN} -a').decision).toBe('ask')
    expect(decide('sort ${secret:TOKEN}').decision).toBe('ask')
  })
})
