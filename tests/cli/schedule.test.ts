import { describe, expect, it } from 'vitest'
import { autohome } from '../helpers/autohome.ts'

function commands(env: Readonly<Record<string, string>> = {}) {
  const { run } = autohome(env)
  return (...args: readonly string[]) => run(args)
}

describe('autohome schedule', () => {
  it('adds, lists, pauses, resumes and removes, with and without JSON', async () => {
    const run = commands({ AUTOHOME_TIMEZONE: 'Europe/Paris' })
    expect((await run('schedule', 'list')).out).toContain('No schedules yet.')
    const added = await run('schedule', 'add', 'every Sunday at 4', 'docker-cleanup', '--json')
    const made = JSON.parse(added.out) as { id: string; cron: string; next: number[]; timeZone: string }
    expect([made.cron, made.timeZone, made.next.length]).toEqual(['0 4 * * 0', 'Europe/Paris', 3])
    const listed = await run('schedule', 'list')
    expect(listed.out).toContain(`${made.id}  every Sunday at 04:00  docker-cleanup`)
    expect(listed.out).toContain(', 04:00')
    expect((await run('schedule', 'pause', made.id)).out).toBe(`Schedule ${made.id} is paused.\n`)
    expect((await run('schedule', 'list', '--lang', 'fr')).out).toContain('en pause depuis')
    expect((await run('schedule', 'resume', made.id)).out).toContain('goes on')
    const all = JSON.parse((await run('schedule', 'list', '--json')).out) as { id: string }[]
    expect(all.map(({ id }) => id)).toEqual([made.id])
    expect((await run('schedule', 'remove', made.id)).code).toBe(0)
    expect((await run('schedule', 'list', '--json')).out).toBe('[]\n')
  }, 60_000)

  it('takes the words without quotes, names what asks, and says what is not clear', async () => {
    const run = commands()
    const added = await run(
      'schedule',
      'add',
      'tous',
      'les',
      'jours',
      'à',
      '4',
      'h',
      'docker-cleanup',
      '--approve',
    )
    expect(added.out).toContain('every day at 04:00  docker-cleanup')
    expect(added.out).toContain('docker image prune')
    expect(added.out).toContain('for exactly these commands:')
    const unclear = await run('schedule', 'add', 'every 45 minutes', 'server-health')
    expect([unclear.code, unclear.err]).toEqual([2, expect.stringContaining('does not come out even')])
    const nothing = await run('schedule', 'add', 'every Sunday at 4')
    expect([nothing.code, nothing.err]).toEqual([2, expect.stringContaining('What is to be done then?')])
    const unknown = await run('schedule', 'pause', 'zzzz')
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('no schedule “zzzz”')])
  }, 60_000)
})
