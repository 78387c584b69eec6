import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { ENVIRONMENT } from '../../src/config/environment.ts'
import { tempDir } from '../helpers/temp-dir.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (name: string) => readFileSync(join(root, name), 'utf8')
const VARIABLES = [...ENVIRONMENT.map(({ name }) => name), 'AUTOHOME_HOME']

interface Compose {
  readonly services: Readonly<
    Record<string, { environment?: Record<string, string>; volumes?: string[]; depends_on?: string[] }>
  >
  readonly volumes: Readonly<Record<string, null>>
}

describe('the unit', () => {
  it.each([
    ['as it is', ''],
    ['with the strict drop-in', read('packaging/strict.conf')],
  ])('passes systemd-analyze verify %s', async (_, more) => {
    // What it names is installed on the server only: here stand the test's own user and program.
    const path = join(await tempDir(), 'autohome.service')
    writeFileSync(
      path,
      `${read('packaging/autohome.service').replaceAll(/^(User|Group)=autohome$/gm, '$1=root')}\n${more}`,
    )
    const { status, stdout, stderr, error } = spawnSync('systemd-analyze', ['verify', path], {
      encoding: 'utf8',
    })
    expect(error).toBeUndefined()
    expect({ status, said: `${stdout}${stderr}` }).toEqual({ status: 0, said: '' })
  })

  it('sets only variables that there are, and lets sudo work', () => {
    const unit = read('packaging/autohome.service')
    const names = [...unit.matchAll(/^Environment=(\w+)=/gm)].map(([, name]) => name)
    expect(names.length).toBeGreaterThan(1)
    expect(names.filter((name) => !VARIABLES.includes(name ?? ''))).toEqual([])
    expect(unit).toMatch(/^NoNewPrivileges=no$/m)
    expect(unit).toMatch(/^User=autohome$/m)
  })
})

describe('the container', () => {
  it('is built in stages, runs as a user of its own and copies only what there is', () => {
    const lines = read('Dockerfile').split('\n')
    expect(lines.filter((line) => line.startsWith('FROM '))).toHaveLength(2)
    expect(lines.indexOf('USER autohome')).toBeGreaterThan(
      lines.findLastIndex((line) => line.startsWith('RUN ')),
    )
    const copied = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from'))
      .flatMap((line) => line.split(' ').slice(1, -1))
    expect(copied.length).toBeGreaterThan(5)
    expect(copied.filter((name) => !existsSync(join(root, name)))).toEqual([])
    const set = [...(/^ENV (.*)$/m.exec(read('Dockerfile'))?.[1] ?? '').matchAll(/(\w+)=/g)].map(
      ([, name]) => name,
    )
    expect(set.filter((name) => ![...VARIABLES, 'NODE_ENV'].includes(name ?? ''))).toEqual([])
  })

  it('stands in a compose file whose every variable, volume and service exists', () => {
    const { services, volumes } = parse(read('docker-compose.yml')) as Compose
    expect(Object.keys(services)).toEqual(['autohome', 'ollama', 'ntfy'])
    const own = Object.entries(services['autohome']?.environment ?? {})
    expect(own.length).toBeGreaterThan(10)
    expect(own.filter(([name]) => !VARIABLES.includes(name))).toEqual([])
    const handed = own.flatMap(
      ([name, value]) =>
        /^\$\{(\w+):-/
          .exec(value)
          ?.slice(1)
          .map((from) => [name, from]) ?? [],
    )
    expect(handed.filter(([name, from]) => name !== from)).toEqual([])
    const named = Object.values(services).flatMap(({ volumes: used = [] }) =>
      used.map((each) => each.split(':')[0] ?? ''),
    )
    expect(named.filter((name) => !name.startsWith('/')).sort()).toEqual(Object.keys(volumes).sort())
    for (const { depends_on: needs = [] } of Object.values(services))
      expect(needs.filter((name) => !(name in services))).toEqual([])
  })
})

describe('the sudoers fragment', () => {
  it('is the one that AUTOHOME.md explains', () => {
    const lines = (text: string) => text.split('\n').filter((line) => line.startsWith('autohome ALL='))
    expect(lines(read('packaging/sudoers.autohome')).length).toBeGreaterThan(3)
    expect(lines(read('packaging/sudoers.autohome'))).toEqual(lines(read('AUTOHOME.md')))
  })
})
