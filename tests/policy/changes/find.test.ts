import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { planFor } from '../../../src/policy/changes/find.ts'
import { readChangeClasses } from '../../../src/policy/changes/rules.ts'

const path = fileURLToPath(new URL('../../../config/changes.yaml', import.meta.url))
const shipped = { name: 'changes.yaml', text: readFileSync(path, 'utf8') }
const classes = readChangeClasses([shipped])

const plan = (text: string, cwd = '/srv/work') =>
  planFor(classes, { keepMin: 10 }, [{ kind: 'command', text, cwd }], 'write')

describe('the shipped classes', () => {
  it.each([
    ['sudo -n sed -i s/a/b/ /etc/nginx/nginx.conf', 'reverse-proxy'],
    ["echo 'x' | sudo tee /etc/netplan/01.yaml >/dev/null", 'network'],
    ['cd /etc/nginx && cp new.conf nginx.conf', 'reverse-proxy'],
    ['rm /etc/nginx/sites-enabled/*', 'reverse-proxy'],
    ['systemctl restart ssh', 'ssh'],
    ['sudo systemctl reload nginx.service', 'reverse-proxy'],
    ['iptables -A INPUT -j DROP', 'firewall'],
    ['apt-get upgrade', 'packages'],
    ['DEBIAN_FRONTEND=noninteractive apt-get install -y nginx', 'packages'],
    ['docker compose up -d', 'compose'],
    ['sed -i s/1.0/1.1/ compose.yaml', 'compose'],
    ['systemctl enable backup.timer', 'units'],
    ['cp a.service /etc/systemd/system/', 'units'],
  ])('%s is %s', (text, id) => {
    expect(plan(text)).toMatchObject({ class: id, confirm: true, keepMs: 600_000 })
  })

  it.each(['systemctl restart postgresql', 'docker restart web', 'cp a.txt b.txt', 'echo /etc/nginxx'])(
    '%s is none of them',
    (text) => {
      expect(plan(text)).toBeUndefined()
    },
  )

  it('take nothing from what only reads', () => {
    const effects = [{ kind: 'command', text: 'cat /etc/nginx/nginx.conf', cwd: '/' } as const]
    expect(planFor(classes, { keepMin: 10 }, effects, 'read')).toBeUndefined()
  })

  it('record what the command names and the directory that the class is about', () => {
    expect(plan('cp a /etc/nginx/a.conf && systemctl restart ssh')).toMatchObject({
      class: 'ssh+reverse-proxy',
      paths: expect.arrayContaining(['/etc/ssh', '/etc/nginx', '/etc/nginx/a.conf']) as string[],
    })
    expect(plan('docker rm -f web')?.containers?.words).toContain('web')
    expect(plan('docker compose up -d', '/srv/app')?.containers?.directories).toContain('/srv/app')
  })

  it('leave a file that a tool writes to be undone, without a question', () => {
    const effects = [{ kind: 'path', access: 'write', path: '/srv/work/a.txt' } as const]
    expect(planFor(classes, { keepMin: 10 }, effects, 'write')).toMatchObject({
      class: 'file',
      confirm: false,
      paths: ['/srv/work/a.txt'],
    })
  })
})

describe('the owner’s classes', () => {
  const owners = (text: string) => readChangeClasses([shipped, { name: 'mine.yaml', text }])

  it('take the place of shipped ones with the same id', () => {
    const own = owners('- { id: ssh, label: { en: s, fr: s }, commands: ["reload-ssh"], keepMin: 2 }')
    const of = (text: string) => planFor(own, { keepMin: 10 }, [{ kind: 'command', text, cwd: '/' }], 'write')
    expect(of('systemctl restart ssh')).toBeUndefined()
    expect(of('reload-ssh')).toMatchObject({ class: 'ssh', keepMs: 120_000 })
  })

  it.each([
    ['- { id: x }', 'label needs en and fr'],
    ['- { id: X, label: { en: a, fr: a } }', 'needs an id'],
    ['- { id: x, label: { en: a, fr: a }, pathes: [/a] }', 'has no "pathes"'],
    ['- { id: x, label: { en: a, fr: a }, paths: [a] }', 'must start with /'],
    ['- { id: x, label: { en: a, fr: a }, states: [{ save: a }] }', 'needs save and restore'],
    ['- { id: x, label: { en: a, fr: a }, keepMin: 0 }', 'keepMin'],
    ['a: 1', 'must be a list'],
  ])('%s is refused in one line: %s', (text, why) => {
    expect(() => owners(text)).toThrow(why)
  })
})
