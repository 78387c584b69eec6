import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { NtfyMessage } from '../helpers/ntfy-server/store.ts'
import { ntfyServer } from '../helpers/ntfy-server.ts'
import { house } from './house.ts'

async function open() {
  const server = await ntfyServer()
  const made = house({
    NTFY_URL: server.url,
    NTFY_TOPIC: 'mine',
    NTFY_REPLY_TOPIC: 'replies',
    NTFY_TOKEN: 'tk_0123456789abcdefghijklmnopqrs',
  })
  const asked = () => server.until(() => server.shown('mine').find(({ actions }) => actions))
  /** Asked for through the service, by a command that does not wait. */
  const ask = async (): Promise<string> => {
    const { out } = await made.spawn(['run', 'touch-it', '--detach', '--json'])
    return (JSON.parse(out) as { runId: string }).runId
  }
  const kill = async (service: { child: import('node:child_process').ChildProcess }) => {
    service.child.kill('SIGKILL')
    if (service.child.exitCode === null && service.child.signalCode === null)
      await once(service.child, 'exit')
  }
  return { ...made, server, asked, ask, kill, askedOnServer: made.asked }
}

/** However it went on: nobody was asked twice what was answered, and nothing ran twice. */
async function happenedOnce(at: Awaited<ReturnType<typeof open>>, runId: string): Promise<void> {
  const { server, show, settled, touched } = at
  const answerWhatIsUnknown = (message: NtfyMessage | undefined) =>
    message?.actions?.some(({ label }) => label === 'Done' || label === 'It is done')
  void server
    .until(() => server.shown('mine').find(answerWhatIsUnknown))
    .then((message) => server.press(message, message.actions?.[0]?.label ?? ''))
    .catch(() => undefined)
  const { status } = await settled(runId)
  const { events } = await show(runId)
  expect(status).toBe('completed')
  expect(existsSync(touched)).toBe(true)
  const answers = events.flatMap((event) =>
    event.type === 'question.answered' && event.answer.option === 'approve' ? [event.answer] : [],
  )
  expect(answers).toMatchObject([{ by: { surface: 'phone', id: 'owner' } }])
  const starts = events.filter((event) => event.type === 'tool_call.started' && event.approval !== undefined)
  expect(starts).toHaveLength(1)
  expect(server.violations).toEqual([])
}

describe('the service with a phone', () => {
  it('asks on the phone, is killed, hears at its next start what was pressed meanwhile, and goes on', async () => {
    const at = await open()
    const first = await at.service()
    const runId = await at.ask()
    const message = await at.asked()
    await at.kill(first)
    expect(await at.server.press(message, 'Approve')).toBe(200)
    expect(existsSync(at.touched)).toBe(false)
    expect(statSync(join(at.home, 'phone.key')).mode & 0o777).toBe(0o600)
    const second = await at.service()
    await happenedOnce(at, runId)
    await at.server.until(() => at.server.shown('mine').length === 0)
    second.child.kill('SIGTERM')
    expect(await second.ended()).toMatchObject({ code: 0, err: '' })
  })

  it('killed as the press arrives, at whatever moment: it counts, once', async () => {
    const at = await open()
    const first = await at.service()
    const runId = await at.ask()
    const message = await at.asked()
    const body = message.actions?.[0]?.body ?? ''
    // Not awaited: the kill meets it on its way.
    const pressed = at.server.press(message, 'Approve')
    await at.server.until(() => at.server.held.some(({ topic }) => topic === 'replies'))
    await Promise.all([pressed, at.kill(first)])
    const second = await at.service()
    await happenedOnce(at, runId)
    // Whoever read along and sends it again gets nothing for it.
    await at.server.post('replies', body)
    await at.server.until(() => at.server.shown('mine').find(({ tags }) => tags?.includes('no_entry')))
    expect((await at.show(runId)).events.filter(({ type }) => type === 'question.answered')).toHaveLength(1)
    second.child.kill('SIGTERM')
    await second.ended()
  })

  it('killed before the push got through: it is pushed at the next start', async () => {
    const at = await open()
    await at.server.down()
    const first = await at.service()
    const runId = await at.ask()
    await at.askedOnServer()
    await at.kill(first)
    await at.server.up()
    const second = await at.service()
    await at.server.press(await at.asked(), 'Approve')
    await happenedOnce(at, runId)
    expect(at.server.sent('mine').filter(({ actions }) => actions)).toHaveLength(1)
    second.child.kill('SIGTERM')
    await second.ended()
  })
})
