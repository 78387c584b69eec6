// One life of an engine on a data directory, ended by SIGKILL at the n-th append. Loads compiled files: Node 20 runs no .ts.
//   node kill-child.mjs <dist> <home> <workspace> <when> <n> [ollama]
// when = before | after (the n-th append's commit) | never. Prints one JSON line when every run has ended.
// ollama = address of a server: models think about a request in plain words, instead of the workflow `steps`.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [dist, home, workspace, when, n, ollama] = process.argv.slice(2)
const load = (path) => import(pathToFileURL(join(dist, path)).href)

const { createHouseAgent } = await load('agents/house-agent.js')
const { loadWorkflows } = await load('agents/workflow/library.js')
const { createEngine } = await load('engine/engine.js')
const { systemClock } = await load('lib/clock.js')
const { loadPolicy } = await load('policy/load.js')
const { createHostRunner } = await load('runtime/host/runner.js')
const { openBlobs } = await load('store/blobs.js')
const { openJournal } = await load('store/journal.js')
const { acquireLock } = await load('store/lock.js')
const { createToolBox } = await load('tools/registry.js')
const { createSystemTools } = await load('tools/system/tools.js')

acquireLock(home)
const real = openJournal({ directory: home, synchronous: 'NORMAL', clock: systemClock })
const die = () => process.kill(process.pid, 'SIGKILL')

/** The real journal; one append is the last thing this process does, or the last that it does not live to do. */
let appends = 0
const journal = Object.create(real, {
  append: {
    value: async (...args) => {
      const mine = ++appends
      if (when === 'before' && mine === Number(n)) die()
      const result = await real.append(...args)
      if (when === 'after' && mine === Number(n)) die()
      return result
    },
  },
})

const blobs = openBlobs(home, { maxBytes: 1e7 })
const runner = createHostRunner({
  blobs,
  trustedPath: ['/usr/sbin', '/usr/bin', '/sbin', '/bin'],
  baseEnv: process.env,
  maxOutputBytes: 1e7,
  clock: systemClock,
})
const tools = createToolBox(createSystemTools({ runner }))
const library = await loadWorkflows({
  directories: [{ path: join(home, 'workflows'), owner: false }],
  toolNames: tools.list().map(({ name }) => name),
})
async function modelAgent() {
  const { createModelAgent } = await load('agents/model/agent.js')
  const { MODEL_LIMITS: limits } = await load('agents/model/mind.js')
  const { createOllamaHost } = await load('agents/models/ollama.js')
  const host = createOllamaHost({ address: ollama, clock: systemClock, random: Math.random })
  const [executor, verifier] = ['worker', 'judge'].map((name) => host.model(name, { contextTokens: 16_384 }))
  return createModelAgent({ executor, verifier, tools, clock: systemClock, workspace, ollama: host, limits })
}
const model = ollama ? { model: await modelAgent() } : {}
const plenty = ollama ? 1e6 : 1

const base = join(dist, '..', 'config', 'allowlist.yaml')
const running = createEngine({
  journal,
  blobs,
  clock: systemClock,
  house: async () => ({
    tools,
    policy: loadPolicy({
      base: { name: base, text: readFileSync(base, 'utf8') },
      home,
      workspace,
      userHome: '/home/owner',
    }),
    agent: createHouseAgent({ library, blobs, tools: tools.list(), ...model }),
    workflows: () => [],
  }),
  settings: {
    version: '0.0.0',
    configDigest: '',
    workspace,
    mode: 'direct',
    verifyRequired: true,
    maxRepairCycles: 3,
    concurrency: 4,
    limits: { timeMs: 600_000, tokens: plenty, modelCalls: plenty, turns: plenty, memoryBytes: 1e9 },
    stepTimeoutMs: 60_000,
    maxTurns: 10,
    retry: { retries: 0, baseMs: 1, maxMs: 1 },
    questionExpiryMs: 600_000,
    shutdownGraceMs: 1000,
  },
  random: Math.random,
  reading: { pack: async () => undefined, version: '0.0.0', home, workspace },
  onFatal: (error) => {
    console.error(error)
    process.exit(3)
  },
})

const owner = { surface: 'console', id: 'owner' }
/** Approves; and looks before saying what came of a call that nobody can know about, as an owner would. */
const answer = ({ id, kind, body }) => {
  const mark = /echo (\w+)/.exec(body)?.[1]
  const option = kind === 'approval' ? 'approve' : marks().includes(mark) ? 'done' : 'run_again'
  return running.engine.answer(id, option, owner).catch(() => undefined)
}
const marks = () => {
  const file = join(workspace, 'marks.txt')
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
}
journal.subscribe((events) => {
  for (const { event } of events) if (event.type === 'question.opened') void answer(event.question)
})

running.start({ resume: true })
for (const question of journal.questions({ status: 'open' })) void answer(question)
if (journal.position() === 0)
  await running.engine.submit({
    text: ollama ? 'leave a mark' : 'steps',
    ...(ollama ? {} : { workflow: 'steps' }),
    locale: 'en',
    actor: owner,
    thread: 't',
  })
await running.idle()
const ended = journal.runs().map(({ id, status, lastSeq }) => ({ id, status, lastSeq }))
console.log(JSON.stringify({ appends, ended }))
await running.close()
await real.close()
