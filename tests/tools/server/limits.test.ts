import { expect, test } from 'vitest'
import { systemClock } from '../../../src/lib/clock.ts'
import { askProgram } from '../../../src/tools/program.ts'
import { createLargestDirectories } from '../../../src/tools/server/largest-directories.ts'
import { createListContainers } from '../../../src/tools/server/list-containers.ts'
import type { LargestDirectories } from '../../../src/tools/server/shapes/disk.ts'
import { machineWith } from '../../helpers/stand-in-programs.ts'
import { call, realRunner, value } from '../../helpers/tool-bench.ts'

const deps = { files: { resolve: (path: string) => path }, clock: systemClock }
const signal = new AbortController().signal

test('a program that does not end in time is a passing fault', async () => {
  const answer = await askProgram(realRunner(), { argv: ['sleep', '30'], cwd: '/', timeoutMs: 50, signal })
  expect(answer).toMatchObject({ ok: false, error: { code: 'E_TIMEOUT', retryable: true, subject: 'sleep' } })
})

test('what cannot be started at all says why', async () => {
  const answer = await askProgram(realRunner(), {
    argv: ['true'],
    cwd: '/nonexistent',
    timeoutMs: 1_000,
    signal,
  })
  expect(answer).toMatchObject({
    ok: false,
    error: { code: 'E_SPAWN', message: expect.stringContaining('/nonexistent') },
  })
})

test('of a measurement that takes too long, what was found so far is shown as such', async () => {
  const runner = await machineWith({ du: `printf '500000\\t/srv/a\\n'; exec sleep 30` })
  const found = await value<LargestDirectories>(createLargestDirectories({ ...deps, runner }), {
    path: '/srv',
    maxS: 1,
  })
  expect(found).toMatchObject({
    entries: [{ path: '/srv/a', bytes: 512_000_000 }],
    complete: false,
    hint: expect.stringContaining('maxS'),
  })
  expect(found).not.toHaveProperty('totalBytes')
})

test('directories that may not be read are counted', async () => {
  const runner = await machineWith({
    du: `echo "du: cannot read directory '/srv/b': Permission denied" >&2; printf '12\\t/srv\\n'; exit 1`,
  })
  expect(await value(createLargestDirectories({ ...deps, runner }), { path: '/srv' })).toMatchObject({
    unreadable: 1,
    complete: false,
    totalBytes: 12_288,
    hint: expect.stringContaining('may not read: 1'),
  })
})

const REFUSED =
  'echo "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: …" >&2; exit 1'

test('who may not open the Docker socket is told the line for sudoers', async () => {
  const runner = await machineWith({
    docker: REFUSED,
    sudo: 'echo "sudo: a password is required" >&2; exit 1',
  })
  const result = await call(createListContainers({ ...deps, runner, user: { uid: 1000, name: 'ada' } }), {})
  expect(result).toMatchObject({
    ok: false,
    error: {
      code: 'E_NEEDS_ROOT',
      hint: expect.stringMatching(/^ada ALL=\(root\) NOPASSWD: \/\S+\/docker ps \*, /),
    },
  })
})

test('a socket of one’s own is never tried through sudo', async () => {
  const runner = await machineWith({ docker: REFUSED, sudo: 'exit 0' })
  const dockerHost = 'unix:///run/user/1000/docker.sock'
  const tool = createListContainers({ ...deps, runner, dockerHost, user: { uid: 1000, name: 'ada' } })
  expect(await call(tool, {})).toMatchObject({
    ok: false,
    error: { code: 'E_NEEDS_ROOT', hint: expect.stringContaining('group') },
  })
  expect(JSON.stringify(tool.effects({ all: true }, { cwd: '/' }))).not.toContain('sudo')
})
