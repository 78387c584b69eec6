import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { systemClock } from '../../../src/lib/clock.ts'
import { readLogFile } from '../../../src/tools/server/log-file.ts'
import type { SystemLog } from '../../../src/tools/server/shapes/log.ts'
import { createSystemLog } from '../../../src/tools/server/system-log.ts'
import { machineWith } from '../../helpers/stand-in-programs.ts'
import { tempDir } from '../../helpers/temp-dir.ts'
import { call, value } from '../../helpers/tool-bench.ts'

const JOURNAL = fileURLToPath(new URL('../../fixtures/server/journal.jsonl', import.meta.url))
const HINT = 'Hint: You are currently not seeing messages from other users and the system.'
const ADA = { uid: 1000, name: 'ada' }

async function machine(programs: Record<string, string>) {
  const runner = await machineWith(programs)
  return { runner, files: { resolve: (path: string) => path }, clock: systemClock }
}

test('the journal’s entries are counted and grouped, the newest kept', async () => {
  const deps = await machine({ journalctl: `cat ${JOURNAL}` })
  const log = await value<SystemLog>(createSystemLog(deps), { limit: 2 })
  expect(log).toMatchObject({ source: 'journal', count: 6, truncated: true })
  expect(log.entries.map((one) => one.unit)).toEqual(['latin.service', 'dumper'])
  expect(log.byUnit[0]).toEqual({ unit: 'sshd', count: 2 })
  expect(log.groups[0]?.count).toBe(2)
})

test('a quiet journal is good news only if it holds anything at all', async () => {
  const quiet = await machine({
    journalctl: `case "$*" in *--priority*) ;; *) head -n 1 ${JOURNAL};; esac`,
  })
  expect(await value(createSystemLog(quiet), {})).toMatchObject({ source: 'journal', count: 0, entries: [] })
  const dead = await machine({ journalctl: 'exit 0' })
  const result = await call<SystemLog>(createSystemLog(dead), {})
  if (result.ok) expect(result.value.source).toBe('file')
  else expect(result.error.code).toBe('E_UNAVAILABLE')
})

test('arguments reach journalctl as they are', async () => {
  const deps = await machine({ journalctl: 'echo "$*" >&2; exit 4' })
  expect(
    await call(createSystemLog(deps), { sinceS: 60, priority: 'err', unit: 'ssh.service' }),
  ).toMatchObject({
    ok: false,
    exitCode: 4,
    error: {
      code: 'E_EXIT',
      message: expect.stringContaining('--since=-60s --priority=err --lines=2000 --unit=ssh.service'),
    },
  })
})

test('a normal user without the right is told the line for sudoers', async () => {
  const deps = await machine({
    journalctl: `echo '${HINT}' >&2`,
    sudo: 'echo "sudo: a password is required" >&2; exit 1',
  })
  const result = await call(createSystemLog({ ...deps, user: ADA }), {})
  expect(result).toMatchObject({
    ok: false,
    error: {
      code: 'E_NEEDS_ROOT',
      hint: expect.stringMatching(
        /^ada ALL=\(root\) NOPASSWD: \/\S+\/journalctl --no-pager --output\\=json \*$/,
      ),
    },
  })
})

test('with the grant the journal is read through sudo', async () => {
  const deps = await machine({
    journalctl: `if [ "$AS_ROOT" = yes ]; then cat ${JOURNAL}; else echo '${HINT}' >&2; fi`,
    sudo: '[ "$1" = -n ] || exit 9\nshift\nAS_ROOT=yes exec "$@"',
  })
  const log = await value<SystemLog>(createSystemLog({ ...deps, user: ADA }), {})
  expect(log.count).toBe(6)
})

test('for a normal user the effects name the try through sudo too, for root they do not', async () => {
  const deps = await machine({})
  const args = { sinceS: 60, priority: 'err', limit: 5 } as const
  const programs = (uid: number) =>
    createSystemLog({ ...deps, user: { uid, name: 'x' } })
      .effects(args, { cwd: '/' })
      .flatMap((effect) => (effect.kind === 'program' ? [effect.argv[0]] : []))
  expect(programs(0)).toEqual(['journalctl', 'journalctl'])
  expect(programs(1000)).toEqual(['journalctl', 'sudo', 'journalctl', 'sudo'])
})

test('of a large log file the end is read, from a whole line on', async () => {
  const path = join(await tempDir(), 'syslog')
  await writeFile(path, `${'a'.repeat(99)}\n`.repeat(20_000))
  const read = await readLogFile(path)
  if (read.kind !== 'text') throw new Error(read.kind)
  expect(read.whole).toBe(false)
  expect(read.text.length).toBeLessThanOrEqual(1024 * 1024)
  expect(read.text.split('\n')[0]).toBe('a'.repeat(99))
  expect(await readLogFile(`${path}.gone`)).toEqual({ kind: 'absent' })
})
