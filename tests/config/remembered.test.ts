import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import { tempDir } from '../helpers/temp-dir.ts'

const packageRoot = join(import.meta.dirname, '..', '..')

async function house() {
  const directory = await tempDir()
  const home = join(directory, 'home')
  mkdirSync(home)
  const load = (env: Record<string, string> = {}) =>
    loadConfig({ env: { HOME: directory, AUTOHOME_HOME: home, ...env }, cwd: directory, packageRoot })
  return { directory, home, load, file: join(home, 'settings.json') }
}

it('an unchanged start gives the same settings', async () => {
  const { load, file } = await house()
  const env = { OPENAI_API_KEY: 'sk-one-two-three', AUTOHOME_OWNERS: 'slack:U1', SLACK_BOT_TOKEN: 'xoxb-1' }
  const first = await load(env)
  const written = statSync(file).mtimeMs
  expect(await load(env)).toEqual(first)
  expect(Object.isFrozen((await load(env)).owners[0]?.identities)).toBe(true)
  expect(statSync(file).mtimeMs).toBe(written)
})

it('keeps no secret on disk, and shows the file to nobody', async () => {
  const { home, load, file } = await house()
  expect((await load({ OPENAI_API_KEY: 'sk-one-two-three' })).models.openaiApiKey).toBe('sk-one-two-three')
  expect(readFileSync(file, 'utf8')).not.toContain('sk-one')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(home)).toEqual(['settings.json'])
})

it('what stands in a file with a secret is read each time', async () => {
  const { home, load, file } = await house()
  writeFileSync(join(home, 'autohome.yaml'), 'ntfy:\n  token: tk_secret\n')
  expect((await load()).ntfy.token).toBe('tk_secret')
  expect((await load()).ntfy.token).toBe('tk_secret')
  expect(existsSync(file)).toBe(false)
})

it('any change is seen: of the file, of a variable, of the language', async () => {
  const { home, load } = await house()
  await load()
  writeFileSync(join(home, 'autohome.yaml'), 'scheduler:\n  concurrency: 9\n')
  expect((await load()).scheduler.concurrency).toBe(9)
  expect((await load({ MAX_REPAIR_CYCLES: '1' })).verify.maxRepairCycles).toBe(1)
  expect((await load()).verify.maxRepairCycles).toBe(3)
  expect((await load({ LANG: 'fr_FR' })).locale).toBe('fr')
  writeFileSync(join(home, 'autohome.yaml'), 'scheduler:\n  concurrency: none\n')
  await expect(load()).rejects.toThrow('scheduler.concurrency')
  await expect(load()).rejects.toThrow('scheduler.concurrency')
})

it('a damaged file is nothing', async () => {
  const { load, file } = await house()
  const first = await load()
  for (const text of ['', '{', 'null', '{"digest":"x"}', '[]']) {
    writeFileSync(file, text)
    expect(await load()).toEqual(first)
  }
})

it('a data directory that is not there, or takes nothing, does without', async () => {
  const { directory, load } = await house()
  const elsewhere = join(directory, 'not-there')
  await load({ AUTOHOME_HOME: elsewhere })
  expect(existsSync(elsewhere)).toBe(false)
  for (const place of ['/proc/self', join(packageRoot, 'package.json', 'below')])
    expect((await load({ AUTOHOME_HOME: place })).home).toBe(place)
})

it('the second start loads neither the schema nor the parser', async () => {
  const { directory, home } = await house()
  const from = {
    env: { HOME: directory, AUTOHOME_HOME: home },
    cwd: directory,
    packageRoot,
  }
  const script = `
    import { loadConfig } from ${JSON.stringify(new URL('../../dist/config.js', import.meta.url).href)}
    await loadConfig(${JSON.stringify(from)})`
  // Node's own trace names every module that was read.
  const loaded = () =>
    spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], NODE_DEBUG: 'esm,module' },
    }).stderr
  expect(loaded()).toMatch(/node_modules\/zod\//)
  expect(loaded()).not.toMatch(/node_modules\/(zod|yaml)\//)
})
