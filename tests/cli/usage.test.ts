import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { autohome } from '../helpers/autohome.ts'

const COMMANDS = [
  'start',
  'run',
  'runs',
  'show',
  'verify',
  'repair',
  'cancel',
  'questions',
  'approve',
  'deny',
  'answer',
  'audit',
  'tools',
  'workflows',
  'doctor',
  'status',
  'policy',
  'policy explain',
  'policy check',
]

describe('help', () => {
  it('lists every command', async () => {
    const { out, code, err } = await autohome().run(['--help'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    for (const name of COMMANDS) expect(out).toContain(`  ${name.split(' ')[0]}`)
  })

  it.each(COMMANDS)('of %s has an example', async (name) => {
    const { out, code } = await autohome().run([...name.split(' '), '--help'])
    expect(code).toBe(0)
    expect(out).toMatch(new RegExp(`Example:\\n  autohome ${name}`))
  })

  it('speaks French', async () => {
    const house = autohome({ LANG: 'fr_FR.UTF-8' })
    const { out } = await house.run(['help', 'runs'])
    expect(out).toContain('Usage\u00a0: autohome runs')
    expect(out).toContain('Exemple\u00a0:')
    expect((await house.run(['--lang', 'en', '--help'])).out).toContain('Commands:')
  })

  it('is shown, with exit code 2, where nothing was asked', async () => {
    const { out, code } = await autohome().run([])
    expect(out).toContain('Usage: autohome')
    expect(code).toBe(2)
  })

  it('and the version need no configuration', async () => {
    const { version } = JSON.parse(
      readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
    )
    const house = autohome({ MAX_REPAIR_CYCLES: 'wrong' })
    expect(await house.spawn(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })
})

describe('what was typed wrong is one line and exit code 2', () => {
  it.each([
    [['rnus'], 'No command “rnus”. Did you mean runs? See: autohome --help'],
    [['zzzzzzz'], 'No command “zzzzzzz”. See: autohome --help'],
    [['sta'], '“sta” could be: start, status. Type more of it.'],
    [['pol', 'ex'], '<command> is missing. See: autohome policy explain --help'],
    [['show'], '<run> is missing. See: autohome show --help'],
    [['status', 'now'], 'Too many words behind status. See: autohome status --help'],
    [['doctor', '--bogus'], 'Unknown option --bogus. See: autohome doctor --help'],
    [['run', 'x', '--mode', 'odd'], '--mode holds “odd”; allowed: direct, sandbox'],
    [['runs', '--limit', 'many'], '--limit holds “many”; allowed: 1 … 999999'],
    [['runs', '--status'], '--status needs a value: <status...>'],
    [['--lang', 'de', 'runs'], '--lang holds “de”; allowed: en or fr'],
    [['run', '   '], 'What should be done? For example: autohome run "check this server\'s health"'],
    [['policy', 'check'], 'policy check reads JSON lines: add --jsonl'],
  ])('%j', async (args, line) => {
    expect(await autohome().run(args)).toEqual({ code: 2, out: '', err: `${line}\n` })
  })

  it('in French', async () => {
    const { err } = await autohome({ AUTOHOME_LANG: 'fr' }).run(['rnus'])
    expect(err).toBe(
      'Pas de commande «\u00a0rnus\u00a0». Vouliez-vous dire runs\u202f? Voir\u00a0: autohome --help\n',
    )
  })

  it('a wrong setting', async () => {
    const house = autohome({ MAX_REPAIR_CYCLES: '9' })
    for (const args of [['runs'], ['start'], ['run', 'x']])
      expect(await house.run(args)).toEqual({
        code: 2,
        out: '',
        err: 'MAX_REPAIR_CYCLES (environment) holds 9; allowed: a whole number from 0 to 3\n',
      })
  })

  it('with a stack only for who asks for one', async () => {
    const { err, code } = await autohome({ AUTOHOME_DEBUG: '1' }).run(['rnus'])
    expect(err).toContain('    at ')
    expect(code).toBe(2)
  })
})

describe('without an engine', () => {
  it.each([
    ['approve', 'k3v9'],
    ['deny', 'k3v9', 'no'],
    ['answer', 'k3v9', 'done'],
  ])('%s says that nobody is there to act on it', async (...args) => {
    expect(await autohome().run(args)).toEqual({
      code: 2,
      out: '',
      err: 'No Autohome is running here: start one with `autohome start`, then answer again.\n',
    })
  })

  it('run --detach says so as well', async () => {
    const { code, err } = await autohome().run(['run', 'x', '--detach'])
    expect(code).toBe(2)
    expect(err).toContain('leave out --detach')
  })
})
