import { userInfo } from 'node:os'
import { describe, expect, it } from 'vitest'
import { refusedBySudo } from '../../src/tools/sudo.ts'
import { createSystemTools } from '../../src/tools/system/tools.ts'
import { callTool } from '../helpers/call-tool.ts'
import { machineWith } from '../helpers/stand-in-programs.ts'

const PASSWORD = 'sudo: a password is required\n'

describe('what sudo refused', () => {
  it.each([
    PASSWORD,
    'sudo: a terminal is required to read the password; either use the -S option\nsudo: a password is required\n',
    "Sorry, user ada is not allowed to execute '/usr/bin/apt-get clean' as root on host.\n",
    'ada is not in the sudoers file.\n',
  ])('is known by its words: %s', (stderr) => {
    expect(refusedBySudo('sudo -n apt-get clean', { exitCode: 1, stderr })).toEqual(['apt-get', 'clean'])
  })

  it.each([
    ['sudo -n ls /root', { exitCode: 2, stderr: "ls: cannot access '/root'\n" }],
    ['sudo -n false', { exitCode: 1, stderr: '' }],
    ['sudo -n false', { exitCode: 1, stderr: `${PASSWORD}and more\n` }],
    ['touch a; sudo -n false', { exitCode: 1, stderr: PASSWORD }],
    ['sudo -n touch a && sudo -n false', { exitCode: 1, stderr: PASSWORD }],
    ['sudo -n touch $(date)', { exitCode: 1, stderr: PASSWORD }],
    ['sudo -n true\ntouch a', { exitCode: 1, stderr: PASSWORD }],
  ])('is not guessed from %s %j', (text, ended) => expect(refusedBySudo(text, ended)).toBeUndefined())

  it('keeps quoted words together', () => {
    const ended = { exitCode: 1, stderr: PASSWORD }
    expect(refusedBySudo(`sudo -n systemctl restart 'my app' "x y"`, ended)).toEqual([
      'systemctl',
      'restart',
      'my app',
      'x y',
    ])
  })
})

it('execute_command says what to add to sudoers', async () => {
  const runner = await machineWith({ sudo: `echo '${PASSWORD.trim()}' >&2; exit 1` })
  const tools = createSystemTools({ runner })
  const path = await runner.which('ls')
  expect(await callTool(tools, 'execute_command', { command: 'sudo -n ls /root' })).toMatchObject({
    ok: false,
    exitCode: 1,
    error: {
      code: 'E_NEEDS_ROOT',
      message: `${userInfo().username} may not run ls as root without a password`,
      subject: 'ls',
      hint: `${userInfo().username} ALL=(root) NOPASSWD: ${path} /root`,
    },
    value: { stderr: PASSWORD },
  })
  expect(await callTool(tools, 'execute_command', { command: 'true; sudo -n ls' })).toMatchObject({
    error: { code: 'E_EXIT' },
  })
})
