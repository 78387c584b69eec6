import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { autohome } from '../helpers/autohome.ts'

const answers = (out: string): Record<string, unknown>[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('policy check', () => {
  it('answers each line, in order', async () => {
    const asked = [
      { id: 'a', command: 'df -h' },
      { id: 'b', command: 'rm -rf /', mode: 'direct' },
      { id: 3, command: 'systemctl restart nginx', mode: 'sandbox' },
    ]
    const { code, out, err } = await autohome().run(
      ['policy', 'check', '--jsonl'],
      asked.map((line) => JSON.stringify(line)).join('\n'),
    )
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(answers(out)).toMatchObject([
      { id: 'a', decision: 'allow' },
      { id: 'b', decision: 'deny' },
      { id: 3, decision: 'ask' },
    ])
    for (const answer of answers(out)) expect(Object.keys(answer)).toEqual(['id', 'decision', 'rule', 'why'])
  })

  it('goes on after a bad line, and says so with its exit code', async () => {
    const lines = [
      '{bad',
      '[]',
      '"x"',
      '{"id":7}',
      '{"id":8,"command":"ls","mode":"odd"}',
      '',
      '{"id":9,"command":"ls"}',
    ]
    const { code, out } = await autohome().run(['policy', 'check', '--jsonl'], lines.join('\r\n'))
    expect(code).toBe(2)
    expect(answers(out)).toMatchObject([
      { id: null, error: expect.any(String) },
      { id: null, error: expect.any(String) },
      { id: null, error: expect.any(String) },
      { id: 7, error: expect.any(String) },
      { id: 8, error: expect.any(String) },
      { id: 9, decision: 'allow' },
    ])
  })

  it('keeps the order of very many, in the language that was asked for', async () => {
    const count = 5000
    const input = Array.from(
      { length: count },
      (_, id) => `${JSON.stringify({ id, command: `head -n ${id} log` })}\n`,
    ).join('')
    const { code, out } = await autohome().run(['--lang', 'fr', 'policy', 'check', '--jsonl'], input)
    expect(code).toBe(0)
    const found = answers(out)
    expect(found).toHaveLength(count)
    expect(found.every(({ id, decision }, index) => id === index && decision === 'allow')).toBe(true)
    expect(found[0]?.['why']).toContain('fichiers')
  })

  it('answers while its input is still open, and ends with a signal', async () => {
    const { child, said, ended } = autohome().start('policy', 'check', '--jsonl')
    child.stdin.write('{"id":1,"command":"ls"}\n')
    await said('"id":1')
    child.kill('SIGINT')
    expect(await ended()).toMatchObject({ code: 130, err: '' })
  })

  it('ends quietly when nobody reads', async () => {
    const { child, ended } = autohome().start('policy', 'check', '--jsonl')
    child.stdin.on('error', () => undefined)
    child.stdout.destroy()
    const line = `${JSON.stringify({ id: 1, command: 'ls' })}\n`
    const feed = () => {
      while (child.stdin.writable && child.stdin.write(line.repeat(1000)));
    }
    child.stdin.on('drain', feed)
    feed()
    await once(child, 'exit')
    expect(await ended()).toMatchObject({ code: 0, err: '' })
  })
})

describe('policy explain', () => {
  it('shows how a command is read, part by part', async () => {
    const { code, out } = await autohome().run(['policy', 'explain', 'df -h | sort'])
    expect(code).toBe(0)
    expect(out).toMatch(/^df -h \| sort\nallowed · /)
    expect(out).toContain('\n  df -h\n')
    expect(out).toContain('\n  sort\n')
  })

  it('lets no command draw on the terminal', async () => {
    const { out } = await autohome().run(['policy', 'explain', 'echo \u001b[2J\u202e'])
    expect(out).not.toContain('\u001b')
    expect(out).toContain('\\u{1b}[2J\\u{202e}')
  })

  it('points out words that mix alphabets', async () => {
    const { out } = await autohome().run(['policy', 'explain', '\u0455udo ls'])
    expect(out).toContain('Mixes alphabets that look alike: \u0455udo.')
    const json = await autohome().run(['policy', 'explain', '\u0455udo ls', '--json'])
    expect(JSON.parse(json.out)).toMatchObject({ mixed: ['\u0455udo'], decision: 'ask' })
  })

  it('as JSON', async () => {
    const { out } = await autohome({ AUTOHOME_LANG: 'fr' }).run(['policy', 'explain', 'rm -rf /', '--json'])
    const found = JSON.parse(out)
    expect(found).toMatchObject({ command: 'rm -rf /', decision: 'deny', access: 'write' })
    expect(typeof found.why).toBe('string')
    expect(found.parts.length).toBeGreaterThan(0)
  })
})
