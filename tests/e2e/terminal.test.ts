import { existsSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { house } from './house.ts'
import { onTerminal } from './tmux.ts'

describe('a run on a terminal', () => {
  it('is one card, redrawn in place, with its whole id and the verdict', async () => {
    const made = house()
    const terminal = onTerminal(made, ['run', "check this server's health"], {
      size: { columns: 100, rows: 60 },
    })
    const code = await terminal.exitCode()
    const shown = terminal.everything()
    const [run] = await made.runs()
    expect(code).toBe(run?.verdict === 'pass' ? 0 : 1)
    expect(shown).toContain(`run ${run?.id}`)
    expect(shown).toMatch(/● Spec {2}● Plan {2}● Execute {2}[●✗] Verify {2}[–●✗] Repair {2}● Complete/)
    expect(shown).toMatch(/evidence e\d/)
    // One card only is left of all the pictures, and they were drawn over each other.
    expect(shown.match(/● Spec/g)).toHaveLength(1)
    // oxlint-disable-next-line no-control-regex -- that is what a terminal reads
    expect(terminal.written()).toMatch(/\x1b\[\d*A/)
    expect(stripVTControlCharacters(terminal.written())).toContain('◐ Execute')
  })

  it('fits a narrow and low screen', async () => {
    const made = house()
    const terminal = onTerminal(made, ['run', 'memory-report'], { size: { columns: 40, rows: 10 } })
    await terminal.exitCode()
    const lines = terminal.everything().split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40)
    expect(lines.filter((line) => line.includes('Memory report'))).toHaveLength(1)
  })

  it('is plain lines with NO_COLOR', async () => {
    const made = house()
    const terminal = onTerminal(made, ['run', 'look-only'], { env: { NO_COLOR: '1' } })
    expect(await terminal.exitCode()).toBe(0)
    expect(terminal.everything()).toContain('● Plan completed: 1 step')
    expect(terminal.written()).toContain('● Plan completed')
    // oxlint-disable-next-line no-control-regex -- that is what a terminal reads
    expect(terminal.written()).not.toMatch(/\x1b\[\d*[AJKm]/)
  })

  it('asks, shows the whole command, and runs it when a says so', async () => {
    const made = house()
    const terminal = onTerminal(made, ['run', 'touch-it'])
    const asked = await terminal.shows('[a] approve')
    expect(asked).toContain('May I run this?')
    expect(asked.replaceAll(/\s/g, '')).toContain(`touch${made.touched}`)
    expect(existsSync(made.touched)).toBe(false)
    terminal.press('a')
    expect(await terminal.exitCode()).toBe(0)
    expect(existsSync(made.touched)).toBe(true)
    expect(terminal.everything()).toContain('Approved by')
  })

  it('takes no for an answer, with its reason', async () => {
    const made = house()
    const terminal = onTerminal(made, ['run', 'touch-it'])
    await terminal.shows('[d] deny')
    terminal.press('d')
    await terminal.shows('Reason')
    terminal.type('not today')
    terminal.press('Enter')
    expect(await terminal.exitCode()).toBe(1)
    expect(existsSync(made.touched)).toBe(false)
    expect(terminal.everything()).toContain('not today')
    expect(await made.runs()).toMatchObject([{ status: 'failed', failure: 'denied' }])
  })

  it('approves nothing by a key that is not for it', async () => {
    const made = house()
    const terminal = onTerminal(made, ['run', 'touch-it'])
    await terminal.shows('[a] approve')
    for (const key of ['Enter', 'y', '1', 'Space']) terminal.press(key)
    // What is shown on request comes after those keys: they have been read.
    terminal.press('v')
    await terminal.shows('Fingerprint')
    expect(existsSync(made.touched)).toBe(false)
    terminal.press('C-c')
    expect(await terminal.exitCode()).toBe(130)
    expect(existsSync(made.touched)).toBe(false)
    expect(await made.runs()).toMatchObject([{ status: 'cancelled' }])
  })

  it('is cancelled by Ctrl-C, and the terminal is given back', async () => {
    const made = house()
    const terminal = onTerminal(made, ['run', 'take-long'])
    await made.begins(1)
    await terminal.shows('◐ Execute')
    terminal.press('C-c')
    expect(await terminal.exitCode()).toBe(130)
    expect(terminal.everything()).toContain('cancelled')
    expect(await made.runs()).toMatchObject([{ status: 'cancelled' }])
    // Echo is back: what is typed now is shown (cat repeats the line).
    terminal.type('still here')
    terminal.press('Enter')
    expect(await terminal.shows(/still here\s+still here/)).toContain('still here')
    expect(terminal.written().lastIndexOf('\x1b[?25h')).toBeGreaterThan(
      terminal.written().lastIndexOf('\x1b[?25l'),
    )
  })

  it('with --json is NDJSON there as well', async () => {
    const made = house()
    const terminal = onTerminal(made, ['run', 'look-only', '--json'])
    expect(await terminal.exitCode()).toBe(0)
    expect(terminal.written()).toContain('{"runId":')
    expect(terminal.written()).not.toContain('● Plan')
  })
})

describe('the chat of start', () => {
  it('greets, answers small talk, runs requests and /orchestrate, and leaves with Ctrl-D', async () => {
    const made = house()
    const terminal = onTerminal(made, ['start'])
    await terminal.shows('Ctrl-D leaves.')
    terminal.type('bonjour')
    terminal.press('Enter')
    await terminal.shows('Bonjour.')
    terminal.type('please look-only')
    terminal.press('Enter')
    await terminal.shows('1 of 1 criterion proven')
    terminal.type('/orchestrate runs')
    terminal.press('Enter')
    const [run] = await made.runs()
    expect(run).toMatchObject({ workflow: 'look-only', status: 'completed' })
    await terminal.shows(new RegExp(`Runs[\\s\\S]*${run?.id.slice(0, 10)}`))
    terminal.press('C-d')
    expect(await terminal.exitCode()).toBe(0)
    expect(await made.runs()).toHaveLength(1)
  })

  it('is an Autohome: others run through it, and what moves in the background is told', async () => {
    const made = house()
    const terminal = onTerminal(made, ['start'])
    await terminal.shows('Ctrl-D leaves.')
    expect(await made.json('status')).toMatchObject({ running: true })
    const { runId } = await made.json<{ runId: string }>('run', 'look-only', '--detach')
    const shown = await terminal.shows(/✅ look-only/)
    expect(shown).toContain(runId)
    terminal.press('C-d')
    expect(await terminal.exitCode()).toBe(0)
    expect(await made.json('status')).toMatchObject({ running: false })
  })

  it('asks, and a key answers', async () => {
    const made = house()
    const terminal = onTerminal(made, ['start'])
    await terminal.shows('Ctrl-D leaves.')
    terminal.type('please touch-it')
    terminal.press('Enter')
    await terminal.shows('[a] approve')
    terminal.press('a')
    await terminal.shows('1 of 1 criterion proven')
    expect(existsSync(made.touched)).toBe(true)
    terminal.press('C-d')
    expect(await terminal.exitCode()).toBe(0)
  })

  it('shows an approval that another terminal answered', async () => {
    const made = house()
    const terminal = onTerminal(made, ['start'])
    await terminal.shows('Ctrl-D leaves.')
    terminal.type('please touch-it')
    terminal.press('Enter')
    await terminal.shows('[a] approve')
    const question = await made.asked()
    expect((await made.spawn(['approve', question.id])).code).toBe(0)
    await terminal.shows('1 of 1 criterion proven')
    terminal.press('C-d')
    expect(await terminal.exitCode()).toBe(0)
  })

  it('cancels what it watches with Ctrl-C, and goes on', async () => {
    const made = house()
    const terminal = onTerminal(made, ['start'])
    await terminal.shows('Ctrl-D leaves.')
    terminal.type('please take-long')
    terminal.press('Enter')
    await made.begins(1)
    await terminal.shows('◐ Execute')
    terminal.press('C-c')
    await terminal.shows(/cancelled ·/)
    terminal.type('merci')
    terminal.press('Enter')
    await terminal.shows('Je vous en prie')
    terminal.press('C-d')
    expect(await terminal.exitCode()).toBe(0)
    expect(await made.runs()).toMatchObject([{ status: 'cancelled' }])
  })
})
