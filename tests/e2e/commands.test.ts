import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { RunSummary } from '../../src/domain/journal.ts'
import { commandStep } from '../helpers/workflow-text.ts'
import { type House, house, provedBy, told } from './house.ts'

const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/

/** The same commands twice: reading the data directory themselves, and as clients of whoever runs on it. */
const SETTINGS = [
  ['with no Autohome running', async () => undefined],
  ['beside a running Autohome', async (made: House) => void (await made.service())],
] as const

describe.each(SETTINGS)('what is documented in docs/cli.md, %s', (_, begin) => {
  it('runs, show, audit', async () => {
    const made = house()
    await begin(made)
    const { spawn, json, directory } = made
    await spawn(['run', 'look-only'])
    await spawn(['run', 'write me a poem about zebras'])
    const runs = await made.runs()
    expect(runs).toEqual([
      {
        id: expect.stringMatching(ULID),
        status: 'failed',
        phase: 'spec',
        attempt: 1,
        request: 'write me a poem about zebras',
        thread: expect.stringMatching(/^console:/),
        surface: 'console',
        priority: 'medium',
        failure: 'no_agent',
        createdAt: expect.any(Number),
        startedAt: expect.any(Number),
        endedAt: expect.any(Number),
        lastSeq: expect.any(Number),
      },
      expect.objectContaining({
        status: 'completed',
        phase: 'complete',
        workflow: 'look-only',
        unproven: false,
      }),
    ])
    expect(await json<RunSummary[]>('runs', '--status', 'completed', '--limit', '5')).toEqual([runs[1]])
    const id = runs[1]?.id ?? ''

    const { events, ...run } = await made.show(id)
    expect(run).toEqual(runs[1])
    expect(events.map(({ seq }) => seq)).toEqual(events.map((__, index) => index + 1))
    expect(events.every(({ runId, at }) => runId === id && at > 0)).toBe(true)
    expect((await spawn(['show', id, '--output', '1/execute/act'])).out).toBe('seen\n')

    const pack = join(directory, 'pack')
    const audit = await json<{ pack: { files: string[] } }>('audit', id, '--pack', pack)
    expect(audit).toEqual({
      runId: id,
      ok: true,
      events: events.length,
      head: expect.stringMatching(/^[0-9a-f]{64}$/),
      pack: {
        directory: pack,
        files: expect.arrayContaining(['manifest.json', 'journal.jsonl', 'incidents.json', 'metrics.json']),
      },
    })
    expectPack(pack, events.length)
  })

  it('status, tools, workflows, questions, doctor', async () => {
    const made = house()
    await begin(made)
    const { json } = made
    expect(await json('status')).toMatchObject({
      running: expect.any(Boolean),
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      home: made.home,
      stats: {
        ...{ total: 0, completed: 0, failed: 0, cancelled: 0, timedOut: 0 },
        ...{ running: 0, queued: 0, waiting: 0, meanDurationMs: 0 },
      },
    })
    const tools = await json<{ name: string }[]>('tools')
    expect(tools.length).toBeGreaterThanOrEqual(26)
    for (const tool of tools)
      expect(tool).toMatchObject({
        name: expect.stringMatching(/^[a-z_]+$/),
        group: expect.any(String),
        access: expect.stringMatching(/^(read|write)$/),
        summary: { en: expect.any(String), fr: expect.any(String) },
        timeoutMs: expect.any(Number),
        errors: expect.any(Array),
      })
    for (const name of SIXTEEN.split(' ')) expect(tools.map((tool) => tool.name)).toContain(name)
    const workflows = await json<{ name: string }[]>('workflows')
    for (const name of SHIPPED.split(' ')) expect(workflows.map((workflow) => workflow.name)).toContain(name)
    expect(workflows.find(({ name }) => name === 'disk-report')).toMatchObject({
      title: 'Disk report',
      description: expect.any(String),
      examples: expect.arrayContaining([expect.any(String)]),
      params: expect.arrayContaining([
        expect.objectContaining({ name: 'path', type: 'path', required: false, default: '/' }),
      ]),
    })
    const french = await json<{ name: string; title: string }[]>('workflows', '--lang', 'fr')
    expect(french.find(({ name }) => name === 'backup-check')?.title).toBe('Contrôle des sauvegardes')
    expect(await json('questions')).toEqual([])
    for (const finding of await json<unknown[]>('doctor'))
      expect(finding).toEqual({
        check: expect.any(String),
        level: expect.stringMatching(/^(ok|warn|fail)$/),
        detail: expect.any(String),
      })
  })

  it('policy explain and policy check', async () => {
    const made = house()
    await begin(made)
    const { json, spawn } = made
    expect(await json('policy', 'explain', 'docker image prune --all')).toMatchObject({
      command: 'docker image prune --all',
      decision: 'ask',
      access: 'write',
      rule: expect.any(String),
      part: 'docker image prune --all',
      why: expect.any(String),
      parts: [expect.objectContaining({ decision: 'ask', depth: 0 })],
    })
    const input = [
      '{"id":1,"command":"df -h"}',
      '{"id":"two","command":"rm -rf /","mode":"direct"}',
      '',
      'not json',
      '{"id":4}',
      '{"id":5,"command":"ls","mode":"odd"}',
      '{"id":6,"command":"cat notes | sudo tee /etc/passwd"}',
    ].join('\n')
    const { code, out } = await spawn(['policy', 'check', '--jsonl'], input)
    const answers = out
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    expect(answers).toEqual([
      { id: 1, decision: 'allow', rule: expect.any(String), why: expect.any(String) },
      { id: 'two', decision: 'deny', rule: expect.any(String), why: expect.any(String) },
      { id: null, error: expect.any(String) },
      { id: 4, error: expect.any(String) },
      { id: 5, error: expect.any(String) },
      {
        id: 6,
        decision: expect.stringMatching(/^(ask|deny)$/),
        rule: expect.any(String),
        why: expect.any(String),
      },
    ])
    expect(code).toBe(2)
    expect((await spawn(['policy', 'check', '--jsonl'], '{"id":1,"command":"ls"}\n')).code).toBe(0)
  })

  it('verify, repair and cancel', async () => {
    const made = house()
    const { spawn, writeWorkflow } = made
    writeWorkflow('later', provedBy('later', 'test -e mark', commandStep('mend', 'echo tried > other')))
    await begin(made)
    expect((await spawn(['run', 'later'])).code).toBe(1)
    const id = (await made.runs())[0]?.id ?? ''
    expect((await spawn(['verify', id])).code).toBe(1)
    writeFileSync(join(made.workspace, 'mark'), '')
    expect((await spawn(['verify', id])).code).toBe(0)
    expect((await made.runs())[0]).toMatchObject({ id, status: 'completed', verdict: 'pass', attempt: 4 })
    rmSync(join(made.workspace, 'mark'))
    const again = told((await spawn(['repair', id, '--json'])).out)
    expect(again.summary).toMatchObject({ runId: id, status: 'failed' })
    expect(again.events[0]).toMatchObject({ type: 'run.queued', reason: 'repair' })
    expect(await spawn(['cancel', id])).toMatchObject({
      code: 2,
      err: expect.stringContaining('already ended'),
    })
  })
})

/** Every file of the pack is in its manifest, with the hash that it has. */
function expectPack(pack: string, events: number): void {
  const read = (name: string) => readFileSync(join(pack, name))
  const manifest = JSON.parse(read('manifest.json').toString()) as {
    files: { name: string; sha256: string }[]
  }
  expect(manifest.files.length).toBeGreaterThanOrEqual(3)
  for (const { name, sha256 } of manifest.files)
    expect(createHash('sha256').update(read(name)).digest('hex'), name).toBe(sha256)
  expect(read('journal.jsonl').toString().trimEnd().split('\n').length).toBeGreaterThanOrEqual(events)
  for (const name of ['incidents.json', 'metrics.json']) JSON.parse(read(name).toString())
}

const SIXTEEN =
  'execute_command get_system_info read_file write_file list_directory search_directory get_datetime calculate ' +
  'http_request git_status git_diff run_tests run_lint run_format run_build run_typecheck'
const SHIPPED =
  'server-health disk-report disk-cleanup memory-report failed-services restart-service container-status ' +
  'restart-container docker-cleanup log-errors security-updates listening-ports certificate-check backup-check'

describe('a journal that somebody changed', () => {
  it('audit names the first event that does not fit, and exits 1', async () => {
    const { spawn, runs, home, json } = house()
    await spawn(['run', 'look-only'])
    await spawn(['run', 'look-only'])
    const [second, first] = await runs()
    const database = new Database(join(home, 'journal.db'))
    const row = database
      .prepare(
        'SELECT position FROM journal WHERE run = (SELECT no FROM runs WHERE id = ?) ORDER BY position LIMIT 1 OFFSET 2',
      )
      .get(first?.id) as { position: number; first_seq: number }
    database
      .prepare("UPDATE journal SET events = replace(events, '1', '2') WHERE position = ?")
      .run(row.position)
    database.close()
    const { code, out } = await spawn(['audit', first?.id ?? ''])
    expect(code).toBe(1)
    expect(out).toMatch(/broken at event \d+/)
    expect(await json('audit', first?.id ?? '')).toMatchObject({
      ok: false,
      brokenAt: { seq: expect.any(Number), why: expect.any(String) },
    })
    expect((await spawn(['audit', second?.id ?? ''])).code).toBe(0)
  })

  it('a row that was taken out is missed', async () => {
    const { spawn, runs, home } = house()
    await spawn(['run', 'look-only'])
    const [run] = await runs()
    const database = new Database(join(home, 'journal.db'))
    database.exec('DELETE FROM journal WHERE position = (SELECT max(position) - 1 FROM journal)')
    database.close()
    expect((await spawn(['audit', run?.id ?? ''])).code).toBe(1)
  })
})

describe('names', () => {
  it('of commands, workflows and runs complete from a unique prefix', async () => {
    const { spawn, runs } = house()
    expect((await spawn(['ru', 'look-o'])).code).toBe(2)
    expect((await spawn(['run', 'look-o'])).code).toBe(0)
    const [run] = await runs()
    const id = run?.id ?? ''
    expect((await spawn(['sho', id.slice(0, 12)])).out).toContain(id)
    expect((await spawn(['aud', id.toLowerCase()])).code).toBe(0)
    expect((await spawn(['pol', 'exp', 'ls'])).code).toBe(0)
    await spawn(['run', 'look-only'])
    const ambiguous = await spawn(['show', '01'])
    expect(ambiguous).toMatchObject({ code: 2, out: '' })
    expect(ambiguous.err.trimEnd()).not.toContain('\n')
    expect(ambiguous.err).toContain(id)
  })
})
