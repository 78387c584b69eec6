import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { tempDir } from '../helpers/temp-dir.ts'
import { autohome } from '../helpers/autohome.ts'

interface Found {
  readonly check: string
  readonly level: string
  readonly detail: string
}

async function examined(house = autohome()) {
  const { out, code } = await house.run(['doctor', '--json'])
  const found: Found[] = JSON.parse(out)
  return { code, of: (check: string) => found.find((one) => one.check === check), found }
}

/** A server on loopback that answers these paths with JSON. */
async function answering(paths: Readonly<Record<string, unknown>>): Promise<string> {
  const server = createServer((request, response) => {
    const value = paths[request.url ?? '']
    response.writeHead(value === undefined ? 404 : 200).end(JSON.stringify(value ?? {}))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('doctor', () => {
  it('looks at everything and says how it stands', async () => {
    const { of, found } = await examined()
    expect(of('node')).toMatchObject({ level: 'ok', detail: process.versions.node })
    expect(of('home')?.detail).toContain('does not exist yet')
    expect(of('engine')).toMatchObject({ level: 'ok', detail: 'not running; `autohome start` starts it' })
    expect(of('bash')?.level).toBe('ok')
    expect(of('ollama')).toMatchObject({
      level: 'warn',
      detail: expect.stringContaining('http://127.0.0.1:9'),
    })
    expect(found.map(({ check }) => check)).toEqual([
      'node',
      'config',
      'home',
      'space',
      'workspace',
      'engine',
      'policy',
      'workflows',
      'bash',
      'git',
      'docker',
      'sandbox',
      'systemd',
      'sudo',
      'ollama',
      'chat',
    ])
  })

  it('for people, one line each, in their language', async () => {
    const { out } = await autohome({ LANG: 'fr_FR.UTF-8' }).run(['doctor'])
    expect(out).toMatch(/^ok {4}Node\.js {16}\d/)
    expect(out).toContain('Répertoire de données')
    for (const line of out.trimEnd().split('\n')) expect(line).toMatch(/^(ok|warn|fail) /)
  })

  it('names what is wrong with the configuration and stops there', async () => {
    const { code, found } = await examined(autohome({ LOG_LEVEL: 'loud' }))
    expect(code).toBe(1)
    expect(found.at(-1)).toEqual({
      check: 'config',
      level: 'fail',
      detail: 'LOG_LEVEL (environment) holds "loud"; allowed: debug, info, warn, error or silent',
    })
  })

  it('notices what others could read', async () => {
    const house = autohome()
    mkdirSync(house.home, { mode: 0o755 })
    const secret = 'SLACK_BOT_TOKEN=xoxb-1234567890-abc\nSLACK_API_URL=http://127.0.0.1:9\n'
    writeFileSync(join(house.home, '.env'), secret)
    chmodSync(join(house.home, '.env'), 0o644)
    const { of, found } = await examined(house)
    expect(of('home')?.detail).toContain('chmod 700')
    expect(of('config')?.detail).toContain(`chmod 600 ${join(house.home, '.env')}`)
    expect(of('chat')).toBeUndefined()
    expect(of('slack.bot')).toMatchObject({ level: 'warn', detail: expect.stringContaining('SLACK_API_URL') })
    expect(JSON.stringify(found)).not.toContain('xoxb-')
  })

  it('fails where a program that everything needs is not on the trusted path', async () => {
    const house = autohome()
    mkdirSync(house.home, { mode: 0o700 })
    writeFileSync(join(house.home, 'autohome.yaml'), 'commands:\n  trustedPath: [/nowhere]\n')
    const { of, code } = await examined(house)
    expect(code).toBe(1)
    expect(of('bash')?.level).toBe('fail')
    expect([of('git')?.level, of('docker')?.level]).toEqual(['warn', 'warn'])
  })

  it('fails where data or work cannot be written', async () => {
    const inTheWay = join(await tempDir(), 'file')
    writeFileSync(inTheWay, '')
    const house = autohome({ AUTOHOME_HOME: join(inTheWay, 'home'), WORKSPACE_DIR: join(inTheWay, 'work') })
    const { code, of } = await examined(house)
    expect(code).toBe(1)
    expect(of('home')).toMatchObject({ level: 'fail', detail: expect.stringContaining('AUTOHOME_HOME') })
    expect(of('workspace')).toMatchObject({ level: 'fail', detail: expect.stringContaining('WORKSPACE_DIR') })
  })

  it('asks the model servers', async () => {
    const models = { models: [{ name: 'one:latest' }, { name: 'two:7b' }] }
    const ollama = await answering({ '/api/version': { version: '0.12.3' }, '/api/tags': models })
    const openai = await answering({ '/v1/models': { data: [{ id: 'm' }] } })
    const env = {
      OLLAMA_HOST: ollama,
      OPENAI_BASE_URL: `${openai}/v1`,
      OPENAI_API_KEY: 'sk-test',
      EXECUTOR_MODEL: 'one',
    }
    const good = await examined(autohome({ ...env, VERIFIER_MODEL: 'two:7b' }))
    expect(good.of('ollama')).toMatchObject({ level: 'ok', detail: `version 0.12.3 at ${ollama}` })
    expect(good.of('openai')).toMatchObject({ level: 'ok', detail: `1 model at ${openai}/v1` })
    expect(good.of('model')).toMatchObject({ level: 'ok', detail: expect.stringContaining('one: asked by') })
    const lacking = await examined(autohome({ ...env, OPENAI_BASE_URL: openai, VERIFIER_MODEL: 'three' }))
    expect(lacking.of('ollama')).toMatchObject({
      level: 'warn',
      detail: expect.stringContaining('ollama pull three'),
    })
    expect(lacking.of('openai')?.level).toBe('warn')
  })

  it('names workflow files that cannot be used, also where a shipped one stands in', async () => {
    const house = autohome()
    const workflows = join(house.home, 'workflows')
    mkdirSync(workflows, { recursive: true, mode: 0o700 })
    writeFileSync(join(workflows, 'mine.yaml'), 'name: mine\ntitle: {\n')
    writeFileSync(join(workflows, 'disk-report.yaml'), 'name: disk-report\nsteps: 3\n')
    const { of, code } = await examined(house)
    expect(of('workflows')?.level).toBe('warn')
    expect(of('workflows')?.detail).toMatch(/mine\.yaml:\d+: /)
    expect(of('workflows')?.detail).toMatch(/disk-report\.yaml:\d+: /)
    expect(code).toBe(0)
  })

  it('names what is wrong with the owner’s allowlist', async () => {
    const house = autohome()
    mkdirSync(house.home, { mode: 0o700 })
    writeFileSync(join(house.home, 'allowlist.yaml'), 'rules:\n  - id: mine\n    decision: perhaps\n')
    const { of, code } = await examined(house)
    expect(of('policy')).toMatchObject({
      level: 'fail',
      detail: expect.stringMatching(/allowlist\.yaml:\d+: .*perhaps/),
    })
    expect(code).toBe(1)
  })
})
