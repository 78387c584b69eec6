import { describe, expect, it } from 'vitest'
import { manualClock } from '../helpers/clock.ts'
import { autohome } from '../helpers/autohome.ts'
import { openAt, runId, started, step, submitted } from '../store/fixtures.ts'

const DAY = 86_400_000

/** A run of four hundred days ago and one of now, in the program's own data directory. */
async function aged(env: Readonly<Record<string, string>> = {}) {
  const made = autohome(env)
  const clock = manualClock(Date.now() - 400 * DAY)
  const journal = openAt(made.home, { clock })
  await journal.append(runId(1), [submitted(), started, ...step('look')])
  await journal.append(runId(1), [{ type: 'run.completed', unproven: false, report: 'done' }])
  await clock.advance(400 * DAY)
  await journal.append(runId(2), [submitted('of today'), started])
  const { head } = journal.audit(runId(1))
  await journal.close()
  return { ...made, head }
}

describe('prune', () => {
  it('tells first what would go, removes it, and has nothing to do then', async () => {
    const made = await aged()
    expect((await made.run(['prune', '--dry-run'])).out).toContain('Would remove: the events of 1 run')
    expect((await made.run(['audit', runId(1)])).out).toContain('holds: 6 events')
    expect((await made.run(['prune'])).out).toContain('Removed: the events of 1 run')
    expect((await made.run(['prune'])).out).toBe('Nothing to remove.\n')
    expect((await made.run(['prune', '--json'])).out).toContain('"runs": []')
  })

  it('leaves what audit, show and runs tell honestly', async () => {
    const made = await aged()
    await made.run(['prune'])
    const audit = await made.run(['audit', runId(1)])
    expect(audit.code).toBe(0)
    expect(audit.out).toContain('6 events were removed on ')
    expect(audit.out).toContain(made.head)
    const show = await made.run(['show', runId(1)])
    expect(show.out).toContain('vérifie le serveur')
    expect(show.out).toContain('Its events were removed on ')
    expect((await made.run(['runs'])).out).toContain(runId(1))
    expect(JSON.parse((await made.run(['show', runId(1), '--json'])).out)).toMatchObject({
      events: [],
      prunedAt: expect.any(Number),
    })
  })

  it('does not let a run be repaired of which nothing is left', async () => {
    const made = await aged()
    await made.run(['prune'])
    const { code, err } = await made.run(['repair', runId(1)])
    expect(code).toBe(2)
    expect(err).toContain('no events left to work from')
  })

  it('has nothing to do where nothing is', async () => {
    expect((await autohome().run(['prune'])).out).toBe('Nothing to remove.\n')
  })

  it('is not for commands that Autohome runs', async () => {
    const made = autohome({ AUTOHOME_COMMAND: '1' })
    for (const args of [['prune'], ['backup'], ['restore', 'x'], ['init', '--yes'], ['doctor', '--fix']])
      expect((await made.run(args)).code, args.join(' ')).toBe(2)
  })
})
