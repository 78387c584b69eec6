import { execFile } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openReader } from '../../src/store/reader.ts'
import { mainFile } from '../helpers/build.ts'
import { allMet } from '../helpers/model-house.ts'
import { type ModelServer, type ModelServerRequest, refuses } from '../helpers/model-server.ts'
import { startOllama } from '../helpers/ollama-server.ts'
import { tempDir } from '../helpers/temp-dir.ts'
import { calls, command, ends, plans, specs } from '../helpers/thoughts.ts'

/** A look, a spec whose check fails at first, two calls, a repair, a judge: by the key that each answer has in the journal. */
const ANSWERS = {
  '1/spec/1': calls('execute_command', { command: 'ls -a' }),
  '1/spec/2': specs({ mended: command('grep -q mended marks.txt') }),
  '1/plan/1': plans(['one', 'execute_command', { command: 'echo one >> marks.txt' }]),
  '1/execute/1': calls('execute_command', { command: 'echo one >> marks.txt' }),
  '1/execute/2': calls('execute_command', { command: 'cat marks.txt' }),
  '1/execute/3': ends('all done'),
  '2/repair/plan/1': plans(['mend', 'execute_command', { command: 'echo mended >> marks.txt' }]),
  '2/repair/1': calls('execute_command', { command: 'echo mended >> marks.txt' }),
  '2/repair/2': ends('now it is'),
  '2/verify/judge': allMet,
} as const
type Key = keyof typeof ANSWERS
const isKey = (key: string): key is Key => Object.hasOwn(ANSWERS, key)

/** Which answer is asked for, from the prompt alone: the server knows nothing of lives and restarts. */
function keyOf({ body }: ModelServerRequest): string {
  const messages = body.messages ?? []
  const text = messages.map(({ content }) => content).join('\n')
  if (body.model === 'judge') return '2/verify/judge'
  const next = messages.filter(({ role }) => role === 'assistant').length + 1
  const [, turn] = /Turn (\d+) of at most/.exec(text) ?? []
  if (turn !== undefined)
    return text.includes('What was tried already:') ? `2/repair/${turn}` : `1/execute/${turn}`
  if (text.includes('You write the specification')) return `1/spec/${next}`
  return text.includes('What was tried already:') ? `2/repair/plan/${next}` : `1/plan/${next}`
}

const dist = dirname(mainFile)
const child = fileURLToPath(new URL('../helpers/kill-child.mjs', import.meta.url))
const SIDE_BY_SIDE = 4

interface Life {
  readonly signal: string | null
  readonly code: number | null
  readonly stderr: string
  readonly appends: number
  readonly asked: readonly string[]
}

let servers: ModelServer[] = []
beforeAll(async () => {
  const script = (request: ModelServerRequest) => {
    const key = keyOf(request)
    const answer = isKey(key) ? ANSWERS[key] : undefined
    if (!answer) return refuses(400, `nobody asks for ${key}`)
    return typeof answer === 'function' ? answer(request) : answer
  }
  servers = await Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => startOllama(script)))
})
afterAll(async () => {
  for (const server of servers) await server.close()
})

function live(server: ModelServer, home: string, workspace: string, n: number): Promise<Life> {
  const before = server.questions().length
  const args = [child, dist, home, workspace, n === 0 ? 'never' : 'after', String(n), server.address]
  return new Promise((resolve) => {
    const running = execFile('node', args, { timeout: 60_000 }, (_error, stdout, stderr) => {
      const appends = stdout.trim() === '' ? 0 : (JSON.parse(stdout) as { appends: number }).appends
      const asked = server.questions().slice(before).map(keyOf)
      resolve({ signal: running.signalCode, code: running.exitCode, stderr, appends, asked })
    })
  })
}

async function prepare() {
  const root = await tempDir()
  const [home, workspace] = [join(root, 'home'), join(root, 'workspace')]
  await mkdir(join(home, 'workflows'), { recursive: true })
  await mkdir(workspace)
  return { home, workspace }
}

it('a kill after any append repeats no question whose answer was in the journal', async () => {
  const [first] = servers
  if (!first) throw new Error('no server')
  const whole = await prepare()
  const undisturbed = await live(first, whole.home, whole.workspace, 0)
  expect(undisturbed.stderr).toBe('')
  expect(undisturbed.asked).toEqual(Object.keys(ANSWERS))
  expect(undisturbed.appends).toBeGreaterThan(30)

  const kills = Array.from({ length: undisturbed.appends }, (_, i) => i + 1)
  let remembered = 0
  while (kills.length > 0) {
    const batch = kills.splice(0, SIDE_BY_SIDE)
    const found = await Promise.all(batch.map((n, i) => killAndRestart(servers[i] ?? first, n)))
    for (const count of found) remembered += count
  }
  expect(remembered).toBeGreaterThan(100)
}, 600_000)

/** Returns how many answers the second life found in the journal. */
async function killAndRestart(server: ModelServer, n: number): Promise<number> {
  const { home, workspace } = await prepare()
  const killed = await live(server, home, workspace, n)
  expect(killed.signal, `after append ${n}: ${killed.stderr}`).toBe('SIGKILL')
  const journaled = answersIn(home)
  const second = await live(server, home, workspace, 0)
  expect(second.code, `after append ${n}: ${second.stderr}`).toBe(0)

  expect(
    second.asked.filter((key) => journaled.includes(key)),
    `asked again after append ${n}`,
  ).toEqual([])
  expect([...journaled, ...second.asked].sort(), `after append ${n}`).toEqual(Object.keys(ANSWERS).sort())
  const reader = openReader(home)
  const [run] = reader.runs()
  expect(run?.status, `after append ${n}`).toBe('completed')
  expect(reader.audit(run?.id ?? '').ok).toBe(true)
  reader.close()
  expect(await readFile(join(workspace, 'marks.txt'), 'utf8'), `after append ${n}`).toBe('one\nmended\n')
  return journaled.length
}

function answersIn(home: string): readonly string[] {
  const reader = openReader(home)
  const [run] = reader.runs()
  const events = run ? reader.events(run.id) : []
  reader.close()
  return events.flatMap((event) => (event.type === 'turn.answered' ? [event.key] : []))
}
