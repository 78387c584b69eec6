import { describe, expect, test } from 'vitest'
import { autohome } from '../helpers/autohome.ts'
import { type Access, ntfyServer } from '../helpers/ntfy-server.ts'

const TOKEN = 'tk_0123456789abcdefghijklmnopqrs'
const RIGHT: readonly Access[] = [
  { who: TOKEN, topic: 'mine', may: 'write-only' },
  { who: TOKEN, topic: 'replies', may: 'read-only' },
  { who: 'everyone', topic: 'replies', may: 'write-only' },
]

async function open(access: readonly Access[] | undefined, env: Record<string, string> = {}) {
  const server = await ntfyServer(access ? { access } : {})
  const program = autohome({
    NTFY_URL: server.url,
    NTFY_TOPIC: 'mine',
    NTFY_REPLY_TOPIC: 'replies',
    NTFY_TOKEN: TOKEN,
    ...env,
  })
  const findings = async () => {
    const { out } = await program.run(['doctor', '--json'])
    const all = JSON.parse(out) as { check: string; level: string; detail: string }[]
    return all.filter(({ check }) => check.startsWith('phone'))
  }
  return { server, program, findings }
}
const levels = (found: readonly { check: string; level: string }[]) =>
  found.map(({ check, level }) => `${check} ${level}`)

describe('doctor looks at the way to the phones', () => {
  test('and finds everything as it should be, without publishing anything', async () => {
    const { server, findings } = await open(RIGHT)
    expect(levels(await findings())).toEqual([
      'phone ok',
      'phone.publish ok',
      'phone.reply ok',
      'phone.press ok',
    ])
    expect(server.held).toEqual([])
  })

  test('a token that is not taken', async () => {
    const { findings } = await open(RIGHT, { NTFY_TOKEN: 'tk_other0123456789abcdefghijk' })
    expect(levels(await findings())).toEqual(['phone ok', 'phone.token fail'])
  })

  test('a topic that may not be published to, a reply topic that cannot be read, and one that phones may not press', async () => {
    const { findings } = await open([{ who: TOKEN, topic: 'mine', may: 'read-only' }])
    expect(levels(await findings())).toEqual([
      'phone ok',
      'phone.publish fail',
      'phone.reply fail',
      'phone.press fail',
    ])
  })

  test('topics that anybody can read', async () => {
    const { findings } = await open(undefined)
    expect(levels(await findings())).toEqual([
      'phone ok',
      'phone.publish ok',
      'phone.publish warn',
      'phone.reply ok',
      'phone.press ok',
      'phone.reply warn',
    ])
  })

  test('no reply topic, nobody whose phone it is, no server, half of the settings', async () => {
    const owners = { AUTOHOME_OWNERS: 'slack:U1,slack:U2' }
    const { findings } = await open(RIGHT, { NTFY_REPLY_TOPIC: '', ...owners })
    expect(levels(await findings())).toEqual([
      'phone ok',
      'phone.publish ok',
      'phone.owner warn',
      'phone.reply warn',
    ])
    expect(levels(await (await open(RIGHT, { NTFY_URL: 'http://127.0.0.1:9' })).findings())).toEqual([
      'phone fail',
    ])
    expect(levels(await (await open(RIGHT, { NTFY_TOPIC: '' })).findings())).toEqual(['phone fail'])
  })
})

describe('notify test', () => {
  test('sends to every phone, in the language of the terminal', async () => {
    const { server, program } = await open(undefined, {
      NTFY_TOPIC: 'alice=one,bob=two',
      LANG: 'fr_FR.UTF-8',
    })
    expect(await program.run(['notify', 'test'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('alice, bob'),
    })
    expect(server.sent('one')).toMatchObject([{ title: 'Autohome joint ce téléphone' }])
    expect(server.sent('two')).toHaveLength(1)
  })

  test('says in one line why nothing was sent', async () => {
    const none = await autohome().run(['notify', 'test'])
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining('NTFY_URL') })
    const { program } = await open([{ who: TOKEN, topic: 'other', may: 'read-write' }])
    const { code, err } = await program.run(['notify', 'test'])
    expect({ code, lines: err.trimEnd().split('\n').length }).toEqual({ code: 2, lines: 1 })
    expect(err).toContain('403 forbidden')
    expect(err).not.toContain(TOKEN)
  })
})
