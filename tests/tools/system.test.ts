import { readFile } from 'node:fs/promises'
import os from 'node:os'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/lib/clock.ts'
import { createHostRunner } from '../../src/runtime/host/runner.ts'
import { createSystemTools } from '../../src/tools/system/tools.ts'
import { callTool, effectsOf } from '../helpers/call-tool.ts'
import { createMemoryBlobs } from '../helpers/memory-blobs.ts'
import { tempDir } from '../helpers/temp-dir.ts'

const blobs = createMemoryBlobs()
const tools = createSystemTools({
  runner: createHostRunner({
    blobs,
    trustedPath: ['/usr/bin', '/bin'],
    baseEnv: process.env,
    maxOutputBytes: 10_000_000,
    clock: systemClock,
    graceMs: 300,
  }),
})

describe('execute_command', () => {
  it('gives exit code and output', async () => {
    const cwd = await tempDir()
    const result = await callTool(tools, 'execute_command', { command: 'pwd; echo note >&2' }, { cwd })
    expect(result).toMatchObject({
      ok: true,
      exitCode: 0,
      value: { exitCode: 0, signal: null, stdout: `${cwd}\n`, stderr: 'note\n', truncated: false },
      output: { bytes: cwd.length + 6 },
    })
  })

  it('fails with the exit code, the last words and the whole value', async () => {
    const result = await callTool(tools, 'execute_command', {
      command: 'echo part; echo a >&2; echo why >&2; exit 7',
    })
    expect(result).toMatchObject({
      ok: false,
      exitCode: 7,
      error: { code: 'E_EXIT', message: 'exit code 7: why', recoverable: false },
      value: { exitCode: 7, stdout: 'part\n', stderr: 'a\nwhy\n' },
    })
    expect(await callTool(tools, 'execute_command', { command: 'exit 1' })).toMatchObject({
      error: { message: 'exit code 1' },
    })
  })

  it('names the signal where one ended it', async () => {
    const result = await callTool(tools, 'execute_command', { command: 'kill -9 $$' })
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'E_EXIT', message: 'ended by SIGKILL' },
      value: { exitCode: null },
    })
    expect(result).not.toHaveProperty('exitCode')
  })

  it('keeps what was printed before the time limit', async () => {
    const result = await callTool(tools, 'execute_command', { command: 'echo early; sleep 100', timeoutS: 1 })
    expect(result).toMatchObject({ ok: false, error: { code: 'E_TIMEOUT' }, value: { stdout: 'early\n' } })
  })

  it('shortens a long output and keeps the whole as a blob', async () => {
    const result = await callTool(tools, 'execute_command', {
      command: 'echo start; yes x | head -50000; echo end',
    })
    if (!result.ok || !result.output) throw new Error('no output')
    const { stdout, truncated } = result.value as { stdout: string; truncated: boolean }
    expect(truncated).toBe(true)
    expect(stdout).toMatch(/^start\nx[\s\S]+ characters left out …\n[\s\S]+x\nend\n$/)
    expect(stdout.length).toBeLessThan(33_000)
    expect((await blobs.read(result.output.sha256)).length).toBe(100_010)
  })

  it('shows what it prints while it runs', async () => {
    let seen = ''
    const onOutput = (chunk: string) => (seen += chunk)
    await callTool(tools, 'execute_command', { command: 'echo one; echo two' }, { onOutput })
    expect(seen).toBe('one\ntwo\n')
  })

  it('fails as data where the directory is missing', async () => {
    const result = await callTool(tools, 'execute_command', { command: 'true', cwd: 'nowhere' })
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'E_SPAWN', message: expect.stringContaining('/nowhere') },
    })
  })

  it('runs nothing on the host that was meant for a sandbox', async () => {
    const result = await callTool(tools, 'execute_command', { command: 'true' }, { mode: 'sandbox' })
    expect(result).toMatchObject({ ok: false, error: { code: 'E_SPAWN' } })
  })

  it('refuses an empty or impossible command', async () => {
    for (const args of [
      { command: '' },
      { command: 'a\0b' },
      { command: 'x', timeoutS: 0 },
      { command: 'x', cmd: 'y' },
    ])
      expect(await callTool(tools, 'execute_command', args)).toMatchObject({ error: { code: 'E_ARGS' } })
  })

  it('tells policy its text and where it runs', () => {
    expect(effectsOf(tools, 'execute_command', { command: 'ls', cwd: '../b' }, '/a')).toEqual([
      { kind: 'command', text: 'ls', cwd: '/b' },
    ])
    expect(effectsOf(tools, 'execute_command', { command: 'ls' }, '/a')).toEqual([
      { kind: 'command', text: 'ls', cwd: '/a' },
    ])
  })
})

describe('get_system_info', () => {
  it('agrees with the machine', async () => {
    const result = await callTool(tools, 'get_system_info', {})
    const release = await readFile('/etc/os-release', 'utf8').catch(() => '')
    const name = /^PRETTY_NAME="?([^"\n]*)/m.exec(release)?.[1] ?? os.type()
    expect(result).toMatchObject({
      ok: true,
      value: {
        os: name,
        kernel: os.release(),
        hostname: os.hostname(),
        cpu: { count: os.cpus().length },
        memory: { totalBytes: os.totalmem() },
        node: process.version,
      },
    })
  })

  it('names every file it reads', () => {
    expect(effectsOf(tools, 'get_system_info', {})).toContainEqual({
      kind: 'path',
      access: 'read',
      path: '/proc/meminfo',
    })
  })
})
