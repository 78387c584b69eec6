import { execFileSync } from 'node:child_process'
import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Ran } from '../helpers/autohome.ts'
import { commandStep, workflowText } from '../helpers/workflow-text.ts'
import { house, told } from './house.ts'

/** One clear line on stderr that holds these words, nothing on stdout, and no stack. */
function expectOneLine({ code, out, err }: Ran, exit: number, ...words: readonly string[]): void {
  expect({ code, out }, err).toEqual({ code: exit, out: '' })
  expect(err.trimEnd().split('\n'), err).toHaveLength(1)
  expect(err).not.toMatch(/\n {4}at |Error:|Something inside/)
  for (const word of words) expect(err).toContain(word)
}

describe('a request that cannot be met', () => {
  it.each([
    [
      ['run', 'nosuch', 'a=b'],
      ['nosuch', 'autohome workflows'],
    ],
    [['run'], ['autohome run']],
    [['show', 'ZZZZ'], ['ZZZZ']],
    [['verify', 'ZZZZ'], ['ZZZZ']],
    [['audit', 'ZZZZ'], ['ZZZZ']],
    [['cancel', 'ZZZZ'], ['ZZZZ']],
    [['approve', 'zzzz'], ['autohome start']],
    [['explode'], ['autohome --help']],
  ] as const)('%j', async (args, words) => {
    expectOneLine(await house().spawn(args), 2, ...words)
  })

  it.each([
    ['restart-service', 'needs service'],
    ['restart-service servce=nginx', 'servce'],
    ['restart-service service=a;reboot', 'a;reboot'],
    ['certificate-check days=soon', 'soon'],
    ['disk-report limit=400', '400'],
    ['disk-report path=relative', 'relative'],
  ])('a parameter that is missing or wrong: %s', async (typed, words) => {
    const { code, out, err } = await house().spawn(['run', ...typed.split(' '), '--json'])
    expect({ code, err }).toEqual({ code: 2, err: '' })
    const { summary } = told(out)
    expect(summary).toMatchObject({ status: 'failed', failure: { code: 'bad_request' }, exitCode: 2 })
    expect(JSON.stringify(summary.failure)).toContain(words)
  })
})

describe('files of the owner that are malformed', () => {
  it('a workflow: asked for by name it says file, line and what is wrong; the others work', async () => {
    const { spawn, writeWorkflow, home } = house()
    writeWorkflow('broken', 'name: broken\n  title: [\n')
    const asked = await spawn(['run', 'broken'])
    expect(asked.code).toBe(2)
    const file = join(home, 'workflows', 'broken.yaml')
    expect(`${asked.out}${asked.err}`).toContain(`${file}:`)
    expect((await spawn(['run', 'look-only'])).code).toBe(0)
    expect((await spawn(['workflows'])).out).toContain(`cannot be used: ${file}:`)
    expect((await spawn(['doctor'])).out).toMatch(new RegExp(`^warn +Workflows +${file}:`, 'm'))
  })

  it('a workflow with a tool that there is not, a circle, or no check', async () => {
    const { spawn, writeWorkflow, home } = house()
    const good = workflowText('good', {})
    writeWorkflow(
      'odd-tool',
      good.replaceAll('good', 'odd-tool').replace('execute_command', 'execute_comand'),
    )
    writeWorkflow(
      'circle',
      workflowText('circle', {
        steps: [
          commandStep('one', 'true', 'dependsOn: [two]'),
          commandStep('two', 'true', 'dependsOn: [one]'),
        ].join('\n'),
      }),
    )
    writeWorkflow(
      'unproved',
      good.replaceAll('good', 'unproved').replace(/acceptance:[\s\S]*report/, 'report'),
    )
    for (const name of ['odd-tool', 'circle', 'unproved']) {
      const asked = await spawn(['run', name])
      expect(asked.code, name).toBe(2)
      expect(`${asked.out}${asked.err}`).toContain(join(home, 'workflows', `${name}.yaml`))
    }
  })

  it.each([
    ['verify:\n  required: [\n', 'autohome.yaml:'],
    ['verify:\n  required: maybe\n', 'verify.required'],
    ['verfy: {}\n', 'did you mean verify'],
    ['- a\n- b\n', 'autohome.yaml'],
    ['locale: \u0000\n', 'autohome.yaml'],
  ])('autohome.yaml: %j', async (text, words) => {
    const { spawn, home } = house()
    writeFileSync(join(home, 'autohome.yaml'), text)
    const commands = [['runs'], ['run', 'look-only'], ['start']]
    for (const ran of await Promise.all(commands.map((args) => spawn(args)))) expectOneLine(ran, 2, words)
    expect((await spawn(['doctor'])).code).toBe(1)
  })

  it.each([
    ['programs:\n  foo: [', 'allowlist.yaml:'],
    ['programs:\n  foo: { decision: perhaps }\n', 'foo'],
    ['rules: 7\n', 'allowlist.yaml'],
  ])('allowlist.yaml: %j', async (text, words) => {
    const { spawn, home } = house()
    writeFileSync(join(home, 'allowlist.yaml'), text)
    for (const args of [['run', 'look-only'], ['start'], ['policy', 'explain', 'ls']])
      expectOneLine(await spawn(args), 2, words)
  })
})

describe('settings that are wrong stop the start, with the key, what it holds and what is allowed', () => {
  it.each([
    ['VERIFY_REQUIRED', 'perhaps', 'true or false'],
    ['MAX_REPAIR_CYCLES', '9', '0 to 3'],
    ['EXECUTE_MODE', 'foo', 'direct'],
    ['AUTOHOME_LANG', 'de', 'en or fr'],
    ['AUTOHOME_TIMEZONE', 'Mars', 'Europe/Paris'],
    ['OLLAMA_HOST', ':::', 'http://'],
    ['LOG_LEVEL', 'loud', 'silent'],
  ])('%s=%s', async (key, value, allowed) => {
    const { spawn } = house({ [key]: value })
    for (const args of [['start'], ['run', 'look-only']])
      expectOneLine(await spawn(args), 2, key, value, allowed)
  })
})

describe('a workspace of any kind is taken', () => {
  it.each(['/', '/etc', '/tmp', '$HOME'])('%s', async (path) => {
    const made = house()
    const { code, err } = made.within(
      ['env', `WORKSPACE_DIR=${path === '$HOME' ? made.directory : path}`],
      ['run', 'look-only'],
    )
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })
})

describe('a data directory that cannot be used', () => {
  it('is a file', async () => {
    const { spawn, home } = house()
    rmSync(home, { recursive: true })
    writeFileSync(home, '')
    const commands = [['runs'], ['run', 'memory-report'], ['start'], ['audit', '01']]
    for (const ran of await Promise.all(commands.map((args) => spawn(args))))
      expectOneLine(ran, 2, home, 'AUTOHOME_HOME')
    expect((await spawn(['doctor'])).code).toBe(1)
  })

  it('holds a database of a newer version', async () => {
    const { spawn, home } = house()
    await spawn(['run', 'look-only'])
    const database = new Database(join(home, 'journal.db'))
    database.pragma('user_version = 99')
    database.close()
    const commands = [['runs'], ['status'], ['audit', '01']]
    for (const ran of await Promise.all(commands.map((args) => spawn(args))))
      expectOneLine(ran, 2, join(home, 'journal.db'), 'newer', '99')
    for (const args of [['run', 'look-only'], ['start']])
      expectOneLine(await spawn(args), 2, join(home, 'journal.db'), 'newer', '99')
  })

  it('holds something else by the name of the database', async () => {
    const { spawn, home } = house()
    writeFileSync(join(home, 'journal.db'), 'no database at all '.repeat(1000))
    for (const args of [['runs'], ['run', 'look-only'], ['start']])
      expectOneLine(await spawn(args), 2, join(home, 'journal.db'))
  })

  it('may not be read or not be written', async () => {
    const made = house()
    const { spawn, home, runs } = made
    await spawn(['run', 'look-only'])
    const before = await runs()
    const mine = withoutPrivileges(made)
    onTestFinished(() => chmodSync(home, 0o700))

    chmodSync(home, 0o500)
    for (const args of [['run', 'look-only'], ['start']]) expectOneLine(mine(args), 2, home)
    expect(mine(['runs', '--json']).code).toBe(0)

    chmodSync(home, 0o000)
    for (const args of [['runs'], ['run', 'look-only'], ['start']]) expectOneLine(mine(args), 2, home)
    expect(mine(['doctor']).code).toBe(1)

    chmodSync(home, 0o700)
    chmodSync(join(home, 'journal.db'), 0o000)
    for (const args of [['runs'], ['run', 'look-only']])
      expectOneLine(mine(args), 2, join(home, 'journal.db'))
    chmodSync(join(home, 'journal.db'), 0o600)
    expect(await runs()).toEqual(before)
  })
})

/** To who writes, a limit on the size of files is a disk without room; a real one without room takes root to make. */
const ROOMLESS = [
  [
    'whose files cannot grow',
    (_home: string) => ({
      prefix: ['bash', '-c', 'ulimit -f 200; exec "$@"', 'bash'],
      grow: () => undefined,
    }),
  ],
  ...(canMount() ? [['on a full disk', fullDisk] as const] : []),
] as const

describe.each(ROOMLESS)('a data directory %s', (_, make) => {
  it('ends a run in one line, and no run is left running', async () => {
    const { within, home, workflow, runs, json, service } = house()
    const { prefix, grow } = make(home)
    workflow('fill', commandStep('fill', 'seq 1 300000'), commandStep('look', 'ls', 'dependsOn: [fill]'))
    const { code, out, err } = within(prefix, ['run', 'fill'])
    expect(code, err).toBe(1)
    expect(err.trimEnd().split('\n'), err).toHaveLength(1)
    expect(err).toContain(home)
    expect(out).toMatch(/❌ fill · failed/)
    const [run] = await runs()
    expect(run).toMatchObject({ status: 'failed', failure: 'storage' })
    expect(await json('audit', run?.id ?? '')).toMatchObject({ ok: true })
    grow()
    await service()
    expect(await runs()).toEqual([run])
  })
})

function fullDisk(home: string) {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', home])
  onTestFinished(() => void execFileSync('umount', ['--lazy', home]))
  return {
    prefix: ['env'],
    grow: () => void execFileSync('mount', ['-o', 'remount,size=50m', home]),
  }
}

/** Not every root may: some live in a container. */
function canMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' })
    return process.getuid?.() === 0
  } catch {
    return false
  }
}

/**
 * Root may read and write everything, so its exceptions are taken away; anybody else has none.
 */
function withoutPrivileges(made: ReturnType<typeof house>): (args: readonly string[]) => Ran {
  const prefix =
    process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : ['env']
  return (args) => made.within(prefix, args)
}
