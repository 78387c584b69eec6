import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { systemClock } from '../../../src/lib/clock.ts'
import { createListServices } from '../../../src/tools/server/list-services.ts'
import { createServiceStatus } from '../../../src/tools/server/service-status.ts'
import type { ListServices, ServiceStatus } from '../../../src/tools/server/shapes/service.ts'
import { machineWith } from '../../helpers/stand-in-programs.ts'
import { call, realRunner, value } from '../../helpers/tool-bench.ts'

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/server/${name}`, import.meta.url))

/** A machine whose systemctl does this; recorded outputs, because no test machine has systemd as PID 1. */
const withSystemctl = async (script: string) => ({
  runner: await machineWith({ systemctl: script }),
  files: { resolve: (path: string) => path },
  clock: systemClock,
})

const NOT_SYSTEMD = {
  ok: false,
  error: { code: 'E_UNAVAILABLE', message: expect.stringContaining('does not run systemd') },
}

test.each([
  [
    'not booted',
    `echo "System has not been booted with systemd as init system (PID 1). Can't operate." >&2; exit 1`,
  ],
  ['a chroot', `echo "Running in chroot, ignoring command 'list-units'" >&2`],
])('systemctl where systemd does not run (%s)', async (_name, script) => {
  const deps = await withSystemctl(script)
  expect(await call(createListServices(deps), {})).toMatchObject(NOT_SYSTEMD)
  expect(await call(createServiceStatus(deps), { name: 'ssh' })).toMatchObject(NOT_SYSTEMD)
})

test('a machine without systemctl', async () => {
  const deps = { ...(await withSystemctl('')), runner: realRunner(['/nonexistent']) }
  expect(await call(createListServices(deps), {})).toMatchObject(NOT_SYSTEMD)
})

test('services are listed, and the state asked for is passed on', async () => {
  const deps = await withSystemctl(`
    case "$*" in *--state=failed*) grep failed ${fixture('systemctl-list-units.txt')};;
    *) cat ${fixture('systemctl-list-units.txt')};; esac`)
  const all = await value<ListServices>(createListServices(deps), {})
  expect(all).toMatchObject({ state: 'all', count: 6 })
  const failed = await value<ListServices>(createListServices(deps), { state: 'failed' })
  expect(failed.services.map((one) => one.name)).toEqual(['backup.service'])
})

test('one service, one that is not there, and an error of systemctl', async () => {
  const running = await withSystemctl(`cat ${fixture('systemctl-show-running.txt')}`)
  const status = await value<ServiceStatus>(createServiceStatus(running), { name: 'ssh' })
  expect(status).toMatchObject({ name: 'ssh.service', active: true, mainPid: 812 })
  const absent = await withSystemctl('echo LoadState=not-found')
  expect(await call(createServiceStatus(absent), { name: 'nope' })).toMatchObject({
    ok: false,
    error: { code: 'E_NOT_FOUND', subject: 'nope' },
  })
  const broken = await withSystemctl('echo "Access denied" >&2; exit 1')
  expect(await call(createServiceStatus(broken), { name: 'ssh' })).toMatchObject({
    ok: false,
    exitCode: 1,
    error: { code: 'E_EXIT', message: 'systemctl ended with exit code 1: Access denied' },
  })
})

test('a service name cannot be an option', async () => {
  const deps = await withSystemctl('')
  await expect(call(createServiceStatus(deps), { name: '--all' })).rejects.toThrow('a unit name holds')
})
