import { once } from 'node:events'
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connectEngine } from '../../src/cli/client.ts'
import type { Engine } from '../../src/domain/engine.ts'
import type { RunSummary } from '../../src/domain/journal.ts'
import type { Question } from '../../src/domain/question.ts'
import { autohome } from '../helpers/autohome.ts'

/**
 * A house with jobs of its own: one that only looks, one that asks before it touches a file outside the workspace, one
 * that takes long.
 */
function house() {
  const made = autohome()
  const touched = join(made.directory, 'touched')
  const workflows = join(made.home, 'workflows')
  mkdirSync(workflows, { recursive: true, mode: 0o700 })
  const workflow = (name: string, tool: string, args: object) => {
    const title = { en: name, fr: name }
    const file = {
      name,
      title,
      description: title,
      aliases: { en: [`please ${name}`], fr: [`${name} svp`] },
      steps: [{ id: 'act', title, tool, args }],
      acceptance: [
        { id: 'time', statement: { en: 'it passes', fr: 'il passe' }, check: { tool: 'get_datetime' } },
      ],
      report: { en: 'done', fr: 'fait' },
      estimatedDurationS: 1,
    }
    writeFileSync(join(workflows, `${name}.yaml`), JSON.stringify(file))
  }
  workflow('look-only', 'execute_command', { command: 'echo seen' })
  workflow('touch-it', 'execute_command', { command: `touch ${touched}` })
  workflow('take-long', 'execute_command', { command: 'tail -f /dev/null' })
  const json = async <T>(...args: readonly string[]): Promise<T> => {
    const { out, err } = await made.run([...args, '--json'])
    if (out === '') throw new Error(err)
    return JSON.parse(out)
  }
  return { ...made, touched, json, runs: () => json<RunSummary[]>('runs') }
}

describe('with no Autohome running', () => {
  it('reading a data directory that is not there yet makes none', async () => {
    const { run, home } = autohome()
    expect(await run(['runs'])).toEqual({
      code: 0,
      out: 'No runs yet. Try: autohome run "check this server\'s health"\n',
      err: '',
    })
    expect((await run(['status'])).out).toContain('No Autohome is running here.')
    expect((await run(['questions'])).out).toBe('Nothing waits for an answer.\n')
    expect(await run(['show', '01ABC'])).toMatchObject({ code: 2, err: expect.stringContaining('01ABC') })
    expect(existsSync(home)).toBe(false)
  })

  it('a run works in its own process, and can be looked at afterwards', async () => {
    const { run, runs, json } = house()
    const ran = await run(['run', 'look-o'])
    expect(ran).toMatchObject({ code: 0, err: '' })
    const [first] = await runs()
    expect(ran.out).toContain(first?.id)
    expect(first).toMatchObject({ status: 'completed', workflow: 'look-only', verdict: 'pass' })
    const id = first?.id ?? ''
    const shown = await json<RunSummary & { events: { type: string; seq: number }[] }>(
      'show',
      id.slice(0, 12).toLowerCase(),
    )
    expect(shown.id).toBe(id)
    expect(shown.events.map(({ seq }) => seq)).toEqual(shown.events.map((_, index) => index + 1))
    expect((await run(['show', id])).out).toContain('passed')
    expect(await run(['audit', id])).toMatchObject({ code: 0, out: expect.stringContaining('holds') })
    expect((await run(['runs'])).out).toContain('look-only')
    expect(await run(['verify', id])).toMatchObject({ code: 0 })
    expect((await runs())[0]).toMatchObject({ id, attempt: 2, status: 'completed' })
    expect(await run(['cancel', id])).toMatchObject({
      code: 2,
      err: expect.stringContaining('already ended'),
    })
  })

  it('answers in the language of the request where the terminal names none, else in its own', async () => {
    const { run, json, runs } = house()
    const french = await run(['run', 'look-only svp'])
    expect(french).toMatchObject({ code: 0, out: expect.stringContaining('réussi') })
    expect(french.out).toContain('fait')
    const [asked] = await runs()
    const { events } = await json<{ events: { request?: { locale: string } }[] }>('show', asked?.id ?? '')
    expect(events[0]?.request?.locale).toBe('fr')
    expect((await run(['run', 'please look-only'])).out).toContain('passed')
    expect((await run(['run', 'look-only svp', '--lang', 'en'])).out).toContain('passed')
  })

  it('gives the whole output of one call', async () => {
    const { run, runs } = house()
    await run(['run', 'look-only'])
    const id = (await runs())[0]?.id ?? ''
    expect(await run(['show', id, '--output', '1/execute/act'])).toEqual({ code: 0, out: 'seen\n', err: '' })
    expect((await run(['show', id, '--output', 'act'])).out).toBe('seen\n')
    expect(await run(['show', id, '--output', 'odd'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('It has: 1/execute/act'),
    })
  })

  it('a workspace that cannot be made is one line, and harms nothing', async () => {
    const { run, home } = house()
    writeFileSync(join(home, 'blocked'), '')
    const { run: blocked } = autohome({ WORKSPACE_DIR: join(home, 'blocked', 'below'), AUTOHOME_HOME: home })
    const { code, err } = await blocked(['run', 'look-only'])
    expect(code).toBeGreaterThan(0)
    expect(err.trimEnd()).not.toContain('\n')
    expect((await run(['run', 'look-only'])).code).toBe(0)
  })

  it('writes an audit pack where it was told to', async () => {
    const { run, runs, directory } = house()
    await run(['run', 'look-only', '--no-verify'])
    const [first] = await runs()
    expect(first).toMatchObject({ status: 'completed', unproven: true })
    const { code, out } = await run(['audit', first?.id ?? '', '--pack', 'pack'])
    expect(code).toBe(0)
    expect(out).toContain(join(directory, 'pack'))
    expect(existsSync(join(directory, 'pack', 'manifest.json'))).toBe(true)
  })

  it('gives a program every event and a summary, and what no workflow fits the exit code 1', async () => {
    const { run } = house()
    const { code, out } = await run(['run', 'write me a poem about zebras', '--json'])
    const lines: { type: string; status?: string; exitCode?: number }[] = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(code).toBe(1)
    expect(lines[0]?.type).toBe('run.submitted')
    expect(lines.at(-1)).toMatchObject({ type: 'summary', status: 'failed', exitCode: 1 })
  })

  it('what asks is denied where nobody can answer', async () => {
    const { run, touched } = house()
    const { code, out } = await run(['run', 'touch-it'])
    expect(code).toBe(1)
    expect(out).toContain(`touch ${touched}`)
    expect(existsSync(touched)).toBe(false)
  })

  it('Ctrl-C cancels the run', async () => {
    const { start, runs } = house()
    const { child, said, ended } = start('run', 'take-long')
    await said('Plan')
    child.kill('SIGINT')
    expect((await ended()).code).toBe(130)
    expect((await runs())[0]?.status).toBe('cancelled')
  })

  it('a run that a killed process left is cancelled in the data directory', async () => {
    const { start, run, runs } = house()
    const { child, said } = start('run', 'take-long')
    await said('Plan')
    child.kill('SIGKILL')
    await once(child, 'exit')
    const [left] = await runs()
    expect(left?.status).toBe('queued')
    expect(await run(['cancel', left?.id ?? '', 'not needed'])).toMatchObject({ code: 0, err: '' })
    expect((await runs())[0]?.status).toBe('cancelled')
  })

  it('a workflow file that is wrong does not stop the others', async () => {
    const { run, home } = house()
    writeFileSync(join(home, 'workflows', 'broken.yaml'), 'name: [')
    expect((await run(['run', 'look-only', '--json'])).code).toBe(0)
  })

  it('Ctrl-C cancels the run also where nobody reads any more', async () => {
    const { start, runs } = house()
    const { child, said, ended } = start('run', 'take-long')
    await said('Plan')
    child.stdout.destroy()
    child.kill('SIGINT')
    await ended()
    expect((await runs())[0]?.status).toBe('cancelled')
  })
})

describe('with an Autohome running', () => {
  async function running() {
    const made = house()
    const service = made.start('start')
    await service.said('is ready')
    const client = await connectEngine(join(made.home, 'autohome.sock'))
    if (!client) throw new Error('nobody listens')
    onTestFinished(() => client.close())
    return { ...made, service, client }
  }

  /** The question that a run of this Autohome comes to ask. */
  async function asked(client: Engine): Promise<Question> {
    for (;;) {
      const [question] = await client.questions({ status: 'open' })
      if (question) return question
    }
  }

  it('is ready when it says so, stays one of its kind, and stops on SIGTERM', async () => {
    const { home, service, run, json } = await running()
    expect(statSync(join(home, 'autohome.sock')).mode & 0o777).toBe(0o600)
    expect(await json('status')).toMatchObject({ running: true, pid: service.child.pid, home })
    expect(await run(['start'])).toMatchObject({
      code: 2,
      err: expect.stringContaining(String(service.child.pid)),
    })
    expect((await run(['doctor'])).out).toMatch(/^ok {4}Engine .*process/m)
    service.child.kill('SIGTERM')
    expect(await service.ended()).toMatchObject({ code: 0, err: '' })
    expect(existsSync(join(home, 'autohome.sock'))).toBe(false)
    expect(await json('status')).toMatchObject({ running: false })
  })

  it('runs what is asked through it, and reads through it', async () => {
    const { run, runs } = await running()
    expect(await run(['run', 'look-only'])).toMatchObject({ code: 0, err: '' })
    const [first] = await runs()
    expect(first).toMatchObject({ workflow: 'look-only', status: 'completed' })
    expect((await run(['show', first?.id ?? ''])).out).toContain('passed')
    expect((await run(['workflows'])).out).toContain('touch-it')
    expect((await run(['tools'])).out).toContain('execute_command')
    expect((await run(['audit', first?.id ?? ''])).code).toBe(0)
    const events = (await run(['show', first?.id ?? '', '--json'])).out
    expect(JSON.parse(events).events.length).toBeGreaterThan(10)
  })

  it('what asks waits for whoever answers, in another terminal', async () => {
    const { run, start, client, touched } = await running()
    const watching = start('run', 'touch-it')
    const question = await asked(client)
    expect(question.body).toBe(`touch ${touched}`)
    const listed = (await run(['questions'])).out
    expect(listed).toContain(`  touch ${touched}\n`)
    expect(listed).toContain(`autohome approve ${question.id}`)
    expect(await run(['answer', question.id, 'perhaps'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('approve|always|edit|deny'),
    })
    expect(await run(['approve', question.id.slice(0, 6)])).toMatchObject({ code: 0, err: '' })
    expect((await watching.ended()).code).toBe(0)
    expect(existsSync(touched)).toBe(true)
    expect(await run(['approve', question.id])).toMatchObject({
      code: 2,
      err: expect.stringContaining('already'),
    })
  })

  it('is told no, with a reason, of a run that was handed over', async () => {
    const { run, json, client, touched } = await running()
    const { runId } = await json<{ runId: string }>('run', 'touch-it', '--detach')
    const question = await asked(client)
    expect(question.runId).toBe(runId)
    expect(await run(['deny', question.id, 'not', 'today'])).toMatchObject({ code: 0 })
    for await (const _ of client.follow(runId, 0, new AbortController().signal));
    expect(await client.runs()).toMatchObject([{ id: runId, status: 'failed', failure: 'denied' }])
    expect((await run(['show', runId, '--json'])).out).toContain('not today')
    expect(existsSync(touched)).toBe(false)
  })

  it('lets a run be cancelled from elsewhere, and keeps it when its watcher is killed', async () => {
    const { run, start, runs, client } = await running()
    const watcher = start('run', 'take-long')
    await watcher.said('Plan')
    watcher.child.kill('SIGKILL')
    await once(watcher.child, 'exit')
    const [{ id: runId, status } = { id: '', status: '' }] = await client.runs()
    expect(status).toBe('running')
    expect(await run(['cancel', runId])).toMatchObject({ code: 0, out: `Run ${runId} cancelled.\n` })
    expect((await runs()).find(({ id }) => id === runId)?.status).toBe('cancelled')
  })

  it('that is stopped leaves its run to the next start, and says so to who was watching', async () => {
    const { service, start, runs, client, json } = await running()
    const watching = start('run', 'touch-it')
    await asked(client)
    service.child.kill('SIGTERM')
    expect((await service.ended()).code).toBe(0)
    expect(await watching.ended()).toMatchObject({ code: 1, err: expect.stringContaining('Nothing is lost') })
    expect((await runs())[0]?.status).not.toBe('cancelled')
    const again = start('start')
    await again.said('is ready')
    expect(await json<Question[]>('questions')).toHaveLength(1)
  })

  it('that was killed leaves a socket that nobody minds', async () => {
    const { service, home, run, start } = await running()
    service.child.kill('SIGKILL')
    await once(service.child, 'exit')
    expect(existsSync(join(home, 'autohome.sock'))).toBe(true)
    expect((await run(['status'])).out).toContain('No Autohome is running here.')
    const again = start('start')
    await again.said('is ready')
    expect((await run(['status'])).out).toContain('is running here')
  })
})
