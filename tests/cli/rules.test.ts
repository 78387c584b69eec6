import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { autohome } from '../helpers/autohome.ts'
import { mainFile } from '../helpers/build.ts'

const execFileAsync = promisify(execFile)

const WORKFLOW = (command: string) => `
name: restart-it
title: { en: restart-it, fr: restart-it }
estimatedDurationS: 5
description: { en: A test., fr: Un test. }
aliases: { en: [restart it now please], fr: [relance la chose] }
steps:
  - { id: go, title: { en: go, fr: go }, tool: execute_command, args: { command: ${JSON.stringify(command)} } }
acceptance:
  - id: so
    statement: { en: so, fr: so }
    check: { tool: execute_command, args: { command: "test -e made" } }
report: { en: done, fr: fait }
`

it('a question is answered for always and with an edited command, and the rule is listed and taken back', async () => {
  const cli = autohome()
  const { directory, home, run, start } = cli
  mkdirSync(join(home, 'workflows'), { recursive: true })
  const command = `rm -f ${directory}/workspace/old`
  writeFileSync(join(home, 'workflows', 'restart-it.yaml'), WORKFLOW(command))
  const engine = start('start')
  await engine.said('is ready')

  const ask = async () => {
    await run(['run', 'restart-it', '--detach'])
    for (;;) {
      const [question] = JSON.parse((await run(['questions', '--json'])).out) as { id: string }[]
      if (question) return question.id
    }
  }
  const edited = await ask()
  const refused = await run(['answer', edited, 'edit', '--command', 'rm -rf /'])
  expect(refused).toMatchObject({ code: 2, out: '' })
  expect(refused.err).toContain('Policy denies the edited command')
  expect((await run(['answer', edited, 'edit', '--command', `${command}; touch made`])).code).toBe(0)

  const id = await ask()
  const shown = (await run(['questions'])).out
  expect(shown).toContain(`- "${command}"`)
  expect((await run(['answer', id, 'always'])).code).toBe(0)
  expect(readFileSync(join(home, 'allowlist.yaml'), 'utf8')).toContain(command)
  const listed = JSON.parse((await run(['policy', 'rules', '--json'])).out) as { id: string }[]
  expect(listed).toMatchObject([{ decision: 'allow', commands: [command] }])
  expect((await run(['run', 'restart-it'])).code).toBe(0)

  expect((await run(['policy', 'revoke', 'owner.al'])).out).toContain(listed[0]?.id)
  expect((await run(['policy', 'rules'])).out).toBe('You have no rules of your own.\n')
  expect((await run(['deny', await ask()])).code).toBe(0)
  engine.child.kill('SIGTERM')
  await engine.ended()
  expect((await run(['policy', 'revoke', 'nothing'])).code).toBe(2)
})

it('away mode is kept without an Autohome running, and shown by status', async () => {
  const { run } = autohome()
  expect((await run(['away'])).out).toBe('Not away: whatever asks waits for an answer.\n')
  expect((await run(['away', 'on'])).out).toMatch(/^Away since .*: whatever asks is denied\.\n$/)
  expect((await run(['status'])).out).toContain('Away since')
  expect(JSON.parse((await run(['status', '--json'])).out)).toMatchObject({
    away: { by: { surface: 'console' } },
  })
  expect((await run(['away', 'maybe'])).code).toBe(2)
  expect((await run(['away', 'off'])).code).toBe(0)
  expect((await run(['status'])).out).not.toContain('Away')
})

it('a command that Autohome runs cannot answer, take back a rule or leave', async () => {
  const { run } = autohome({ AUTOHOME_COMMAND: 'x' })
  for (const args of [
    ['approve', 'k3v9'],
    ['policy', 'revoke', 'x'],
    ['away', 'off'],
  ]) {
    const { code, err } = await run(args)
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('cannot answer for its owner') })
  }
  expect((await run(['away'])).code).toBe(0)
})

it('nor one that wiped its environment, while what started it is there', async () => {
  const { directory, home } = autohome()
  const script = `env -i PATH="$PATH" HOME="${directory}" AUTOHOME_HOME="${home}" "${process.execPath}" "${mainFile}" away on; echo "code $?"`
  const { stdout } = await execFileAsync('bash', ['-c', script], {
    env: { ...process.env, AUTOHOME_COMMAND: 'x' },
  })
  expect(stdout).toContain('code 2')
})
