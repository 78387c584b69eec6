import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChangePlan } from '../../../src/domain/change.ts'
import { tempDir } from '../../helpers/temp-dir.ts'
import { openChanges } from '../../helpers/changes.ts'
import { needsDocker, type PrivateDocker, startDocker } from '../../helpers/docker.ts'

const CLASSES = `- { id: compose, label: { en: containers, fr: conteneurs }, commands: ["docker run|rm|stop|tag"], containers: true }`
const REF = 'app:latest'

describe.runIf(needsDocker)('containers', { timeout: 120_000 }, () => {
  let engine: PrivateDocker
  beforeAll(async () => {
    engine = await startDocker()
  }, 60_000)
  afterAll(() => engine.stop(), 30_000)

  const settings = ['--network', 'none', '--env', 'COLOUR=blue', '--label', 'kept=yes']
  const imageOf = (what: string) => engine.docker('inspect', '--format', '{{.Image}}', what).trim()
  const idOf = (image: string) => engine.docker('image', 'inspect', '--format', '{{.Id}}', image).trim()

  /** A container of the first image, and a second image that would take its name. */
  async function running(name: string) {
    engine.docker('tag', engine.image, REF)
    engine.docker('run', '--detach', '--name', name, ...settings, '--volume', '/data', REF, 'sleep', '600')
    engine.docker('exec', name, 'sh', '-c', 'echo kept > /data/file')
    const first = imageOf(name)
    engine.docker('run', '--name', `${name}-maker`, '--network', 'none', engine.image, 'touch', '/tmp/other')
    const second = engine.docker('commit', `${name}-maker`).trim()
    const home = await tempDir()
    const changes = openChanges({ home, classes: CLASSES, dockerHost: engine.host })
    const command = `docker tag ${second} ${REF} && docker rm -f ${name} && docker run -d --name ${name} ${REF} sleep 600`
    const plan = changes.plan([{ kind: 'command', text: command, cwd: '/' }], 'write') as ChangePlan
    const ref = { runId: '01TEST', callKey: '1/execute/act' }
    const recorded = await changes.record(ref, plan)
    return { changes, ref, recorded, first, second, name }
  }

  /** What the command would do, by this engine's own client. */
  const replace = (name: string, second: string) => {
    engine.docker('tag', second, REF)
    engine.docker('rm', '--force', name)
    engine.docker('run', '--detach', '--name', name, '--network', 'none', REF, 'sleep', '600')
  }
  const signal = new AbortController().signal

  it('run their image of before again, by digest, with their settings and their volume', async () => {
    const { changes, ref, recorded, first, second, name } = await running('web')
    expect(recorded.containers).toBe(1)
    replace(name, second)
    expect(imageOf(name)).not.toBe(first)
    expect(await changes.restore(ref, signal)).toMatchObject({
      ok: true,
      parts: [{ what: 'container web', ok: true }],
    })
    expect(imageOf(name)).toBe(first)
    expect(idOf(REF)).toBe(first)
    expect(engine.docker('exec', name, 'sh', '-c', 'echo $COLOUR; cat /data/file')).toBe('blue\nkept\n')
    expect(engine.docker('inspect', '--format', '{{.State.Running}} {{.Config.Labels.kept}}', name)).toBe(
      'true yes\n',
    )
    // What the change had put there is stopped and still to be had.
    expect(engine.docker('ps', '--all', '--format', '{{.Names}} {{.State}}')).toMatch(
      /web-taken-back-\w+ exited/,
    )
    engine.docker('rm', '--force', name)
  })

  it('are found again where they are gone, with an image that a prune has left because it is held', async () => {
    const { changes, ref, first, second, name } = await running('db')
    engine.docker('rm', '--force', name)
    engine.docker('tag', second, REF)
    engine.docker('rmi', engine.image)
    engine.docker('image', 'prune', '--all', '--force')
    try {
      expect(await changes.restore(ref, signal)).toMatchObject({ ok: true })
      expect(imageOf(name)).toBe(first)
    } finally {
      engine.docker('tag', first, engine.image)
    }
    engine.docker('rm', '--force', name)
  })

  it('are undone after they were kept, unless something else has replaced them since', async () => {
    const { changes, ref, first, second, name } = await running('blog')
    replace(name, second)
    await changes.recordAfter(ref)
    const what = `container ${name}`
    expect(await changes.undoable(ref.runId)).toEqual([{ callKey: ref.callKey, what }])
    expect(await changes.undo(ref.runId, [what])).toEqual([{ what, ok: true }])
    expect(imageOf(name)).toBe(first)
    expect(await changes.undoable(ref.runId)).toEqual([])
    engine.docker('rm', '--force', name)
    expect(await changes.undoable(ref.runId)).toEqual([
      { callKey: ref.callKey, what, obstacle: 'changed_since' },
    ])
  })

  it('are not touched where they are as they were', async () => {
    const { changes, ref, name } = await running('cache')
    const before = engine.docker('inspect', '--format', '{{.Id}}', name)
    expect(await changes.restore(ref, signal)).toMatchObject({ ok: true, parts: [] })
    expect(engine.docker('inspect', '--format', '{{.Id}}', name)).toBe(before)
    engine.docker('rm', '--force', name)
  })
})
