import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/domain/errors.ts'
import type { RunEventBody } from '../../src/domain/event.ts'
import { openBlobs } from '../../src/store/blobs.ts'
import { type PackManifest, writePack } from '../../src/store/pack.ts'
import { manualClock } from '../helpers/clock.ts'
import { tempDir } from '../helpers/temp-dir.ts'
import { answered, freshJournal, question, runId, started, step, submitted } from './fixtures.ts'

const A = runId(1)
const META = { version: '1.2.3', createdAt: Date.UTC(2026, 0, 2) }
const SECRET = 'what the command printed'

/** A run with something of everything that is counted. */
async function eventfulRun() {
  const clock = manualClock(1000)
  const { directory, journal } = await freshJournal({ clock })
  const blobs = openBlobs(directory, { maxBytes: 1_000_000 })
  const output = await blobs.put(SECRET)
  const result = await blobs.put('{"large":true}')
  const finished = (ref: string, more: object): RunEventBody[] =>
    step(ref).map((event) => (event.type === 'tool_call.finished' ? { ...event, ...more } : event))
  const at = async (ms: number, ...events: RunEventBody[]) => {
    await clock.advance(ms)
    await journal.append(A, events)
  }
  await at(0, submitted(), started, { type: 'phase.started', phase: 'execute', attempt: 1 })
  await at(5, ...finished('a', { output }), ...finished('b', { outcome: 'failed', result: { blob: result } }))
  await at(5, ...step('c').slice(0, 2), { type: 'step.skipped', attempt: 1, stepId: 'd', why: 'no' })
  await at(5, { type: 'attempt.retried', callKey: '1/execute/b', retry: 1, delayMs: 5, code: 'E_NETWORK' })
  await at(0, { type: 'attempt.timed_out', callKey: '1/execute/c', limitMs: 5 })
  await at(0, {
    type: 'recovery.attempted',
    callKey: 'k',
    code: 'E',
    subject: 's',
    suggestions: [],
    success: true,
  })
  await at(0, { type: 'question.opened', question: question('q', A) }, answered('q', 'approve'))
  const check = { tool: 'calculate', args: {} }
  const evidence = {
    id: 'e1',
    attempt: 1,
    criterionId: 'c',
    check,
    outcome: 'pass',
    excerpt: '',
    durationMs: 1,
  } as const
  await at(10, { type: 'evidence.recorded', evidence })
  await at(0, { type: 'phase.finished', phase: 'execute', attempt: 1, status: 'completed' })
  await at(0, { type: 'phase.started', phase: 'verify', attempt: 1 })
  const incident = { reason: 'slow', component: 'c', operation: 'o', severity: 'low', text: 'slow' } as const
  await at(0, { type: 'incident.opened', incident })
  return { directory, journal, blobs, output, result }
}

const read = (directory: string, name: string): unknown =>
  JSON.parse(readFileSync(join(directory, name), 'utf8'))

describe('writePack', () => {
  it('writes what the journal knows, and a manifest that everything can be checked against', async () => {
    const { journal, blobs, output, result } = await eventfulRun()
    const target = join(await tempDir(), 'pack')
    const written = await writePack(journal, blobs, A, target, META)
    expect(written.directory).toBe(target)
    expect([...written.files].sort()).toEqual([
      'incidents.json',
      'journal.jsonl',
      'manifest.json',
      'metrics.json',
    ])
    expect(readdirSync(target).sort()).toEqual([...written.files].sort())

    const manifest = read(target, 'manifest.json') as PackManifest
    expect(manifest).toMatchObject({
      format: 'autohome-pack-1',
      runId: A,
      createdAt: '2026-01-02T00:00:00.000Z',
      packedBy: '1.2.3',
      pins: { version: '1.0.0', configDigest: 'd'.repeat(64) },
      chain: journal.audit(A),
      outputs: [
        { ...output, state: 'intact' },
        { ...result, state: 'intact' },
      ],
    })
    for (const { name, sha256, bytes } of manifest.files) {
      const data = readFileSync(join(target, name))
      expect([data.length, createHash('sha256').update(data).digest('hex')]).toEqual([bytes, sha256])
    }
    const lines = readFileSync(join(target, 'journal.jsonl'), 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(journal.events(A))
    expect(read(target, 'incidents.json')).toMatchObject([{ reason: 'slow', seq: journal.run(A)?.lastSeq }])
    for (const name of written.files) expect(readFileSync(join(target, name), 'utf8')).not.toContain(SECRET)
  })

  it('counts', async () => {
    const { journal, blobs } = await eventfulRun()
    const target = await tempDir()
    await writePack(journal, blobs, A, target, META)
    expect(read(target, 'metrics.json')).toEqual({
      events: journal.events(A).length,
      attempts: 1,
      status: 'running',
      totalMs: 25,
      activeMs: 0,
      phases: [
        { attempt: 1, phase: 'execute', status: 'completed', durationMs: 25 },
        { attempt: 1, phase: 'verify' },
      ],
      calls: { succeeded: 1, failed: 1, running: 1 },
      callMs: 24,
      retries: 1,
      timeouts: 1,
      recoveries: { attempted: 1, succeeded: 1 },
      skippedSteps: 1,
      questions: { asked: 1, answered: 1, expired: 0 },
      evidence: { pass: 1 },
      turns: 0,
      modelCalls: 0,
      tokens: 0,
      incidents: 1,
    })
  })

  it('says which outputs are gone or were changed', async () => {
    const { directory, journal, blobs, output, result } = await eventfulRun()
    const pathOf = (sha256: string) => join(directory, 'blobs', sha256.slice(0, 2), sha256)
    writeFileSync(pathOf(output.sha256), 'something else')
    const target = await tempDir()
    const gone = openBlobs(await tempDir(), { maxBytes: 1 })
    await writePack(journal, blobs, A, target, META)
    const states = () => (read(target, 'manifest.json') as PackManifest).outputs.map(({ state }) => state)
    expect(states()).toEqual(['altered', 'intact'])
    await writePack(journal, gone, A, target, META)
    expect(states()).toEqual(['missing', 'missing'])
    expect(result.bytes).toBe(14)
  })

  it('replaces a pack, and nothing else', async () => {
    const { journal, blobs } = await eventfulRun()
    const target = await tempDir()
    await writePack(journal, blobs, A, target, META)
    await writePack(journal, blobs, A, target, META)
    for (const manifest of ['{"format":"something"}', 'null', 'not json']) {
      const other = await tempDir()
      writeFileSync(join(other, 'manifest.json'), manifest)
      await expect(writePack(journal, blobs, A, other, META)).rejects.toMatchObject({ code: 'bad_input' })
      expect(readdirSync(other)).toEqual(['manifest.json'])
    }
    const home = await tempDir()
    writeFileSync(join(home, 'letter.txt'), 'dear')
    await expect(writePack(journal, blobs, A, home, META)).rejects.toThrow(
      /is not empty and holds no audit pack/,
    )
    await expect(writePack(journal, blobs, A, join(home, 'letter.txt'), META)).rejects.toThrow(UserError)
    await expect(writePack(journal, blobs, runId(9), join(home, 'new'), META)).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(readdirSync(home)).toEqual(['letter.txt'])
  })
})
