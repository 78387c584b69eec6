import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadPolicy } from '../../src/policy/load.ts'
import { base, decide, explain, places, policyOf } from './helpers.ts'

const owner = (text: string) => policyOf({ owner: { name: 'owner.yaml', text } })
const rule = (id: string, more: string): string =>
  `rules:\n  - id: ${id}\n    ${more.replaceAll('\n', '\n    ')}\n`
const mine = (decision: string, commands: string, match: string, not: string): string =>
  rule(
    'owner.one',
    `category: owner\ndecision: ${decision}\naccess: write\nwhy: {en: a, fr: b}\ncommands: [${commands}]\nexamples: {match: [${match}], not: [${not}]}`,
  )

describe('the shipped file', () => {
  it('names every program that it promises to', () => {
    const promised =
      'git python python3 pip pip3 pytest node npm pnpm npx ruff black mypy flake8 uvicorn alembic ls cat head tail grep find wc echo date pwd env mkdir cp mv touch docker docker-compose bash sh kill systemctl journalctl df free ps ss ip ping sed awk sort tar rsync apt rm rmdir mkfs dd chmod chown wget curl nc ssh scp sudo su passwd useradd userdel visudo fdisk parted iptables ufw init shutdown reboot mount umount service'
    const named = new Set(
      Object.keys((parse(base.text) as { programs: object }).programs).flatMap((names) => names.split(' ')),
    )
    expect(promised.split(' ').filter((name) => !named.has(name))).toEqual([])
    expect(named.size).toBeGreaterThan(250)
  })

  it('says why in both languages for every rule', () => {
    const { rules } = parse(base.text) as {
      rules: { id: string; why: { en: string; fr: string }; category: string; decision: string }[]
    }
    for (const { id, why, category, decision } of rules) {
      expect(why.en, id).not.toBe(why.fr)
      if (category === 'never') expect(decision, id).toBe('deny')
    }
  })
})

describe("the owner's file", () => {
  it('allows exactly the command that it names', () => {
    const policy = owner(
      mine('allow', 'systemctl restart nginx', 'systemctl restart nginx', 'systemctl restart ssh'),
    )
    expect(decide('systemctl restart nginx', policy)).toMatchObject({ decision: 'allow', rule: 'owner.one' })
    expect(decide('systemctl restart nginx; rm a', policy).decision).toBe('ask')
    expect(decide('systemctl restart nginx > /etc/x', policy).decision).toBe('ask')
    expect(decide('systemctl restart "$x"', policy).decision).toBe('ask')
    expect(decide('sudo -n systemctl restart nginx', policy).decision).toBe('allow')
  })

  it('a star stands for one plain word', () => {
    const policy = owner(mine('allow', 'docker restart *', 'docker restart web', 'docker restart a b'))
    expect(decide('docker restart db', policy).decision).toBe('allow')
    expect(decide('docker restart --time=0', policy).decision).toBe('ask')
    expect(decide('docker restart $(id)', policy).decision).toBe('ask')
  })

  it('does not open what is never done', () => {
    const policy = owner(
      mine('allow', 'reboot', 'ls', 'cat a')
        .replace('match: [ls]', 'match: [ls]')
        .replace('commands: [reboot]', 'commands: [reboot, ls]'),
    )
    expect(decide('reboot', policy).decision).toBe('deny')
    expect(() => owner(rule('power.off', 'decision: ask'))).toThrow(
      /owner\.yaml:2: rule power\.off is of category never and stays deny/,
    )
    expect(() => owner(rule('power.off', 'category: mine\ndecision: deny'))).toThrow(/category never/)
  })

  it('loosens and tightens a rule by its id', () => {
    expect(decide('apt update', owner(rule('packages.change', 'decision: deny'))).decision).toBe('deny')
    const quiet = owner(
      rule('services.change', 'decision: allow\nexamples: {match: [systemctl restart nginx], not: [ls]}'),
    )
    expect(decide('systemctl restart nginx', quiet).decision).toBe('allow')
    expect(decide('systemctl poweroff', quiet).decision).toBe('deny')
  })

  it('adds programs, options and subcommands', () => {
    const policy = owner(
      'programs:\n  frobnicate: {rule: system.read, options: "-a --all", args: <read>...}\n  docker:\n    commands:\n      scout: containers.read\n',
    )
    expect(decide('frobnicate -a notes.txt', policy).decision).toBe('allow')
    expect(decide('frobnicate /etc/shadow', policy).decision).toBe('deny')
    expect(decide('frobnicate --other', policy).decision).toBe('ask')
    expect(decide('docker scout web', policy).decision).toBe('allow')
    expect(decide('docker run --privileged web', policy).decision).toBe('deny')
  })

  it('protects more paths and opens addresses', () => {
    const policy = owner(
      'paths:\n  - {rule: secrets.read, for: read, match: /srv/private/**}\nurls:\n  - {rule: network.read, methods: GET, match: "https://status.example.org/*"}\n',
    )
    expect(decide('cat /srv/private/a/b', policy).decision).toBe('deny')
    expect(decide('cat /srv/other', policy).decision).toBe('allow')
    const get = (url: string) =>
      policy.decide([{ kind: 'url', method: 'GET', url }], { mode: 'direct' }).decision
    expect(get('https://status.example.org/a')).toBe('allow')
    expect(get('https://other.example.org/a')).toBe('ask')
  })

  it.each([
    ['programs: {reboot: files.read}', /reboot has parts of category never/],
    ['programs: {reboot: {rule: files.read}}', /reboot is of category never and stays so/],
    ['programs: {reboot: {instead: {files.read: --now}}}', /reboot is of category never and stays so/],
    ['programs: {docker: containers.read}', /docker has parts of category never/],
    [
      'programs: {docker: {commands: {run: {options: --privileged}}}}',
      /--privileged is of category never and stays so/,
    ],
    ['programs: {rm: {args: <text>...}}', /rm, which is there already, has no "args"/],
    ['programs: {find: {special: cd}}', /find, which is there already, has no "special"/],
  ])('cannot take away what is never done: %s', (text, message) => {
    expect(() => owner(text)).toThrow(message)
  })

  it('cannot open a path or an address that is never touched', () => {
    const policy = owner(
      'paths:\n  - {rule: files.read, for: read, match: /etc/**}\nurls:\n  - {rule: network.read, match: "*"}\n',
    )
    expect(decide('cat /etc/shadow', policy).decision).toBe('deny')
    expect(decide('cat /proc/self/fd/1', policy).decision).toBe('allow')
    const get = (url: string) =>
      policy.decide([{ kind: 'url', method: 'GET', url }], { mode: 'direct' }).decision
    expect(get('http://169.254.169.254/latest')).toBe('deny')
    expect(get('https://example.org/')).toBe('allow')
  })

  it('changes an option that is there already', () => {
    const policy = owner(
      'programs:\n  rsync: {options: --delete}\n  git: {commands: {log: {when: {git.remote: --oneline}}}}\n',
    )
    expect(decide('rsync --delete a b', policy).rule).toBe('files.overwrite')
    expect(decide('git log --oneline', policy).rule).toBe('git.remote')
  })

  it('may use all of YAML', () => {
    const policy = owner(
      'rules:\n  - &r\n    id: owner.x\n    category: owner\n    decision: ask\n    access: read\n    why:\n      en: |\n        a\n      fr: b\n    commands: [df -h]\n    examples:\n      match:\n        - df -h\n      not:\n        - df\n',
    )
    expect(decide('df -h', policy)).toMatchObject({ decision: 'ask', rule: 'owner.x' })
  })
})

describe('a mistake stops the start with one line', () => {
  it.each([
    ['rules: [', /owner\.yaml:1/],
    ['rulez: []', /owner\.yaml:1: the policy file has no "rulez"/],
    ['rules: {}', /rules must be a list/],
    ['version: 2', /only version 1/],
    ['limits: {length: -1}', /length must be a whole number/],
    [rule('x', 'category: a'), /decision of rule x must be a text/],
    [rule('x', 'category: a\ndecision: maybe'), /"maybe" is none of allow, ask, deny/],
    [rule('x', 'category: a\ndecision: ask\naccess: read\nwhy: {en: a, fr: b}'), /rule x needs examples/],
    [rule('x', 'category: a\ndecision: ask\naccess: read\nwhy: {en: a}'), /why of rule x \(fr\)/],
    [
      rule('x', 'category: never\ndecision: ask\naccess: read\nwhy: {en: a, fr: b}'),
      /category never and must deny/,
    ],
    [rule('x', 'sort: a'), /rule x has no "sort"/],
    [
      mine('allow', 'df -h', 'ls', 'df'),
      /owner\.yaml:\d+: rule owner\.one contradicts its example: "ls" should match/,
    ],
    [mine('ask', 'df -h', 'df -h', 'df -h'), /contradicts its example: "df -h" should not match/],
    [mine('ask', '"df $(id)"', 'df', 'ls'), /must be plain words/],
    [
      mine('ask', 'df', 'df', 'ls') + mine('ask', 'df', 'df', 'ls').replace('rules:\n', ''),
      /rule owner\.one is there twice/,
    ],
    ['programs: {x: nothing.here}', /program x names rule "nothing\.here", which is not there/],
    ['programs: {x: {rule: files.read, option: -a}}', /program x has no "option"/],
    ['programs: {x: {rule: files.read, args: read}}', /must be like <text> <read>\.\.\./],
    ['programs: {x: {rule: files.read, special: magic}}', /special "magic" is none of/],
    ['programs: {x: {rule: files.read, style: loud}}', /style "loud" is none of/],
    ['programs: {x: {rule: files.read, stops: perhaps}}', /stops must be true or false/],
    ['programs: {x: {rule: files.read, options: foo}}', /"foo" is no option/],
    ['programs: {x: {rule: [a]}}', /rule of x must be a text/],
    ['paths: [{rule: files.read, for: smell, match: /a}]', /"smell" is none of/],
    ['paths: [{rule: nope, for: read, match: /a}]', /rule "nope" is not there/],
    ['paths: {}', /paths must be a list/],
    ['- a', /the policy file must be a map/],
  ])('%s', (text, message) => {
    expect(() => owner(text)).toThrow(message)
    expect(() => owner(text)).toThrow(expect.objectContaining({ name: 'UserError', code: 'bad_policy' }))
  })

  it('names a rule that the policy cannot do without', () => {
    const text = 'rules: []\n'
    expect(() => loadPolicy({ base: { name: 'base.yaml', text }, ...places })).toThrow(
      /base\.yaml:1: rule shell\.plain is missing/,
    )
  })

  it('reads an empty owner file as nothing', () => {
    expect(decide('ls', owner('')).decision).toBe('allow')
    expect(decide('ls', owner('# only a note\n')).decision).toBe('allow')
  })
})

describe('a policy that was checked before', () => {
  const memory = () => {
    const digests = new Set<string>()
    return {
      digests,
      knows: (digest: string) => digests.has(digest),
      remember: (d: string) => void digests.add(d),
    }
  }

  it('decides the same without being checked again', () => {
    const checked = memory()
    policyOf({ checked })
    const again = policyOf({ checked })
    expect(checked.digests.size).toBe(1)
    for (const file of ['harmless', 'sensitive', 'destructive', 'disguised', 'neighbours']) {
      const text = readFileSync(new URL(`./corpus/${file}.jsonl`, import.meta.url), 'utf8')
      for (const line of text.split('\n').filter((one) => one !== '')) {
        const { command } = JSON.parse(line) as { command: string }
        expect(explain(command, again), command).toEqual(explain(command))
      }
    }
  })

  it('is checked when a byte of it, or where things are, has changed', () => {
    const checked = memory()
    policyOf({ checked })
    policyOf({ checked, workspace: '/home/ada/other' })
    expect(checked.digests.size).toBe(2)
    const bad = {
      name: 'mine.yaml',
      text: OWN_RULE.replace('not: [systemctl restart ssh]', 'not: [systemctl restart nginx]'),
    }
    for (let time = 0; time < 2; time++)
      expect(() => policyOf({ checked, owner: bad })).toThrow('contradicts')
    expect(checked.digests.size).toBe(2)
  })

  it('with the owner’s file decides the same too', () => {
    const checked = memory()
    const owner = {
      name: 'mine.yaml',
      text: `${OWN_RULE}  - { id: packages.change, decision: deny }\nprograms:\n  my-backup: services.change\n`,
    }
    const [first, second] = [policyOf({ checked, owner }), policyOf({ checked, owner })]
    for (const command of [
      'apt install nginx',
      'systemctl restart nginx',
      'systemctl restart ssh',
      'df -h',
      'rm a',
    ])
      expect(explain(command, second)).toEqual(explain(command, first))
    expect(decide('apt install nginx', second).decision).toBe('deny')
  })
})

const OWN_RULE = `rules:
  - id: owner.restart-nginx
    category: owner
    decision: allow
    access: write
    why: { en: a, fr: b }
    commands: [systemctl restart nginx]
    examples: { match: [systemctl restart nginx], not: [systemctl restart ssh] }
`
