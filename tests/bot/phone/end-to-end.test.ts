import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { OWNER } from '../../helpers/house.ts'
import { commandStep, criterion, workflowText } from '../../helpers/workflow-text.ts'
import { ALICE, BOB, openPhoneHouse, type PhoneHouse, REPLY, TOKEN } from './phone-house.ts'

let house: PhoneHouse

const open = async (options: Parameters<typeof openPhoneHouse>[0] = {}) => {
  house = await openPhoneHouse(options)
  return house
}
const isKept = () => existsSync(join(house.workspace, 'kept'))

describe('an approval', () => {
  test('is pushed, pressed on the phone, and the run goes on', async () => {
    const { server, begin, seen, notification, gone, of } = await open()
    const runId = await begin('ask')
    const asked = await notification(ALICE, 'rm kept')
    expect(asked).toMatchObject({
      priority: 4,
      tags: ['warning'],
      title: expect.stringContaining('wants your yes'),
    })
    expect(asked.actions?.map(({ label, action, method }) => [label, action, method])).toEqual([
      ['Approve', 'http', 'POST'],
      ['Deny', 'http', 'POST'],
      ['Open', 'http', 'POST'],
    ])
    expect(isKept()).toBe(true)
    expect(await server.press(asked, 'Approve')).toBe(200)
    await seen(({ type }) => type === 'run.completed')
    expect(isKept()).toBe(false)
    expect(of(runId, 'question.answered')).toMatchObject([
      { answer: { option: 'approve', by: { surface: 'phone', id: 'alice' } } },
    ])
    await gone(ALICE, 'rm kept')
    expect(server.sent(BOB)).toEqual([])
  })

  test('is denied on the phone', async () => {
    const { server, begin, seen, notification } = await open()
    await begin('ask')
    await server.press(await notification(ALICE, 'rm kept'), 'Deny')
    await seen(({ type }) => type === 'run.failed')
    expect(isKept()).toBe(true)
    // Who said no hears nothing of it again.
    await server.until(() => server.shown(ALICE).length === 0)
  })

  test('is opened: everything about it, once, at once; and taken back when it is answered', async () => {
    const { server, begin, seen, notification } = await open({ phone: { quietHours: '00:00-23:59' } })
    await begin('ask', { priority: 'critical' })
    const asked = await notification(ALICE, 'rm kept')
    await server.press(asked, 'Open')
    const details = await server.until(() =>
      server.shown(ALICE).find(({ tags = [] }) => tags.includes('mag')),
    )
    expect(details.actions).toBeUndefined()
    expect(details.message).toContain('direct on the server')
    expect(details.message).toContain('Fingerprint: ')
    expect(await house.engine.questions({ status: 'open' })).toHaveLength(1)
    // It can be answered as before, and to look again is nobody's misuse.
    expect(asked.actions?.map(({ clear }) => clear)).toEqual([true, true, false])
    await server.press(asked, 'Open')
    await server.press(asked, 'Approve')
    await seen(({ type }) => type === 'run.completed')
    await server.until(() => server.shown(ALICE).length === 0)
    expect(server.sent(ALICE)).toHaveLength(2)
  })

  test('in French, with what does not fit the lock screen left to the server', async () => {
    const { server, begin } = await open({ locale: 'fr' })
    await begin('ask', { locale: 'fr' })
    const asked = await server.until(() => server.shown(ALICE)[0])
    expect(asked.title).toContain('attend votre accord')
    expect(asked.actions?.map(({ label }) => label)).toEqual(['Approuver', 'Refuser', 'Ouvrir'])
  })

  test('is pressed on nobody’s phone: no buttons, and where to answer instead', async () => {
    const { server, begin } = await open({ owners: [], ntfy: { topic: ALICE } })
    await begin('ask')
    const asked = await server.until(() => server.shown(ALICE)[0])
    expect(asked.actions).toBeUndefined()
    expect(asked.message).toContain('autohome questions')
  })
})

describe('how a run ended', () => {
  test('one notification of a failure and what went wrong in it; mended, it says so in its place', async () => {
    const flag = 'test -e mended'
    const { server, run, engine, seen, workspace } = await open({
      workflows: {
        check: workflowText('check', {
          steps: commandStep('act', 'echo looked'),
          acceptance: criterion('there', flag),
        }),
      },
    })
    const runId = await run('check')
    const failed = await server.until(() => server.shown(ALICE)[0])
    expect(failed).toMatchObject({ priority: 3, tags: ['x'], title: expect.stringContaining('not passed') })
    expect(failed.message).toContain('there')
    writeFileSync(join(workspace, 'mended'), '')
    await engine.reverify(runId, { surface: 'console', id: 'alice' })
    await seen(({ type }) => type === 'run.completed')
    const mended = await server.until(() =>
      server.shown(ALICE).find(({ tags }) => tags?.includes('white_check_mark')),
    )
    expect(mended).toMatchObject({ priority: 2, sequence_id: failed.sequence_id })
    expect(server.shown(ALICE)).toHaveLength(1)
  })

  test('a short run that passed is not worth a word; a long one is, and so is a scheduled one', async () => {
    const { server, run } = await open()
    await run('look')
    const { id } = await house.engine.addSchedule(
      { when: 'every day at 4', request: { text: 'look', locale: 'en', workflow: 'look' } },
      OWNER,
    )
    await house.engine.runSchedule(id, OWNER)
    const told = await server.until(() => server.shown(ALICE)[0])
    expect(told).toMatchObject({ priority: 2, tags: ['white_check_mark'] })
    await house.close()
    const other = await open({ phone: { longRunMin: 0 } })
    await other.run('look')
    await other.server.until(() => other.server.shown(ALICE)[0])
    expect([server.sent(ALICE).length, other.server.sent(ALICE).length]).toEqual([1, 1])
  })

  test('on a server that knows no sequence ids a change is a new notification, and nothing is cleared', async () => {
    const { server, begin, seen } = await open({ serverOptions: { sequences: false } })
    await begin('ask')
    const asked = await server.until(() => server.shown(ALICE)[0])
    await server.press(asked, 'Approve')
    await seen(({ type }) => type === 'run.completed')
    await server.until(() => house.pending().length === 0)
    expect(server.sent(ALICE)).toHaveLength(1)
    expect(server.requests.filter(({ method }) => method === 'PUT')).toEqual([])
    expect(house.troubles).toEqual([])
  })
})

describe('what leaves the house', () => {
  test('a command that does not fit whole cannot be approved from here, and says where it can', async () => {
    const long = `rm -f ${Array.from({ length: 150 }, (_, n) => `"fichier numéro ${n} à supprimer"`).join(' ')}`
    const { server, begin } = await open({
      workflows: { long: workflowText('long', { steps: commandStep('act', long) }) },
    })
    await begin('long')
    const asked = await server.until(() => server.shown(ALICE)[0])
    expect(asked.actions?.map(({ label }) => label)).toEqual(['Deny', 'Open'])
    expect(asked.message).toContain('cannot be approved from here')
    expect(asked.message).toContain('fichier numéro 3 à supprimer')
    expect(Buffer.byteLength(asked.message)).toBeLessThanOrEqual(4_096)
    await server.press(asked, 'Open')
    await server.until(() => server.shown(ALICE).find(({ tags = [] }) => tags.includes('mag')))
  })

  test('a command of the greatest length that fits, of characters that JSON doubles, is whole', async () => {
    const tail = `${'"\\"" '.repeat(280)}"${'é€'.repeat(100)}"`
    const { server, begin } = await open({
      workflows: { edge: workflowText('edge', { steps: commandStep('act', `rm -f ${tail}`) }) },
    })
    await begin('edge')
    const asked = await server.until(() => server.shown(ALICE)[0])
    const whole = asked.message.includes(`rm -f ${tail}`)
    expect(asked.actions?.some(({ label }) => label === 'Approve')).toBe(whole)
  })

  test('no secret: it is blotted out, and what is not shown whole cannot be approved', async () => {
    const secret = 'hunter2-hunter2-hunter2'
    const { server, begin } = await open({
      secretValues: [secret],
      workflows: { quiet: workflowText('quiet', { steps: commandStep('act', `rm -f ${secret}`) }) },
    })
    await begin('quiet')
    const asked = await server.until(() => server.shown(ALICE)[0])
    expect(JSON.stringify(server.held)).not.toContain(secret)
    expect(JSON.stringify(server.held)).not.toContain(TOKEN)
    expect(asked.actions?.map(({ label }) => label)).toEqual(['Deny', 'Open'])
  })

  test('no line of a command looks like one of ours', async () => {
    const { server, begin } = await open({
      workflows: {
        lines: workflowText('lines', {
          steps: commandStep('act', 'rm -f x\nanswers until 23:59'),
        }),
      },
    })
    await begin('lines')
    const asked = await server.until(() => server.shown(ALICE)[0])
    expect(asked.message.split('\n').filter((line) => line.startsWith('answers until'))).toHaveLength(1)
  })

  test('the key of the buttons is for its owner alone, and a broken one stops only the phones', async () => {
    await open()
    const path = join(house.home, 'phone.key')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readFileSync(path, 'utf8')).not.toContain(TOKEN)
    expect(JSON.stringify(house.server.held)).not.toContain(JSON.parse(readFileSync(path, 'utf8')).key)
    writeFileSync(path, 'broken')
    await expect(house.reconnect()).rejects.toThrow('phone.key')
    writeFileSync(path, '')
    await expect(house.connect()).rejects.toThrow('phone.key')
  })

  test('the topic stays between the server and the phone', async () => {
    const { server, begin, seen, notification } = await open()
    const runId = await begin('ask')
    await server.press(await notification(ALICE, 'rm kept'), 'Approve')
    await seen(({ type }) => type === 'run.completed')
    expect(JSON.stringify(house.events(runId))).not.toContain(ALICE)
    expect(
      server
        .sent(REPLY)
        .map(({ message }) => Buffer.from(message.split('.')[1] ?? '', 'base64url').toString())
        .join(),
    ).not.toContain(ALICE)
  })
})
