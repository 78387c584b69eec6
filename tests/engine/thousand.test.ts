import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createApiServer } from '../../src/api/server.ts'
import { connectEngine } from '../../src/cli/client.ts'
import type { Engine } from '../../src/domain/engine.ts'
import { openHouse, OWNER } from '../helpers/house.ts'
import { commandStep, workflowText } from '../helpers/workflow-text.ts'

const ANSWERS = 1_000
const CLIENTS = 20
const CHOICES = ['approve', 'deny', 'always', 'edit'] as const
const quiet = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet }

it('a thousand answers at once, from here and over the socket: one decision, at most one execution', async () => {
  const first = await openHouse()
  await first.close()
  await first.journal.close()
  const mark = join(first.workspace, 'ran')
  // Each execution would leave a line: deleting asks, and what it deletes is not there.
  const command = `rm -f ${first.workspace}/gone`
  const house = await openHouse({
    home: first.home,
    workflows: { go: workflowText('go', { steps: commandStep('go', command) }) },
  })
  const directory = mkdtempSync(join(tmpdir(), 'autohome-thousand-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const socketPath = join(directory, 'autohome.sock')
  const server = createApiServer({ engine: house.engine, socketPath, log: quiet })
  await server.listen(new AbortController().signal)
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => connectEngine(socketPath)))
  const places: Engine[] = [house.engine, ...clients.flatMap((client) => (client ? [client] : []))]
  expect(places).toHaveLength(CLIENTS + 1)

  appendFileSync(mark, '')
  const id = await house.begin('go')
  const event = await house.seen(({ type }) => type === 'question.opened')
  if (event.type !== 'question.opened') throw new Error('unreachable')
  await house.seen(({ type }) => type === 'run.waiting')
  const edited = `echo ran >> ${mark}; ${command}`
  const answers = await Promise.allSettled(
    Array.from({ length: ANSWERS }, (_, n) => {
      const option = CHOICES[n % CHOICES.length] ?? 'deny'
      const by = { ...OWNER, id: `person-${n}` }
      const engine = places[n % places.length] ?? house.engine
      return engine.answer(event.question.id, option, by, undefined, option === 'edit' ? edited : undefined)
    }),
  )
  await house.idle()
  const won = answers.filter((one) => one.status === 'fulfilled')
  expect(won).toHaveLength(1)
  for (const one of answers)
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'not_now' })
  expect(house.of(id, 'question.answered')).toHaveLength(1)
  const started = house.of(id, 'tool_call.started').filter(({ callKey }) => callKey === '1/execute/go')
  const option = won[0]?.status === 'fulfilled' ? won[0].value.answer?.option : undefined
  expect(started).toHaveLength(option === 'deny' ? 0 : 1)
  expect(readFileSync(mark, 'utf8')).toBe(option === 'edit' ? 'ran\n' : '')
  for (const client of clients) await client?.close()
  await server.close()
  await house.close()
})
