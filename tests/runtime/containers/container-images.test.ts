import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/lib/clock.ts'
import { createContainerImages } from '../../../src/runtime/containers/container-images.ts'
import type { ContainerOutcome } from '../../../src/domain/containers.ts'
import { createUpdateContainers } from '../../../src/tools/server/swap-containers.ts'
import type { SwappedOutput } from '../../../src/tools/server/shapes/container-image.ts'
import { needsDocker, type PrivateDocker, startDocker } from '../../helpers/docker.ts'
import { tempDir } from '../../helpers/temp-dir.ts'
import { realRunner, value } from '../../helpers/tool-bench.ts'

const signal = new AbortController().signal

function ok<T>(outcome: ContainerOutcome<T>): T {
  if (outcome.ok) return outcome.value
  throw new Error(`${outcome.code}: ${outcome.message}`)
}

it('names the socket at which no engine answers', async () => {
  const images = createContainerImages({ dockerHost: 'unix:///nonexistent/docker.sock', clock: systemClock })
  expect(await images.look({ registry: false }, signal)).toEqual({
    ok: false,
    code: 'E_UNAVAILABLE',
    message: 'no Docker engine answers at unix:///nonexistent/docker.sock',
  })
})

describe.runIf(needsDocker)('with a real engine', () => {
  let engine: PrivateDocker
  const images = () => createContainerImages({ dockerHost: engine.host, clock: systemClock })
  const inspect = (name: string) => JSON.parse(engine.docker('container', 'inspect', name))[0]

  /** A new image under the same name, made from the tiny one: what `docker pull` would have brought. */
  function release(tag: string, ...changes: string[]): string {
    const id = engine.docker('create', '--network=none', engine.image, 'true').trim()
    const image = engine.docker('commit', ...changes.flatMap((one) => ['--change', one]), id, tag).trim()
    engine.docker('rm', id)
    return image
  }
  const CHECK = 'HEALTHCHECK --interval=1s --timeout=2s --retries=1'
  const good = (version: number) => [`ENV VERSION=${version}`, 'CMD ["sleep","1000"]', `${CHECK} CMD true`]
  const bad = ['ENV VERSION=bad', 'CMD ["sleep","1000"]', `${CHECK} CMD echo no answer; false`]

  function start(name: string, image: string, ...options: string[]): void {
    engine.docker('run', '--detach', '--name', name, '--network=none', '--stop-timeout=1', ...options, image)
  }

  beforeAll(async () => {
    engine = await startDocker()
  })
  afterAll(() => engine.stop())

  it('sees that the name stands for another image, updates with the same settings, and goes back when asked', async () => {
    const first = release('shop:latest', ...good(1))
    start(
      'shop',
      'shop:latest',
      '--env',
      'COLOUR=blue',
      '--volume',
      '/data',
      '--label',
      'mine=yes',
      '--restart=always',
      '--memory=64m',
      '--health-interval=2s',
    )
    engine.docker('exec', 'shop', 'sh', '-c', 'echo kept > /data/file')
    expect(ok(await images().look({ registry: false }, signal))).toMatchObject([
      { name: 'shop', outdated: false },
    ])
    const second = release('shop:latest', ...good(2))
    expect(ok(await images().look({ registry: false }, signal))).toMatchObject([
      { name: 'shop', image: 'shop:latest', outdated: true, mustPull: false, runsId: first, nameId: second },
    ])

    expect(ok(await images().update('shop', 30, signal))).toEqual({
      name: 'shop',
      result: 'updated',
      fromId: first,
      toId: second,
      found: 'healthy',
    })
    const after = inspect('shop')
    expect(after.Image).toBe(second)
    expect(after.Config.Env).toEqual(expect.arrayContaining(['COLOUR=blue', 'VERSION=2']))
    expect(after.Config.Labels).toEqual({ mine: 'yes' })
    expect(after.HostConfig).toMatchObject({ RestartPolicy: { Name: 'always' }, Memory: 64 * 2 ** 20 })
    expect(after.Config.Healthcheck.Interval).toBe(2e9)
    expect(engine.docker('exec', 'shop', 'cat', '/data/file')).toBe('kept\n')
    expect(engine.docker('ps', '--all', '--format', '{{.Names}}')).toBe('shop\n')
    expect(ok(await images().update('shop', 30, signal)).result).toBe('unchanged')

    expect(ok(await images().restore('shop', 30, signal))).toMatchObject({ result: 'restored', toId: first })
    expect(inspect('shop')).toMatchObject({ Image: first, State: { Running: true } })
    // Once back, there is nothing older: a second repair does not bring the new one again.
    expect(await images().restore('shop', 30, signal)).toMatchObject({ ok: false, code: 'E_NOT_FOUND' })
    engine.docker('rm', '--force', 'shop')
  }, 60_000)

  it('rolls back from an image whose health check fails, and says what it said', async () => {
    const first = release('site:latest', ...good(1))
    start('site', 'site:latest')
    const before = inspect('site')
    const worse = release('site:latest', ...bad)
    expect(ok(await images().update('site', 30, signal))).toEqual({
      name: 'site',
      result: 'rolled_back',
      fromId: first,
      toId: worse,
      found: 'unhealthy',
      said: 'no answer',
    })
    expect(inspect('site')).toMatchObject({ Id: before.Id, Image: first, State: { Running: true } })
    expect(engine.docker('ps', '--all', '--format', '{{.Names}}')).toBe('site\n')
    expect(ok(await images().look({ registry: false }, signal))[0]).toMatchObject({ outdated: true })
    engine.docker('rm', '--force', 'site')
  }, 60_000)

  it.each([
    ['ends at once', ['CMD ["sh","-c","echo broken; exit 3"]'], 'exited', 'broken'],
    ['cannot be started', ['CMD ["nothing-of-that-name"]'], 'not_started', 'nothing-of-that-name'],
  ])(
    'rolls back from an image that %s',
    async (_what, changes, found, said) => {
      release('plain:latest', 'CMD ["sleep","1000"]')
      start('plain', 'plain:latest')
      const before = inspect('plain')
      release('plain:latest', ...changes)
      const outcome = ok(await images().update('plain', 30, signal))
      expect(outcome).toMatchObject({ result: 'rolled_back', found })
      expect(outcome.said).toContain(said)
      expect(inspect('plain')).toMatchObject({ Id: before.Id, State: { Running: true } })
      engine.docker('rm', '--force', 'plain')
    },
    60_000,
  )

  it('brings the old one back when it is broken off, and ends what was broken off by a kill', async () => {
    release('slow:latest', ...good(1))
    start('slow', 'slow:latest')
    const before = inspect('slow')
    release('slow:latest', 'CMD ["sleep","1000"]', 'HEALTHCHECK --interval=30s CMD true')
    const stop = new AbortController()
    const updating = images().update('slow', 60, stop.signal)
    while (!engine.docker('ps', '--format', '{{.Names}} {{.Status}}').includes('slow Up')) await pause(100)
    while (inspect('slow').Id === before.Id) await pause(100)
    stop.abort(new Error('cancelled'))
    await expect(updating).rejects.toThrow('cancelled')
    expect(inspect('slow')).toMatchObject({ Id: before.Id, State: { Running: true } })

    // As a kill between the two names leaves it.
    engine.docker('stop', '--time=0', 'slow')
    engine.docker('rename', 'slow', 'slow.autohome-old')
    expect(ok(await images().look({ registry: false }, signal))).toMatchObject([
      { name: 'slow', leftAlone: 'half_done', outdated: false },
    ])
    expect(ok(await images().restore('slow', 30, signal)).result).toBe('restored')
    expect(inspect('slow')).toMatchObject({ Id: before.Id, State: { Running: true } })
    engine.docker('rm', '--force', 'slow')
  }, 60_000)

  it('leaves alone what is not its own to update', async () => {
    const id = release('app:latest', ...good(1))
    start('composed', 'app:latest', '--label', 'com.docker.compose.project=blog')
    start('pinned', id)
    start('temporary', 'app:latest', '--rm')
    engine.docker('run', '--detach', '--name', 'host', '--network=none', 'app:latest')
    engine.docker('run', '--detach', '--name', 'guest', '--network=container:host', 'app:latest')
    release('app:latest', ...good(2))
    const states = ok(await images().look({ registry: false }, signal))
    expect(states.map(({ name, leftAlone, outdated }) => [name, leftAlone, outdated])).toEqual([
      ['composed', 'compose', false],
      ['guest', undefined, true],
      ['host', 'shared_network', false],
      ['pinned', 'pinned', false],
      ['temporary', 'temporary', false],
    ])
    expect(await images().update('composed', 5, signal)).toMatchObject({ ok: false, code: 'E_EXIT' })
    for (const { name } of states) engine.docker('rm', '--force', name)
  }, 60_000)

  it.runIf(existsSync('/usr/bin/docker-registry') || process.env['CI'] === 'true')(
    'asks a real registry by digest, pulls what is newer and puts the container on it',
    async () => {
      const registry = await startRegistry()
      try {
        const tag = `${registry.host}/news:latest`
        release(tag, ...good(1))
        engine.docker('push', '--quiet', tag)
        start('news', tag)
        const [same] = ok(await images().look({ registry: true }, signal))
        expect(same).toMatchObject({
          outdated: false,
          mustPull: false,
          registryDigest: expect.stringMatching(/^sha256:/),
        })
        // Somebody else publishes: this machine keeps the old one under the name.
        const old = inspect('news').Image
        const next = release(tag, ...good(2))
        engine.docker('push', '--quiet', tag)
        engine.docker('tag', old, tag)
        engine.docker('rmi', '--force', next)
        expect(ok(await images().look({ registry: true }, signal))).toMatchObject([
          { name: 'news', outdated: true, mustPull: true, runsId: old, nameId: old },
        ])
        const tool = createUpdateContainers({
          runner: realRunner(),
          files: { resolve: (path) => path },
          clock: systemClock,
          dockerHost: engine.host,
          containers: images(),
        })
        const swapped = await value<SwappedOutput>(tool, { names: ['news'], healthS: 30 })
        expect(swapped).toMatchObject({ updated: ['news'], containers: [{ fromId: old, toId: next }] })
        expect(ok(await images().look({ registry: true }, signal))).toMatchObject([{ outdated: false }])
      } finally {
        engine.docker('rm', '--force', 'news')
        registry.stop()
      }
    },
    60_000,
  )

  async function startRegistry() {
    const home = await tempDir()
    await mkdir(join(home, 'data'))
    const port = Number(
      execFileSync('python3', [
        '-c',
        "import socket; s=socket.socket(); s.bind(('127.0.0.1',0)); print(s.getsockname()[1])",
      ]),
    )
    await writeFile(
      join(home, 'config.yml'),
      `version: 0.1\nlog: { level: error }\nstorage: { filesystem: { rootdirectory: ${home}/data } }\nhttp: { addr: "127.0.0.1:${port}" }\n`,
    )
    const child = spawn('/usr/bin/docker-registry', ['serve', join(home, 'config.yml')], { stdio: 'ignore' })
    for (let tries = 0; ; tries++) {
      const answer = await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => undefined)
      if (answer?.ok) return { host: `127.0.0.1:${port}`, stop: () => child.kill() }
      if (tries > 100) throw new Error('the registry does not answer')
      await pause(100)
    }
  }
})
