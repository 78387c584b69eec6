import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import { autohome } from '../helpers/autohome.ts'
import { onTerminal } from './tmux.ts'

const modeOf = (path: string) => statSync(path).mode & 0o777

describe('init on a terminal', () => {
  it('asks step by step, checks at once, hides tokens, and writes what was answered', async () => {
    const made = autohome()
    mkdirSync(made.home)
    writeFileSync(join(made.home, 'autohome.yaml'), '# my own words\nlog:\n  level: warn # quiet\n')
    const screen = onTerminal(made, ['init'], { env: { WORKSPACE_DIR: '' } })
    const say = async (question: string, answer: string) => {
      await screen.shows(question)
      if (answer !== '') screen.type(answer)
      screen.press('Enter')
    }
    await say('Language', 'fr')
    await say('Qui peut demander', 'nobody')
    await screen.shows('Ce n’est pas possible')
    await say('Qui peut demander', 'slack:U012AB3CD')
    await say('Où écrire', join(made.directory, 'work'))
    await say('direct', 'sandbox')
    await say('Adresse d’Ollama', '')
    await say('Modèle qui fait', 'small:7b')
    await say('Modèle qui le juge', '')
    await say('Utiliser Slack', 'n')
    await say('Utiliser Discord', 'non')
    await say('Joindre votre téléphone', 'o')
    await say('Adresse du serveur ntfy', 'http://127.0.0.1:9')
    await say('Sujet auquel', 'long-topic')
    await say('Un autre sujet', 'other-topic')
    await say('Jeton d’accès', 'tk_hidden#42')
    const shown = await screen.shows('[exit 0]')
    expect(screen.everything()).not.toContain('tk_hidden')
    expect(shown).toContain('autohome doctor, puis autohome start')
    const yaml = join(made.home, 'autohome.yaml')
    const text = readFileSync(yaml, 'utf8')
    expect(text).toContain('# my own words')
    expect(text).toContain('level: warn # quiet')
    expect(text).toContain('mode: sandbox')
    expect(text).toContain('slack:U012AB3CD')
    expect(text).not.toContain('tk_hidden')
    const env = join(made.home, '.env')
    expect(parseEnv(readFileSync(env, 'utf8'))).toEqual({ NTFY_TOKEN: 'tk_hidden#42' })
    expect([modeOf(yaml), modeOf(env), modeOf(made.home)]).toEqual([0o600, 0o600, expect.any(Number)])
    const { err } = await made.spawn(['runs'])
    expect(err).toBe('')
  })

  it('writes nothing where it is broken off', async () => {
    const made = autohome()
    const screen = onTerminal(made, ['init'])
    await screen.shows('Language')
    screen.type('fr')
    screen.press('Enter')
    await screen.shows('Qui peut')
    screen.press('C-c')
    await screen.shows('[exit 130]')
    expect(existsSync(join(made.home, 'autohome.yaml'))).toBe(false)
  })
})

describe('init without a terminal', () => {
  it('takes settings from flags and tokens from the environment, twice the same', async () => {
    const made = autohome({ NTFY_TOKEN: 'tk_fromenv', LANG: 'fr_FR.UTF-8' })
    const args = ['init', '--yes', '--set', 'execute.mode=sandbox', 'ntfy.topic=alarm']
    const first = await made.spawn(args)
    expect(first).toMatchObject({ code: 0, err: '' })
    expect(first.out).toContain('NOPASSWD: /usr/bin/systemctl restart *')
    expect(first.out).toContain('manifest.yaml')
    const files = ['autohome.yaml', '.env'].map((name) => join(made.home, name))
    const before = files.map((path) => readFileSync(path, 'utf8'))
    writeFileSync(files[1] ?? '', `# mine\n${before[1]}OTHER=1\n`)
    expect((await made.spawn(args)).out).toContain('Rien n’a changé')
    expect(readFileSync(files[1] ?? '', 'utf8')).toBe(`# mine\n${before[1]}OTHER=1\n`)
    expect(readFileSync(files[0] ?? '', 'utf8')).toBe(before[0])
  })

  it.each([
    [['init'], 'asks in a terminal'],
    [['init', '--yes', '--set', 'slack.botToken=xoxb-1'], 'Tokens come from the environment'],
    [['init', '--yes', '--set', 'execute.mode=root'], 'allowed: direct or sandbox'],
    [['init', '--yes', '--set', 'slack.channel=general'], 'allowed'],
  ])('%j is refused in one line', async (args, words) => {
    const made = autohome()
    const { code, err } = await made.spawn(args)
    expect(code).toBe(2)
    expect(err).toContain(words)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect(existsSync(join(made.home, 'autohome.yaml'))).toBe(false)
  })
})
