import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCommand } from '../../src/bot/parse-command.ts'
import { splitWords } from '../../src/bot/words.ts'

const command = (text: string, explicit = false) => {
  const parsed = parseCommand(text, { explicit })
  return parsed.ok ? parsed.command : parsed.why
}
const ID = '01KAHW6Q80ZT3V9M5N7P2R4S6X'

test.each([
  ['check the disk', { kind: 'ask', text: 'check the disk' }],
  ['/orchestrate check the disk', { kind: 'ask', text: 'check the disk' }],
  ['/orchestrate ask "status of nginx"', { kind: 'ask', text: 'status of nginx' }],
  ['!status', { kind: 'status' }],
  ['/orchestrate', { kind: 'help' }],
  ['help', { kind: 'help' }],
  ['Aide ?', { kind: 'help' }],
  ['/help', { kind: 'help' }],
  ['?', { kind: 'help' }],
  ['/orchestrate status', { kind: 'status' }],
  ['/orchestrate statut', { kind: 'status' }],
  ['/orchestrate status of nginx', { kind: 'ask', text: 'status of nginx' }],
  ['runs', { kind: 'runs' }],
  ['/orchestrate runs', { kind: 'runs' }],
  ['!travaux', { kind: 'workflows' }],
  ['/orchestrate approvals', { kind: 'approvals' }],
  ['/orchestrate show', { kind: 'show' }],
  [`/orchestrate show ${ID}`, { kind: 'show', id: ID }],
  ['/orchestrate logs 01ka', { kind: 'logs', id: '01ka' }],
  ['!preuves', { kind: 'evidence' }],
  ['!vérifier 01KA', { kind: 'verify', id: '01KA' }],
  ['/orchestrate verify the backups', { kind: 'ask', text: 'verify the backups' }],
  ['/orchestrate repair nginx', { kind: 'ask', text: 'repair nginx' }],
  ['!annuler 01KA mauvais serveur', { kind: 'cancel', id: '01KA', reason: 'mauvais serveur' }],
  ['/orchestrate cancel', { kind: 'cancel' }],
  ['cancel 01KA', { kind: 'cancel', id: '01KA' }],
  ['cancel the backup job', { kind: 'ask', text: 'cancel the backup job' }],
  ['/orchestrate approve', { kind: 'approve' }],
  ['approve k7m2p9qx', { kind: 'approve', id: 'k7m2p9qx' }],
  ['approve the plan', { kind: 'ask', text: 'approve the plan' }],
  ['!deny', { kind: 'deny' }],
  ['!deny not tonight', { kind: 'deny', reason: 'not tonight' }],
  ['!refuser k7m2 "pas ce soir"', { kind: 'deny', id: 'k7m2', reason: 'pas ce soir' }],
  ['/orchestrate away', { kind: 'away', on: true }],
  ['!absent', { kind: 'away', on: true }],
  ['!away off', { kind: 'away', on: false }],
  ['!away from the disk', { kind: 'ask', text: 'away from the disk' }],
  [
    '!answer k7m2p9qx edit rm -f  "a b"',
    { kind: 'answer', id: 'k7m2p9qx', option: 'edit', text: 'rm -f  "a b"' },
  ],
  ['!answer k7m2p9qx disk-report', { kind: 'answer', id: 'k7m2p9qx', option: 'disk-report' }],
  ['!steer leave the logs', { kind: 'steer', text: 'leave the logs' }],
  ['!steer 01KA leave the logs', { kind: 'steer', id: '01KA', text: 'leave the logs' }],
  ['!audit 01KA', { kind: 'audit', id: '01KA' }],
  ['/srv/backup is full', { kind: 'ask', text: '/srv/backup is full' }],
])('%j', (text, expected) => expect(command(text)).toEqual(expected))

describe('run', () => {
  test('a job by name with parameters', () => {
    expect(command('/orchestrate run disk-report path="/srv/my data" limit=80')).toEqual({
      kind: 'run',
      workflow: 'disk-report',
      params: { path: '/srv/my data', limit: '80' },
      text: 'run disk-report path="/srv/my data" limit=80',
    })
    expect(command('lancer disk-report path=“/srv/été”', true)).toMatchObject({
      params: { path: '/srv/été' },
    })
    expect(command('run disk-report', true)).toMatchObject({ workflow: 'disk-report', params: {} })
    expect(command('run disk-report text=', true)).toMatchObject({ params: { text: '' } })
  })
  test('a sentence that begins with run is a request', () =>
    expect(command('run the tests of this project and fix what fails', true)).toEqual({
      kind: 'ask',
      text: 'run the tests of this project and fix what fails',
    }))
  test('quoted words are a request', () =>
    expect(command('run "check the disk"', true)).toEqual({ kind: 'ask', text: 'check the disk' }))
})

describe('wrong usage says what and how', () => {
  test.each([
    ['run', 'command.need_text'],
    ['ask', 'command.need_text'],
    ['steer', 'command.need_text'],
    ['run disk-report path=/srv limit', 'command.bad_param'],
    ['run disk-report path=/srv path=/tmp', 'command.double_param'],
    ['run disk-report path="/srv', 'command.open_quote'],
    ['show 99KA', 'command.bad_id'],
    ['logs everything', 'command.bad_id'],
    ['approve the plan', 'command.bad_id'],
    ['answer k7m2', 'command.need_id'],
    ['answer oul! x', 'command.bad_id'],
  ])('%s', (text, key) => expect(command(text, true)).toMatchObject({ key }))
})

test('never throws, whatever is typed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.boolean(), (text, explicit) => {
      expect(parseCommand(text, { explicit })).toHaveProperty('ok')
    }),
  )
})

test('words and quotes', () => {
  const words = (text: string) => splitWords(text)?.map((word) => word.text)
  expect(words(`l'état  du "serveur principal" a='b c'`)).toEqual([
    "l'état",
    'du',
    'serveur principal',
    'a=b c',
  ])
  expect(words('« bonjour à tous »')).toEqual(['bonjour à tous'])
  expect(words('a"b')).toEqual(['a"b'])
  expect(words('"open')).toBeUndefined()
})
