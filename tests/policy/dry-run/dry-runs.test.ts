import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { findDryRun } from '../../../src/policy/dry-run/find.ts'
import { readDryRuns } from '../../../src/policy/dry-run/rules.ts'
import { loadPolicy } from '../../../src/policy/load.ts'

const path = (name: string) => fileURLToPath(new URL(`../../../config/${name}`, import.meta.url))
const read = (name: string) => ({ name, text: readFileSync(path(name), 'utf8') })
const rules = readDryRuns('dry-runs.yaml', read('dry-runs.yaml').text)
const find = (text: string) => findDryRun(rules, [{ kind: 'command', text, cwd: '/work' }])
const policy = loadPolicy({
  base: read('allowlist.yaml'),
  home: '/home/owner/.autohome',
  workspace: '/work',
  userHome: '/home/owner',
})
const judge = (text: string) => policy.decide([{ kind: 'command', text, cwd: '/work' }], { mode: 'direct' })

describe('the shipped dry runs', () => {
  it.each([
    ['apt-get install -y nginx', 'apt-get -s install -y nginx'],
    ['sudo -n apt upgrade', 'apt-get -s upgrade'],
    ['rsync -a src/ backup', 'rsync --dry-run --itemize-changes -a src/ backup'],
    ['systemctl restart nginx', 'systemctl cat nginx'],
    ['docker image prune --all --force', 'docker image ls --filter dangling=true'],
    ['docker restart web', 'docker container ls --all'],
    ['journalctl --vacuum-time=7d', 'journalctl --disk-usage'],
    ['docker compose up -d --build web', 'docker compose --dry-run up -d --build web'],
    ['docker compose down -v', 'docker compose --dry-run down -v'],
    ['git push origin main', 'git push --dry-run --no-verify origin main'],
    ['git clean -fdx', 'git clean --dry-run -fdx'],
    ['rsync -a --delete src/ backup', 'rsync --dry-run --itemize-changes -a --delete src/ backup'],
    ['rm -rf build old.txt', 'ls -ld -- build old.txt'],
    ['kill -9 4711', 'ps -o pid,user,etime,args -p 4711'],
  ])('%s is shown by %s, which only reads', (asked, dryRun) => {
    expect(judge(asked).decision).toBe('ask')
    expect(find(asked)?.command).toBe(dryRun)
    expect(find(asked)?.touches).toMatchObject({ en: expect.any(String), fr: expect.any(String) })
    expect(judge(dryRun)).toMatchObject({ decision: 'allow', access: 'read' })
  })

  it.each([
    ['git push https://example.org/a.git', 'git push --dry-run --no-verify https://example.org/a.git'],
    ['rsync -a -e ssh src/ host:backup', 'rsync --dry-run --itemize-changes -a -e ssh src/ host:backup'],
    ['docker compose -f a.yml up', undefined],
    ['apt install -o Dir::Etc=/tmp nginx', 'apt-get -s install -o Dir::Etc=/tmp nginx'],
  ])('%s has a dry run that would do more than read, or none, and nothing is made', (asked, dryRun) => {
    expect(find(asked)?.command).toBe(dryRun)
    if (dryRun !== undefined) expect(judge(dryRun).decision).not.toBe('allow')
  })

  it.each(['rm -f "a b"', 'rm -f $(ls)', 'rm a; rm b', 'rm a | cat', 'docker run alpine', 'rm', 'rm -f'])(
    'say nothing of %s',
    (asked) => expect(find(asked)?.command).toBeUndefined(),
  )

  it('know services and containers that a tool acts on', () => {
    const service = { kind: 'service', action: 'restart', name: 'ssh' } as const
    expect(findDryRun(rules, [service])?.command).toBe('systemctl cat ssh')
    const container = { kind: 'container', action: 'stop', name: 'web' } as const
    expect(findDryRun(rules, [container])?.command).toBe('docker container ls --all')
    expect(findDryRun(rules, [service, container])).toBeUndefined()
    expect(findDryRun(rules, [{ kind: 'path', access: 'write', path: '/etc/motd' }])).toBeUndefined()
  })
})

describe('a file of dry runs', () => {
  it.each([
    ['- [', 'odd.yaml:'],
    ['a: 1', 'must be a list'],
    ['- 1', 'entry 1: must be a map'],
    ['- { match: a, go: b }', 'has no "go"'],
    ['- { run: b }', 'needs a match'],
    ['- { match: a, run: [b] }', 'run must be a text'],
    ['- { match: a }', 'needs run or touches'],
    ['- { match: a ... b, run: c }', '... stands at the end only'],
    ['- { match: a, touches: { en: x } }', 'touches needs en and fr'],
  ])('%s is refused', (text, why) => expect(() => readDryRuns('odd.yaml', text)).toThrow(why))

  it('may be empty', () => expect(readDryRuns('odd.yaml', '')).toEqual([]))
})
