import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openHouse, OWNER } from '../helpers/house.ts'
import { commandStep, workflowText } from '../helpers/workflow-text.ts'

const VALUE = 's3cr3t-väl/ue+with=signs'
const secrets = new Map([
  ['TOKEN', VALUE],
  ['OTHER', 'another-value'],
])

/** Everything below a directory, as one text. */
const everything = (directory: string): string =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n')

async function runOf(command: string) {
  const house = await openHouse({
    workflows: { use: workflowText('use', { steps: commandStep('use', command) }) },
    secrets,
  })
  const live: string[] = []
  const id = await house.begin('use')
  const event = await house.seen(({ type }) => type === 'question.opened')
  if (event.type !== 'question.opened') throw new Error('unreachable')
  const watching = (async () => {
    for await (const item of house.engine.follow(id, 0, new AbortController().signal))
      if (item.type === 'live.output') live.push(item.chunk)
  })()
  await house.engine.answer(event.question.id, 'approve', OWNER)
  await house.idle()
  await watching
  const finished = house.of(id, 'tool_call.finished').find(({ callKey }) => callKey === '1/execute/use')
  await house.close()
  await house.journal.close()
  const result = finished?.result as { value?: { stdout: string; stderr: string } } | undefined
  return { house, question: event.question, finished, value: result?.value, live: live.join('') }
}

it('a secret reaches the program that needs it, and nothing that is kept or shown', async () => {
  const command =
    'TOKEN=${secret:TOKEN} bash -c \'printf %s "$TOKEN" | wc -c; echo "got $TOKEN"; echo "$TOKEN" >&2\''
  const { house, question, value, live } = await runOf(command)
  expect(question.body).toBe(command)
  expect(value?.stdout).toBe(`${Buffer.byteLength(VALUE)}\ngot \${secret:TOKEN}\n`)
  expect(value?.stderr).toBe('${secret:TOKEN}\n')
  expect(live).toContain('got ${secret:TOKEN}')
  expect(live).not.toContain(VALUE)
  const kept = everything(house.home)
  expect(kept).not.toContain(VALUE)
  expect(kept).toContain('got ${secret:TOKEN}')
})

it('neither the list of processes nor another command’s environment holds it', async () => {
  const show = (pid: string) => `tr "\\0" " " < /proc/${pid}/cmdline; echo; `
  const { value } = await runOf(
    `X=\${secret:TOKEN} bash -c '${show('$PPID')}${show('$$')}env | grep -c ^AUTOHOME_SECRET_'; true`,
  )
  expect(value?.stdout).toContain('X=${AUTOHOME_SECRET_TOKEN}')
  // The value itself would have come out as its reference.
  expect(value?.stdout).not.toContain('${secret:TOKEN}')
  // The one secret that was named; the other is not there.
  expect(value?.stdout.trimEnd().endsWith('\n1')).toBe(true)
  const { value: without } = await runOf("Y=1 bash -c 'env | grep -c ^AUTOHOME_SECRET_; true'")
  expect(without?.stdout).toBe('0\n')
})

it('a secret that nobody has set is a failure that names it, and nothing runs', async () => {
  const { finished } = await runOf('X=${secret:NOBODY} touch made')
  expect(finished).toMatchObject({ outcome: 'failed', error: { code: 'E_SPAWN' } })
  expect(finished?.error?.message).toContain('NOBODY')
})
