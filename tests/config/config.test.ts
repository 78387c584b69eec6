import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseDocument } from 'yaml'
import { configDigest, loadConfig, secretsOf, socketPath } from '../../src/config.ts'
import { ENVIRONMENT } from '../../src/config/environment.ts'
import { metaOf, settingKeys } from '../../src/config/schema.ts'
import { UserError } from '../../src/domain/errors.ts'

const packageRoot = join(import.meta.dirname, '..', '..')

let directory: string
let home: string
let cwd: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'autohome-config-'))
  home = join(directory, 'data')
  cwd = join(directory, 'here')
  mkdirSync(home)
  mkdirSync(cwd)
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const load = (env: Record<string, string> = {}) =>
  loadConfig({ env: { HOME: directory, AUTOHOME_HOME: home, ...env }, cwd, packageRoot })

/** The one line with which these settings are refused. */
async function refusal(env: Record<string, string> = {}): Promise<string> {
  const error = await thrownBy(load(env))
  expect(error).toBeInstanceOf(UserError)
  const { code, exitCode, message } = error as UserError
  expect({ code, exitCode }).toEqual({ code: 'bad_config', exitCode: 2 })
  expect(message).not.toContain('\n')
  return message
}

const thrownBy = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('was accepted')
    },
    (error: unknown) => error,
  )

const ownersFile = (text: string) => writeFileSync(join(home, 'autohome.yaml'), text)

describe('the language', () => {
  it.each([
    [{ LANG: 'C' }, false, 'en'],
    [{ LANG: 'en_US.UTF-8' }, true, 'en'],
    [{ LANG: 'C', AUTOHOME_LANG: 'fr' }, true, 'fr'],
    [{ LANG: 'fr_FR.UTF-8', AUTOHOME_LANG: 'auto' }, true, 'fr'],
  ] as const)('of %j: chosen %s', async (env, languageSet, locale) => {
    expect(await load(env)).toMatchObject({ languageSet, locale })
  })

  it('counts as chosen where the owner wrote it down', async () => {
    ownersFile('locale: en\n')
    expect(await load({ LANG: 'C' })).toMatchObject({ languageSet: true, locale: 'en' })
  })
})

describe('defaults', () => {
  it('come from the shipped file, with paths made absolute', async () => {
    const config = await load({ LANG: 'fr_FR.UTF-8', TZ: 'Europe/Paris' })
    expect(config).toMatchObject({
      home,
      workspace: join(directory, 'autohome-workspace'),
      locale: 'fr',
      timezone: 'Europe/Paris',
      execute: { mode: 'direct' },
      verify: { required: true, maxRepairCycles: 3 },
      journal: { synchronous: 'full' },
      questions: { expiryMin: 30 },
      approvals: { twoPeople: false },
    })
    expect(config.files.unreadable).toContain(join(directory, '.ssh'))
    expect(config.version).toBe(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')).version)
    expect(config.sources).toContain(join(packageRoot, 'config', 'autohome.yaml'))
  })

  it('name every setting that is not a secret or optional', async () => {
    const document = parseDocument(readFileSync(join(packageRoot, 'config', 'autohome.yaml'), 'utf8'))
    const optional = /^(slack|discord|ntfy|webhook)\.|^models\.openai|^phone\.openUrl/
    const missing = settingKeys().filter((key) => !document.hasIn(key.split('.')) && !optional.test(key))
    expect(missing).toEqual([])
  })

  it('are in ~/.autohome where nothing says otherwise', async () => {
    expect((await loadConfig({ env: { HOME: directory }, cwd, packageRoot })).home).toBe(
      join(directory, '.autohome'),
    )
  })

  it('cannot be changed', async () => {
    const config = await load()
    expect(Object.isFrozen(config.verify)).toBe(true)
    expect(Object.isFrozen(config.files.readable)).toBe(true)
    expect(() => Object.assign(config.budget, { tokens: 1 })).toThrow(TypeError)
  })
})

describe('order', () => {
  it('environment over .env here over .env at home over the file of the owner', async () => {
    ownersFile(
      'models:\n  executor: from-yaml\n  verifier: from-yaml\nscheduler:\n  concurrency: 7\nlog: { level: error }\n',
    )
    writeFileSync(
      join(home, '.env'),
      'EXECUTOR_MODEL=from-home-env\nVERIFIER_MODEL=from-home-env\nLOG_LEVEL=warn\n',
    )
    writeFileSync(join(cwd, '.env'), 'EXECUTOR_MODEL="from-here-env"\nLOG_LEVEL=debug\n')
    const config = await load({ LOG_LEVEL: 'silent' })
    expect(config.models).toMatchObject({ executor: 'from-here-env', verifier: 'from-home-env' })
    expect(config.scheduler.concurrency).toBe(7)
    expect(config.log.level).toBe('silent')
    expect(config.sources.slice(1)).toEqual([
      join(home, 'autohome.yaml'),
      join(home, '.env'),
      join(cwd, '.env'),
      'environment: AUTOHOME_HOME, LOG_LEVEL',
    ])
  })

  it('takes AUTOHOME_HOME from a .env as well, and an empty variable for none', async () => {
    writeFileSync(join(cwd, '.env'), 'AUTOHOME_HOME=../data\n')
    expect((await loadConfig({ env: { HOME: directory, AUTOHOME_HOME: '' }, cwd, packageRoot })).home).toBe(
      home,
    )
    expect((await load({ MAX_REPAIR_CYCLES: '' })).verify.maxRepairCycles).toBe(3)
  })

  it('replaces lists, and leaves what a file does not name', async () => {
    ownersFile('commands:\n  trustedPath: [/usr/bin]\nhttp:\nfiles:\n  readable: [~/docs]\n')
    const config = await load()
    expect(config.commands.trustedPath).toEqual(['/usr/bin'])
    expect(config.http.maxRedirects).toBe(5)
    expect(config.files.readable).toEqual([join(directory, 'docs')])
  })

  it('reads YAML anchors', async () => {
    ownersFile('budget: &b\n  timeMin: &t 5\nsteps:\n  timeoutS: *t\n')
    expect((await load()).steps.timeoutS).toBe(5)
  })
})

describe('values', () => {
  it.each([
    ['gpu', 'http://gpu:11434'],
    ['gpu:9', 'http://gpu:9'],
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    ['0.0.0.0:1234', 'http://127.0.0.1:1234'],
    ['https://ollama.example/', 'https://ollama.example'],
    ['http://[::]:11434', 'http://127.0.0.1:11434'],
    ['0.0.0.0:11434/', 'http://127.0.0.1:11434'],
    [':11434', 'http://127.0.0.1:11434'],
    [':', 'http://127.0.0.1:11434'],
    ['127.0.0.1', 'http://127.0.0.1:11434'],
    ['127.0.0.1:80', 'http://127.0.0.1'],
    ['::1', 'http://[::1]:11434'],
    ['[::1]:9', 'http://[::1]:9'],
    ['"gpu:9"', 'http://gpu:9'],
    ['gpu.example/ollama/', 'http://gpu.example:11434/ollama'],
    ['https://gpu.example/ollama//', 'https://gpu.example/ollama'],
    ['HTTPS://gpu.example:8443', 'https://gpu.example:8443'],
  ])('OLLAMA_HOST=%s is %s', async (given, meant) =>
    expect((await load({ OLLAMA_HOST: given })).models.ollamaHost).toBe(meant),
  )

  it.each([
    ['yes', true],
    ['1', true],
    ['ON', true],
    ['no', false],
    ['0', false],
    ['False', false],
  ] as const)('VERIFY_REQUIRED=%s is %s', async (given, meant) =>
    expect((await load({ VERIFY_REQUIRED: given })).verify.required).toBe(meant),
  )

  it('owners with several identities', async () => {
    expect((await load({ AUTOHOME_OWNERS: 'slack:U1+discord:2, console:root' })).owners).toEqual([
      {
        identities: [
          { surface: 'slack', id: 'U1' },
          { surface: 'discord', id: '2' },
        ],
      },
      { identities: [{ surface: 'console', id: 'root' }] },
    ])
  })

  it('WORKSPACE_DIR relative to where it was written', async () => {
    expect((await load({ WORKSPACE_DIR: 'work' })).workspace).toBe(join(cwd, 'work'))
    writeFileSync(join(home, '.env'), 'WORKSPACE_DIR=work\n')
    expect((await load()).workspace).toBe(join(home, 'work'))
    expect((await load({ WORKSPACE_DIR: '~' })).workspace).toBe(directory)
  })

  it('keeps the tokens of chat and phone', async () => {
    const config = await load({
      SLACK_BOT_TOKEN: 'xoxb-1-abc',
      DISCORD_TOKEN: 'abc.def',
      NTFY_TOKEN: 'tk_1',
      NTFY_TOPIC: 'mine',
    })
    expect(config.slack.botToken).toBe('xoxb-1-abc')
    expect(config.ntfy.topic).toBe('mine')
    expect(secretsOf(config)).toEqual(['xoxb-1-abc', 'abc.def', 'tk_1'])
    expect(socketPath(config)).toBe(join(home, 'autohome.sock'))
  })

  it('every variable sets a setting that exists, and every secret has one', async () => {
    expect(ENVIRONMENT.map(({ key }) => key).filter((key) => metaOf(key) === undefined)).toEqual([])
    const byVariable = new Set(ENVIRONMENT.map(({ key }) => key))
    expect(settingKeys().filter((key) => metaOf(key)?.secret && !byVariable.has(key))).toEqual([])
  })

  it('every variable is in .env.example', async () => {
    const example = readFileSync(join(packageRoot, '.env.example'), 'utf8')
    expect(
      ['AUTOHOME_HOME', ...ENVIRONMENT.map(({ name }) => name)].filter(
        (name) => !example.includes(`# ${name}=`),
      ),
    ).toEqual([])
  })

  it('every setting says in both languages what is allowed', async () => {
    const speechless = settingKeys().filter((key) => !metaOf(key)?.allowed.en || !metaOf(key)?.allowed.fr)
    expect(speechless).toEqual([])
  })
})

describe('the sandbox', () => {
  it('has its settings, the memory also as Docker writes it', async () => {
    expect(await load({ EXECUTE_MODE: 'sandbox' })).toMatchObject({
      execute: { mode: 'sandbox' },
      sandbox: { image: 'ubuntu:24.04', memoryMb: 1024, cpus: 1 },
    })
    const changed = { SANDBOX_IMAGE: 'debian:12', SANDBOX_MEMORY: '2g', SANDBOX_CPUS: '0.5' }
    expect((await load(changed)).sandbox).toEqual({ image: 'debian:12', memoryMb: 2048, cpus: 0.5 })
    expect((await load({ SANDBOX_MEMORY: '512M' })).sandbox.memoryMb).toBe(512)
  })
})

describe('a wrong value stops the start with one line', () => {
  it('names variable, value and what is allowed', async () => {
    expect(await refusal({ MAX_REPAIR_CYCLES: '7' })).toBe(
      'MAX_REPAIR_CYCLES (environment) holds 7; allowed: a whole number from 0 to 3',
    )
    expect(await refusal({ MAX_REPAIR_CYCLES: '2.5', AUTOHOME_LANG: 'fr' })).toBe(
      'MAX_REPAIR_CYCLES (environment) contient "2.5" ; valeurs permises : un nombre entier de 0 à 3',
    )
    expect(await refusal({ AUTOHOME_LANG: 'de' })).toContain(
      'AUTOHOME_LANG (environment) holds "de"; allowed: auto, en or fr',
    )
    expect(await refusal({ AUTOHOME_OWNERS: 'bob' })).toContain('AUTOHOME_OWNERS (environment) holds ["bob"]')
    expect(await refusal({ AUTOHOME_TIMEZONE: 'Mars/Olympus' })).toContain('Europe/Paris')
    expect(await refusal({ OLLAMA_HOST: 'http://u:p@h' })).toContain('without user or password')
  })

  it('names file and line', async () => {
    ownersFile('# mine\nverify:\n  required: true\n  maxRepairCycles: many\n')
    expect(await refusal()).toBe(
      `verify.maxRepairCycles (${join(home, 'autohome.yaml')}:4) holds "many"; allowed: a whole number from 0 to 3`,
    )
    writeFileSync(join(home, 'autohome.yaml'), '')
    writeFileSync(join(home, '.env'), 'EXECUTE_MODE=docker\n')
    expect(await refusal()).toBe(
      `EXECUTE_MODE (${join(home, '.env')}) holds "docker"; allowed: direct or sandbox`,
    )
  })

  it('never shows a secret', async () => {
    const line = await refusal({ OPENAI_API_KEY: 'sk-hidden value' })
    expect(line).toContain('OPENAI_API_KEY')
    expect(line).not.toContain('hidden value')
    ownersFile('slack:\n  botToken: [xoxb-secret-thing]\n')
    expect(await refusal()).not.toContain('xoxb')
  })

  it('unknown keys come with the nearest known one', async () => {
    ownersFile('verify:\n  maxRepairCycle: 1\n')
    expect(await refusal()).toBe(
      `verify.maxRepairCycle (${join(home, 'autohome.yaml')}:2) is not a setting; did you mean verify.maxRepairCycles?`,
    )
    ownersFile('quux: 1\n')
    expect(await refusal()).toContain('is not a setting; known: workspace, locale,')
    expect(await refusal({ AUTOHOME_LANG: 'fr' })).toContain('n’est pas un réglage ; connus : workspace')
  })

  it.each([
    ['- a\n- b\n', 'must be a group of settings: workspace'],
    ['verify: yes\n', 'verify ('],
    ['verify:\n  required: [1\n', 'autohome.yaml:'],
    ['verify: {required: true}\nverify: {required: false}\n', 'unique'],
    ['workspace: relative/path\n', 'an absolute path'],
    ['workspace:\n', 'holds null'],
    ['files:\n  readable: /etc\n', 'a list of absolute paths'],
  ])('malformed YAML %j', async (text, words) => {
    ownersFile(text)
    expect(await refusal()).toContain(words)
  })

  it('YAML that is not UTF-8, or far too long', async () => {
    writeFileSync(join(home, 'autohome.yaml'), Buffer.from([0x77, 0xff, 0xfe]))
    expect(await refusal()).toContain('not UTF-8')
    writeFileSync(join(home, 'autohome.yaml'), '#'.repeat(1024 * 1024 + 1))
    expect(await refusal()).toContain('at most')
  })

  it('a file that cannot be read', async () => {
    mkdirSync(join(home, 'autohome.yaml'))
    expect(await refusal()).toContain('cannot be read (EISDIR)')
  })

  it('a .env of another user', async () => {
    const file = join(cwd, '.env')
    writeFileSync(file, 'AUTOHOME_OWNERS=slack:U666\n')
    const own = process.getuid?.() ?? 0
    // Nobody but root can give a file away; for others the test is that their own one is read.
    if (own === 0) chownSync(file, 65_534, 65_534)
    const outcome = own === 0 ? await refusal() : `read, not refused: ${(await load()).owners.length}`
    expect(outcome).toMatch(own === 0 ? /belongs to another user \(65534\)/ : /refused: 1$/)
  })

  it('a sandbox that could not be made', async () => {
    expect(await refusal({ SANDBOX_MEMORY: 'lots' })).toBe(
      'SANDBOX_MEMORY (environment) holds "lots"; allowed: a whole number from 16 to 1048576',
    )
    expect(await refusal({ SANDBOX_CPUS: '0' })).toBe(
      'SANDBOX_CPUS (environment) holds 0; allowed: a number from 0.05 to 1024',
    )
    expect(await refusal({ SANDBOX_IMAGE: 'two words' })).toContain('one word')
  })

  it('a data directory too deep for a socket', async () => {
    expect(await refusal({ AUTOHOME_HOME: `/tmp/${'x'.repeat(120)}` })).toContain('at most 89 bytes')
  })
})

describe('digest', () => {
  it('is the same for the same settings, and another for others', async () => {
    expect(configDigest(await load())).toMatch(/^[0-9a-f]{64}$/)
    expect(configDigest(await load())).toBe(configDigest(await load({ MAX_REPAIR_CYCLES: '3' })))
    expect(configDigest(await load())).not.toBe(configDigest(await load({ MAX_REPAIR_CYCLES: '2' })))
  })

  it('says nothing of secrets', async () => {
    expect(configDigest(await load({ OPENAI_API_KEY: 'sk-one-two-three' }))).toBe(configDigest(await load()))
  })
})
