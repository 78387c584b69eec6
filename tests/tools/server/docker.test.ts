import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../../src/lib/clock.ts'
import { createContainerLogs } from '../../../src/tools/server/container-logs.ts'
import { createContainerStatus } from '../../../src/tools/server/container-status.ts'
import { createDockerDiskUsage } from '../../../src/tools/server/docker-disk-usage.ts'
import { createListContainers } from '../../../src/tools/server/list-containers.ts'
import type {
  Container,
  ContainerLogs,
  DockerDiskUsage,
  ListContainers,
} from '../../../src/tools/server/shapes/container.ts'
import { canRunDocker, type PrivateDocker, startDocker } from '../../helpers/docker.ts'
import { call, realRunner, value } from '../../helpers/tool-bench.ts'

const base = { runner: realRunner(), files: { resolve: (path: string) => path }, clock: systemClock }

/** The engine stamps each stream by itself: only a pause makes their order certain. */
const TALK = 'echo one; sleep 0.3; echo two >&2; exit 3'

const MAKERS = [
  ['list_containers', createListContainers, {}],
  ['container_status', createContainerStatus, { name: 'web' }],
  ['container_logs', createContainerLogs, { name: 'web' }],
  ['docker_disk_usage', createDockerDiskUsage, {}],
] as const

test.each(MAKERS)('%s on a machine without docker says so', async (_name, create, args) => {
  expect(await call(create({ ...base, runner: realRunner(['/nonexistent']) }), args)).toMatchObject({
    ok: false,
    error: { code: 'E_UNAVAILABLE', message: 'docker is not installed on this machine' },
  })
})

test('a container name cannot be an option', async () => {
  await expect(call(createContainerStatus(base), { name: '--help' })).rejects.toThrow(
    'a container name holds',
  )
})

// The engine needs root and Debian's docker.io and busybox-static, which .ci/run installs.
describe.runIf(canRunDocker())('with a real engine', () => {
  let engine: PrivateDocker
  const deps = () => ({ ...base, dockerHost: engine.host })

  beforeAll(async () => {
    engine = await startDocker()
    engine.docker(
      ...['run', '--detach', '--name', 'talker', '--network=none', '--restart=unless-stopped'],
      ...['--label', 'com.docker.compose.project=blog', '--env', 'PASSWORD=hunter2hunter2'],
      ...[engine.image, 'sh', '-c', 'sleep 1000'],
    )
    engine.docker('create', '--name', 'waiting', '--network=none', engine.image, 'true')
    engine.docker('run', '--detach', '--name', 'broken', '--network=none', engine.image, 'sh', '-c', TALK)
    engine.docker('wait', 'broken')
  })
  afterAll(() => engine.stop())

  test.each(MAKERS)('%s names the socket at which no engine answers', async (_name, create, args) => {
    const dockerHost = 'unix:///nonexistent/docker.sock'
    expect(await call(create({ ...base, dockerHost }), args)).toMatchObject({
      ok: false,
      error: { code: 'E_UNAVAILABLE', subject: dockerHost },
    })
  })

  test('every container is listed with its state, and none of its secrets', async () => {
    const list = await value<ListContainers>(createListContainers(deps()), {})
    expect(list.count).toBe(3)
    expect(list.running).toBe(1)
    const byName = new Map(list.containers.map((one) => [one.name, one]))
    expect(byName.get('talker')).toMatchObject({
      image: engine.image,
      state: 'running',
      running: true,
      restartCount: 0,
      restartPolicy: 'unless-stopped',
      composeProject: 'blog',
      oomKilled: false,
      ports: [],
      status: expect.stringMatching(/^Up /),
    })
    expect(byName.get('talker')).not.toHaveProperty('exitCode')
    expect(byName.get('talker')).not.toHaveProperty('health')
    expect(byName.get('broken')).toMatchObject({ state: 'exited', running: false, exitCode: 3 })
    expect(byName.get('waiting')).toMatchObject({ state: 'created', running: false })
    expect(byName.get('waiting')).not.toHaveProperty('startedAtMs')
    expect(JSON.stringify(list)).not.toContain('hunter2')
  })

  test('only running ones, when asked', async () => {
    const list = await value<ListContainers>(createListContainers(deps()), { all: false })
    expect(list.containers.map((one) => one.name)).toEqual(['talker'])
  })

  test('one container by name or by the beginning of its id', async () => {
    const byName = await value<Container>(createContainerStatus(deps()), { name: 'talker' })
    const byId = await value<Container>(createContainerStatus(deps()), { name: byName.id })
    expect(byId).toEqual(byName)
    expect(byName.startedAtMs).toBeGreaterThan(1_600_000_000_000)
  })

  test.each([createContainerStatus, createContainerLogs])(
    'an unknown container is not found',
    async (create) => {
      expect(await call(create(deps()), { name: 'nobody' })).toMatchObject({
        ok: false,
        error: { code: 'E_NOT_FOUND', subject: 'nobody' },
      })
    },
  )

  test('logs hold both streams in the order in which they were written', async () => {
    const logs = await value<ContainerLogs>(createContainerLogs(deps()), { name: 'broken' })
    expect(logs.text.split('\n').map((line) => line.split(' ').at(1))).toEqual(['one', 'two'])
    expect(logs).toMatchObject({ lines: 2, truncated: false })
    const last = await value<ContainerLogs>(createContainerLogs(deps()), { name: 'broken', lines: 1 })
    expect(last).toMatchObject({ lines: 1, truncated: true, text: expect.stringMatching(/ two$/) })
  })

  test('disk usage counts what is there', async () => {
    const usage = await value<DockerDiskUsage>(createDockerDiskUsage(deps()), {})
    expect(usage.images).toMatchObject({ count: 1, active: 1 })
    expect(usage.containers).toMatchObject({ count: 3, active: 1 })
    expect(usage.volumes.count).toBe(0)
    expect(usage.images.bytes).toBeGreaterThan(500_000)
    expect(usage.totalBytes).toBeGreaterThanOrEqual(usage.images.bytes)
  })

  test('a health check is shown as docker knows it', async () => {
    engine.docker(
      ...['run', '--detach', '--name', 'checked', '--network=none', '--health-cmd=true'],
      ...['--health-interval=1h', '--health-start-period=1h', engine.image, 'sleep', '1000'],
    )
    const one = await value<Container>(createContainerStatus(deps()), { name: 'checked' })
    engine.docker('rm', '--force', 'checked')
    expect(one.health).toBe('starting')
  })
})
