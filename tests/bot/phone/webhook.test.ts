import { createHmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { manualClock } from '../../helpers/clock.ts'
import { httpServer } from '../../helpers/http-server.ts'
import { openPhoneHouse } from './phone-house.ts'
import { untilTime } from './until-time.ts'

const SECRET = 'webhook-secret-0123456789'
const ALONE = { url: undefined, topic: undefined, replyTopic: undefined }

interface Delivery {
  readonly headers: IncomingHttpHeaders
  readonly raw: string
  readonly body: Record<string, unknown>
}

/** A receiver that answers with what stands in `answers`, and with 204 after that. */
async function receiver(answers: { status: number; headers?: Record<string, string> }[] = []) {
  const got: Delivery[] = []
  const refused: number[] = []
  const waiting = new Set<() => void>()
  const port = await httpServer((request, response) => {
    void text(request).then((raw) => {
      const next = answers.shift()
      if (next) refused.push(next.status)
      else got.push({ headers: request.headers, raw, body: JSON.parse(raw) })
      response.writeHead(next?.status ?? 204, next?.headers).end()
      for (const look of waiting) look()
    })
  })
  const until = (fits: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = () => {
        if (!fits()) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  return { url: `http://127.0.0.1:${port}/hook`, got, refused, until }
}

test('the same matters as JSON, signed, each once, and when they are over', async () => {
  const { url, got, until } = await receiver()
  const house = await openPhoneHouse({ ntfy: ALONE, webhook: { url, secret: SECRET } })
  const runId = await house.begin('ask')
  await until(() => got.length === 1)
  const [question] = await house.engine.questions({ status: 'open' })
  expect(got[0]?.body).toMatchObject({
    version: 1,
    type: 'question',
    state: 'open',
    severity: 'high',
    run: runId,
    question: question?.id,
    message: expect.stringContaining('rm kept'),
  })
  const { headers, raw } = got[0] as Delivery
  const expected = createHmac('sha256', SECRET)
    .update(`${String(headers['x-autohome-timestamp'])}.${raw}`)
    .digest('hex')
  expect(headers['x-autohome-signature']).toBe(`sha256=${expected}`)
  expect(raw).not.toContain(SECRET)

  await house.engine.answer(question?.id ?? '', 'deny', { surface: 'console', id: 'alice' })
  await until(() => got.length === 2)
  expect(got[1]?.body).toEqual({ version: 1, id: got[0]?.body['id'], type: 'question', state: 'over' })
  expect(new Set(got.map(({ headers: { 'x-autohome-delivery': id } }) => id)).size).toBe(2)
})

test('a receiver that fails gets it again; one that leads elsewhere gets nothing more, and the owner hears of it', async () => {
  const elsewhere = await receiver()
  const { url, got, refused } = await receiver([
    { status: 503 },
    { status: 302, headers: { location: elsewhere.url } },
    { status: 429, headers: { 'retry-after': '90' } },
  ])
  const clock = manualClock(Date.now())
  const house = await openPhoneHouse({ ntfy: ALONE, webhook: { url }, phoneClock: clock })
  await house.run('fail')
  await untilTime(clock, () => got.length === 1)
  expect(refused).toEqual([503, 302, 429])
  expect(house.troubles).toEqual(['webhook: 302 Found'])
  expect(elsewhere.got).toEqual([])
  expect(got[0]?.headers['x-autohome-signature']).toBeUndefined()
  expect(got[0]?.body).toMatchObject({ type: 'run', severity: 'medium', code: expect.any(String) })
})

test('quiet hours are for people, and a phone beside it is told as well', async () => {
  const { url, got, until } = await receiver()
  const house = await openPhoneHouse({ webhook: { url }, phone: { quietHours: '00:00-23:59' } })
  await house.run('fail')
  await until(() => got.length === 1)
  expect(house.server.held).toEqual([])
})

test('a press that counts for nothing is told there too', async () => {
  const { url, got, until } = await receiver()
  const house = await openPhoneHouse({ webhook: { url } })
  await house.listening()
  await house.server.post('reply-topic', 'forged')
  await until(() => got.length === 1)
  expect(got[0]?.body).toMatchObject({ type: 'misuse', why: 'forged' })
})
