import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openProbes } from '../../../src/app/probe-file.ts'
import { autohome } from '../../helpers/autohome.ts'
import { answersProbe } from '../../helpers/model-house.ts'
import { refuses } from '../../helpers/model-server.ts'
import { startOllama } from '../../helpers/ollama-server.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

it('keeps what was tried in a file that only its owner reads', async () => {
  const path = join(await tempDir(), 'home', 'probes.json')
  openProbes(path).set('a', 'works')
  openProbes(path).set('b', 'fails')
  expect([openProbes(path).get('a'), openProbes(path).get('b'), openProbes(path).get('c')]).toEqual([
    'works',
    'fails',
    undefined,
  ])
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(join(path, '..'))).toEqual(['probes.json'])
})

it('knows nothing from a file that is broken, and mends it', async () => {
  const path = join(await tempDir(), 'probes.json')
  await writeFile(path, '{"a": 3, "b"')
  expect(openProbes(path).get('a')).toBeUndefined()
  openProbes(path).set('a', 'works')
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ a: 'works' })
})

it('goes without where nothing can be written', async () => {
  const inTheWay = join(await tempDir(), 'file')
  await writeFile(inTheWay, '')
  const probes = openProbes(join(inTheWay, 'probes.json'))
  probes.set('a', 'works')
  expect(probes.get('a')).toBeUndefined()
})

it('the doctor tries each model once, and says what it can do from then on', async () => {
  const models = ['one:1b', 'two:1b'].map((name) => ({ name, digest: name, capabilities: ['tools'] }))
  const server = await startOllama(
    ({ body }) => (body.model === 'one:1b' ? answersProbe() : refuses(400, 'does not support tools')),
    { models },
  )
  onTestFinished(() => server.close())
  const house = autohome({ EXECUTOR_MODEL: 'one:1b', VERIFIER_MODEL: 'two:1b', OLLAMA_HOST: server.address })
  const told = async () => {
    const { out } = await house.run(['doctor', '--json'])
    const found = JSON.parse(out) as { readonly check: string; readonly detail: string }[]
    return found.filter(({ check }) => check === 'model').map(({ detail }) => detail)
  }
  const first = await told()
  expect(first[0]).toMatch(/^one:1b: .*own/)
  expect(first[1]).toMatch(/^two:1b: asked by/)
  expect(server.questions()).toHaveLength(2)
  expect(await told()).toEqual(first)
  expect(server.questions()).toHaveLength(2)
})
