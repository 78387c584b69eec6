import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadPolicy } from '../../../src/policy/load.ts'
import { createLivePolicy } from '../../../src/policy/own/live.ts'
import { createOwnRules } from '../../../src/policy/own/own-rules.ts'

const shipped = fileURLToPath(new URL('../../../config/allowlist.yaml', import.meta.url))
const base = { name: shipped, text: readFileSync(shipped, 'utf8') }
const DIRECT = { mode: 'direct' } as const

function owner() {
  let file = ''
  const places = { home: '/home/owner/.autohome', workspace: '/work', userHome: '/home/owner' }
  const load = (text: string) =>
    loadPolicy({ base, ...(text === '' ? {} : { owner: { name: 'own.yaml', text } }), ...places })
  const live = createLivePolicy(load(file))
  const rules = createOwnRules({
    name: 'own.yaml',
    read: () => file,
    write: (next) => {
      file = next
    },
    load,
    ...live,
  })
  const effects = (text: string, cwd: string) => [{ kind: 'command', text, cwd }] as const
  return {
    propose: (text: string) => rules.propose(effects(text, '/work'), DIRECT),
    add: rules.add,
    decide: (text: string, cwd = '/work') => live.policy.decide(effects(text, cwd), DIRECT).decision,
  }
}

describe('somebody riding on what an owner always allows', () => {
  it.each([
    ['systemctl restart nginx', 'systemctl restart nginx.service/../ssh'],
    ['systemctl restart nginx', 'systemctl restart nginx && systemctl restart ssh'],
    ['systemctl restart nginx', 'systemctl restart nginx > /etc/motd'],
    ['systemctl restart nginx', 'systemctl restart nginx; rm -rf build'],
    ['systemctl restart nginx', 'SYSTEMD_PAGER=./x systemctl restart nginx'],
    ['systemctl restart nginx', 'systemctl --root=/tmp restart nginx'],
    ['systemctl restart nginx', 'systemctl restart "$(rm x)nginx"'],
    ['systemctl restart nginx', 'systemctl() { rm x; }; systemctl restart nginx'],
    ['systemctl restart nginx', './systemctl restart nginx'],
    ['systemctl restart nginx', 'xargs systemctl restart nginx < list.txt'],
    ['rm -r /srv/old', 'rm -r /srv/old/../data'],
    ['rm -r /srv/old', 'rm -r /srv/old /srv/data'],
    ['crontab -', 'echo "* * * * * id" | crontab -'],
    ['crontab -', 'crontab - < list.txt'],
    ['crontab -', 'crontab - <<< x'],
    ['crontab -', '{ crontab -; } < list.txt'],
    ['crontab -', 'exec < list.txt; crontab -'],
    ['crontab -', 'cat list.txt | while read -r x; do crontab -; done'],
    ['tee /etc/motd', 'cat notes.txt | tee /etc/motd'],
  ])('%s does not carry %s', async (agreed, ridden) => {
    const { propose, add, decide } = owner()
    const proposal = await propose(agreed)
    if (!proposal) throw new Error('no proposal')
    await add(proposal)
    expect(decide(agreed)).toBe('allow')
    expect(decide(agreed, '/srv')).toBe('allow')
    expect(decide(ridden)).not.toBe('allow')
  })

  it.each([
    'docker compose up -d',
    'sudo docker compose up -d',
    'git push origin main',
    'npm install',
    'pip install -r requirements.txt',
    'rm -r build',
    'echo x | crontab -',
    'bash run.sh',
    'make all',
    'reboot',
  ])('finds nothing to ride on: %s means what is around it, or what it is given', async (text) => {
    expect(await owner().propose(text)).toBeUndefined()
  })
})
