import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { notInForce } from '../../../src/app/sandbox-trial.ts'
import { autohome } from '../../helpers/autohome.ts'
import { needsDocker, type PrivateDocker, startDocker } from '../../helpers/docker.ts'
import { importBashImage } from '../../helpers/sandbox-image.ts'
import { commandStep, criterion, workflowText } from '../../helpers/workflow-text.ts'

let engine: PrivateDocker
let image: string

beforeAll(async () => {
  if (!needsDocker) return
  engine = await startDocker()
  image = importBashImage(engine)
}, 120_000)

afterAll(async () => engine?.stop(), 60_000)

/** A house whose one job tells where its commands run. */
function house(env: Record<string, string>) {
  const made = autohome({ SANDBOX_IMAGE: image, SANDBOX_MEMORY: '256m', ...env })
  mkdirSync(join(made.home, 'workflows'), { recursive: true })
  const steps = [
    commandStep('where', 'pwd; hostname=$(</proc/sys/kernel/hostname); echo "on $hostname" | cat >where'),
  ]
  const acceptance = criterion('shut-in', '[[ $PWD = /workspace && $(cat where) = "on sandbox" ]]')
  const text = workflowText('where-am-i', { steps: steps.join('\n'), acceptance })
  writeFileSync(join(made.home, 'workflows', 'where-am-i.yaml'), text)
  return made
}

describe.runIf(needsDocker)('the house with a sandbox', () => {
  it('runs the commands of a run inside, and leaves no container behind', async () => {
    const inside = house({ EXECUTE_MODE: 'sandbox', DOCKER_HOST: engine.host })
    const first = await inside.spawn(['run', 'where-am-i'])
    expect(first, first.out + first.err).toMatchObject({ code: 0 })
    expect(existsSync(join(inside.directory, 'workspace', 'where'))).toBe(true)
    expect(engine.docker('ps', '--all', '--quiet')).toBe('')
  }, 60_000)

  it('does so for one run that asks for it', async () => {
    const outside = house({ DOCKER_HOST: engine.host })
    expect(await outside.spawn(['run', 'where-am-i', '--mode', 'sandbox'])).toMatchObject({ code: 0 })
    expect(await outside.spawn(['run', 'where-am-i'])).toMatchObject({ code: 1 })
  }, 60_000)

  it('sweeps at its start what a killed one left running', async () => {
    const killed = house({ EXECUTE_MODE: 'sandbox', DOCKER_HOST: engine.host })
    writeFileSync(
      join(killed.home, 'workflows', 'endless.yaml'),
      workflowText('endless', { steps: commandStep('on', 'echo begun >begun; sleep 1000') }),
    )
    const victim = killed.start('run', 'endless')
    await victim.said('Plan completed')
    while (!existsSync(join(killed.directory, 'workspace', 'begun')))
      expect(engine.docker('version', '--format', 'up')).toBe('up\n')
    victim.child.kill('SIGKILL')
    await victim.ended()
    expect(engine.docker('ps', '--quiet')).not.toBe('')
    const next = await killed.spawn(['run', 'where-am-i'])
    expect(next, next.out + next.err).toMatchObject({ code: 0 })
    expect(engine.docker('ps', '--all', '--quiet')).toBe('')
  }, 60_000)

  it('without an engine runs nothing, names the socket, and passes no run because of what did not run', async () => {
    const socket = 'unix:///no/such/docker.sock'
    const without = house({ EXECUTE_MODE: 'sandbox', DOCKER_HOST: socket })
    // Everything that could fail runs in the sandbox; the one thing that is looked at from outside holds.
    const acceptance = `  - id: machine
    statement: { en: it is a machine, fr: c'est une machine }
    check: { tool: get_system_info, args: {}, expect: "cpu.count > 0" }`
    const half = workflowText('half', { steps: commandStep('where', 'echo here >where'), acceptance })
    writeFileSync(join(without.home, 'workflows', 'half.yaml'), half)
    for (const workflow of ['where-am-i', 'half']) {
      const ran = await without.spawn(['run', workflow])
      expect(ran, ran.out).toMatchObject({ code: 1 })
      expect(ran.out).toContain(`no Docker engine answers at ${socket}`)
      expect(ran.out).toContain('✗ where: failed')
    }
    expect(existsSync(join(without.directory, 'workspace', 'where'))).toBe(false)
    const french = await house({
      ...{ EXECUTE_MODE: 'sandbox', DOCKER_HOST: socket, AUTOHOME_LANG: 'fr' },
    }).spawn(['run', 'where-am-i'])
    expect(french, french.out).toMatchObject({ code: 1 })
    expect(french.out).toContain(`aucun moteur Docker ne répond à ${socket}`)
  }, 60_000)

  const sandboxIn = async (env: Record<string, string>) => {
    const { out, code } = await autohome({ SANDBOX_IMAGE: image, SANDBOX_MEMORY: '64m', ...env }).spawn([
      'doctor',
      '--json',
    ])
    const found = (JSON.parse(out) as { check: string; level: string; detail: string }[]).find(
      ({ check }) => check === 'sandbox',
    )
    return { ...found, code }
  }

  it('is tried out by doctor, limits included, and leaves nothing behind', async () => {
    const found = await sandboxIn({ DOCKER_HOST: engine.host, SANDBOX_CPUS: '0.5' })
    expect(found).toMatchObject({
      level: 'ok',
      detail: expect.stringMatching(/with bash \d.* 0\.5 of a processor/),
    })
    expect(engine.docker('ps', '--all', '--quiet')).toBe('')
  }, 60_000)

  it('that cannot be had is told by doctor, with what to do; a failure where commands are to run in it', async () => {
    const missing = { DOCKER_HOST: engine.host, SANDBOX_IMAGE: 'ubuntu:24.04' }
    expect(await sandboxIn(missing)).toMatchObject({
      level: 'warn',
      detail: expect.stringContaining('docker pull ubuntu:24.04'),
    })
    expect(await sandboxIn({ ...missing, EXECUTE_MODE: 'sandbox' })).toMatchObject({ level: 'fail', code: 1 })
    const socket = 'unix:///no/such/docker.sock'
    expect(await sandboxIn({ DOCKER_HOST: socket })).toMatchObject({
      level: 'warn',
      detail: expect.stringContaining(`no Docker engine answers at ${socket}`),
    })
    expect(
      await sandboxIn({ DOCKER_HOST: engine.host, SANDBOX_IMAGE: engine.image, AUTOHOME_LANG: 'fr' }),
    ).toMatchObject({
      detail: `l'image ${engine.image} du bac à sable ne contient pas bash : choisissez-en une autre`,
    })
  }, 60_000)

  it('whose limits the kernel does not keep is not taken for one that does', () => {
    const asked = { memoryMb: 64, cpus: 0.5 }
    const kept = { memory: String(64 * 2 ** 20), processors: '50000 100000', processes: '256' }
    expect(notInForce(asked, kept)).toEqual([])
    expect(notInForce(asked, { ...kept, memory: '9223372036854771712', processors: '-1' })).toEqual([
      'sandbox.memoryMb',
      'sandbox.cpus',
    ])
    expect(notInForce(asked, { ...kept, processors: 'max 100000', processes: 'none' })).toEqual([
      'sandbox.cpus',
      'processes',
    ])
  })
})
