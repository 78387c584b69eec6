import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { buttonsOf } from '../../helpers/slack-server/people.ts'
import type { SlackMessage } from '../../helpers/slack-server/workspace.ts'
import { commandStep, workflowText } from '../../helpers/workflow-text.ts'
import { openSlackHouse, openWorkspace, type SlackHouse } from './slack-house.ts'

let house: SlackHouse

afterEach(() => {
  const wrong = [...house.server.violations, ...house.fatal.map(String)]
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
})

const open = async (options: Parameters<typeof openSlackHouse>[0] = {}) => {
  house = await openSlackHouse(options)
  await house.connected
  return house.server
}

const shown = ({ blocks, text }: SlackMessage): string => `${text}\n${JSON.stringify(blocks)}`
const cardOf = (sign: string) =>
  house.server.until(() => house.server.messages.find(({ text }) => text.startsWith(sign)))
const privately = (user: string, part: string) =>
  house.server.until(() =>
    house.server.messages.find((held) => held.onlyFor === user && shown(held).includes(part)),
  )
const openQuestion = () =>
  house.server.until(() =>
    house.server.messages.find((held) =>
      buttonsOf(held).some(({ action_id }) => action_id.startsWith('ah:answer:approve')),
    ),
  )
const isKept = () => existsSync(join(house.workspace, 'kept'))
const runs = () => house.engine.runs({})
const askRun = async () => {
  house.server.slash({ user: 'UALICE', channel: 'CWORK', text: 'run ask' })
  return openQuestion()
}

describe('a run', () => {
  test('from a slash command to the final card, in the language of who asked', async () => {
    const server = await open()
    const slash = server.slash({ user: 'UALICE', channel: 'CWORK', text: 'run look' })
    expect(await slash.acked).toEqual({})
    await privately('UALICE', 'a commencé')
    const card = await cardOf('✅')
    expect(card).toMatchObject({ channel: 'CWORK', user: 'UBOT' })
    expect(card.threadTs).toBeUndefined()
    expect(shown(card)).toContain('1 critère sur 1 prouvé')
    const [run] = await runs()
    expect(shown(card)).toContain(`exécution \`${run?.id}\``)
    expect(buttonsOf(card).map(({ text }) => text.text)).toEqual([
      'Revérifier',
      'Forcer la réparation',
      'Voir les preuves',
      'Dossier d’audit',
    ])
    await server.until(() => server.messages.filter(({ threadTs }) => threadTs === card.ts).length >= 3)
    expect(slash.tookMs).toBeLessThan(3_000)
  })

  test('from a mention, once, although Slack tells of it twice', async () => {
    const server = await open()
    const [mention, message] = server.mention({ user: 'UALICE', channel: 'CWORK', text: 'look please' })
    await Promise.all([mention.acked, message.acked])
    await cardOf('✅')
    expect(await runs()).toHaveLength(1)
  })

  test('from a direct message', async () => {
    const server = await open()
    const { id } = server.direct('UALICE')
    await server.message({ user: 'UALICE', channel: id, text: 'look svp' }).acked
    expect(await cardOf('✅')).toMatchObject({ channel: id })
  })

  test('its thread goes on with `!command` and with plain words, and its card comes again there', async () => {
    const server = await open()
    server.slash({ user: 'UALICE', channel: 'CWORK', text: 'run look' })
    const card = await cardOf('✅')
    const command = server.message({ user: 'UALICE', channel: 'CWORK', text: '!status', thread: card.ts })
    await command.acked
    await privately('UALICE', 'Autohome 0.0.0')
    server.message({ user: 'UALICE', channel: 'CWORK', text: 'look please', thread: card.ts })
    await server.until(() =>
      server.messages.find(({ text, threadTs }) => text.startsWith('✅') && threadTs === card.ts),
    )
    const [second, first] = await runs()
    expect(second?.thread).toBe(first?.thread)
  })

  test('what people write to each other is left alone', async () => {
    const server = await open()
    const root = server.message({ user: 'UBOB', channel: 'CWORK', text: 'lunch?' })
    await root.acked
    const { ts } = server.messages[0] as SlackMessage
    await server.message({ user: 'UALICE', channel: 'CWORK', text: 'look please', thread: ts }).acked
    await server.message({ user: 'UALICE', channel: 'CWORK', text: 'edited' }, { subtype: 'message_changed' })
      .acked
    await server.message(
      { user: 'UBOB', channel: server.direct('UBOB').id, text: 'look please' },
      { bot_id: 'B2' },
    ).acked
    expect(await runs()).toEqual([])
    expect(server.messages.filter(({ user }) => user === 'UBOT')).toEqual([])
  })
})

describe('an approval', () => {
  test('one press, delivered twice, lets it run once; the message says who and what came of it', async () => {
    const server = await open()
    const question = await askRun()
    expect(shown(question)).toContain('rm kept')
    const press = server.press(question, 'ah:answer:approve', 'UALICE')
    await press.acked
    await server.socketMode.redeliver(press).acked
    await cardOf('✅ ask')
    expect(isKept()).toBe(false)
    await server.until(() => question.text.startsWith('✅') && shown(question).includes('Approuvé par alice'))
    expect(buttonsOf(question)).toEqual([])
    const [run] = await runs()
    expect(house.of(run?.id ?? '', 'question.answered')).toHaveLength(1)
  })

  test('denied with a reason, in a form', async () => {
    const server = await open()
    const question = await askRun()
    await server.press(question, 'ah:answer:deny', 'UALICE').acked
    const view = await server.until(() => server.views[0])
    expect(JSON.stringify(view.view)).toContain('rm kept')
    await server.submit(view, 'UALICE', { reason: 'pas maintenant' }).acked
    await server.until(() => shown(question).includes('pas maintenant'))
    await cardOf('❌')
    expect(isKept()).toBe(true)
  })

  test('with another command, in a form', async () => {
    const server = await open()
    const question = await askRun()
    await server.press(question, 'ah:answer:edit', 'UALICE').acked
    const view = await server.until(() => server.views[0])
    await server.submit(view, 'UALICE', { command: 'echo edited > kept' }).acked
    await cardOf('✅ ask')
    expect(readFileSync(join(house.workspace, 'kept'), 'utf8')).toBe('edited\n')
  })

  test('always: the rule is shown first, and then written', async () => {
    const ask = workflowText('ask', { steps: commandStep('act', 'rm -f /var/tmp/autohome-not-there') })
    const server = await open({ workflows: { ask } })
    const question = await askRun()
    await server.press(question, 'ah:answer:always', 'UALICE').acked
    const view = await server.until(() => server.views[0])
    const rule = (await house.engine.questions({}))[0]?.always?.ruleText.trimEnd() ?? ''
    expect(rule).not.toBe('')
    expect(JSON.stringify(view.view)).toContain(JSON.stringify(rule).slice(1, -1))
    expect(await house.engine.ownRules()).toEqual([])
    await server.submit(view, 'UALICE', {}).acked
    await cardOf('✅ ask')
    expect(await house.engine.ownRules()).toHaveLength(1)
  })

  test('somebody who may not is told so privately, and nothing changes', async () => {
    const server = await open()
    const question = await askRun()
    await server.press(question, 'ah:answer:approve', 'UBOB').acked
    await privately('UBOB', 'slack:UBOB')
    expect(await house.engine.questions({ status: 'open' })).toHaveLength(1)
  })

  test('a form that cannot be opened any more is replaced by words', async () => {
    const server = await open()
    const question = await askRun()
    server.trouble.refusals.set('views.open', ['expired_trigger_id'])
    await server.press(question, 'ah:answer:deny', 'UALICE').acked
    await privately('UALICE', '/orchestrate deny')
    expect(await house.engine.questions({ status: 'open' })).toHaveLength(1)
  })

  test('a button of a question that is closed says so', async () => {
    const server = await open()
    const question = await askRun()
    const before = { ...question }
    server.press(question, 'ah:answer:approve', 'UALICE')
    await cardOf('✅ ask')
    const told = server.messages.length
    await server.press(before, 'ah:answer:edit', 'UALICE').acked
    await server.until(() => server.messages.slice(told).find(({ onlyFor }) => onlyFor === 'UALICE'))
    expect(server.views).toEqual([])
  })
})

describe('buttons of a run', () => {
  test('evidence privately, the audit pack as files in the direct conversation, a second check', async () => {
    const server = await open()
    server.slash({ user: 'UALICE', channel: 'CWORK', text: 'run look' })
    const card = await cardOf('✅')
    await server.press(card, 'ah:run:evidence', 'UALICE').acked
    await privately('UALICE', 'execute_command')
    await server.press(card, 'ah:run:audit', 'UALICE').acked
    const file = await server.until(() => server.files.find(({ sharedIn }) => sharedIn))
    expect(file.sharedIn?.channel).toBe(server.direct('UALICE').id)
    expect(file.bytes?.length).toBeGreaterThan(500)
    await server.press(card, 'ah:run:verify', 'UALICE').acked
    // The words of the attempt, and not just any 2: a slow machine shows one among the seconds.
    await server.until(() => shown(card).includes('tentative 2'))
    const [run] = await runs()
    expect(run?.attempt).toBe(2)
  })
})

describe('/orchestrate alone', () => {
  test('opens a form with jobs and examples, which starts what was chosen', async () => {
    const server = await open()
    const slash = server.slash({ user: 'UALICE', channel: 'CWORK', text: '  ' })
    await slash.acked
    const view = await server.until(() => server.views[0])
    expect(JSON.stringify(view.view)).toContain('Crée un script Python qui surveille')
    expect(await server.submit(view, 'UALICE', {}).acked).toMatchObject({ response_action: 'errors' })
    expect(await server.submit(view, 'UALICE', { job: 'look', text: 'x' }).acked).toMatchObject({
      response_action: 'errors',
    })
    await server.submit(view, 'UALICE', { job: 'look' }).acked
    expect(await cardOf('✅')).toMatchObject({ channel: 'CWORK' })
  })

  test('is answered with help where no form can open', async () => {
    const server = await open()
    server.trouble.refusals.set('views.open', ['expired_trigger_id'])
    await server.slash({ user: 'UALICE', channel: 'CWORK', text: '' }).acked
    await privately('UALICE', 'Refactor config.py')
  })
})

describe('when something goes wrong', () => {
  test('what cannot be written down is not acknowledged, and acted upon when it comes again', async () => {
    const server = await open()
    const unlock = house.lockDatabase()
    const [mention] = server.mention({ user: 'UALICE', channel: 'CWORK', text: 'look please' })
    await house.logged('not taken')
    expect(mention.tookMs).toBeUndefined()
    unlock()
    await server.socketMode.redeliver(mention).acked
    await cardOf('✅')
    expect(await runs()).toHaveLength(1)
  })

  test('the same event in a new envelope acts once', async () => {
    const server = await open()
    const [mention] = server.mention({ user: 'UALICE', channel: 'CWORK', text: 'look please' })
    await mention.acked
    await server.socketMode.redeliver(mention).acked
    const slash = server.slash({ user: 'UALICE', channel: 'CWORK', text: 'run look' })
    await slash.acked
    await server.socketMode.redeliver(slash).acked
    await server.until(() => server.messages.filter(({ text }) => text.startsWith('✅')).length === 2)
    expect(await runs()).toHaveLength(2)
  })

  test('Slack renews its connections every few hours: at once there is another', async () => {
    const server = await open()
    server.socketMode.sayGoodbye('refresh_requested')
    await server.until(() => server.socketMode.greetings === 2)
    await server.slash({ user: 'UALICE', channel: 'CWORK', text: 'run look' }).acked
    await cardOf('✅')
  })

  test('an outage in the middle of a run: everything arrives once it is over, each once', async () => {
    const server = await open()
    const question = await askRun()
    server.trouble.outage = true
    server.socketMode.cutOff()
    const [asked] = await house.engine.questions({ status: 'open' })
    await house.engine.answer(asked?.id ?? '', 'approve', { surface: 'console', id: 'alice' })
    await house.idle()
    await server.until(() => server.socketMode.peers.size === 0)
    server.trouble.outage = false
    await cardOf('✅ ask')
    await server.until(() => buttonsOf(question).length === 0)
    await server.until(() => server.socketMode.greetings === 2)
    expect(server.messages.filter(({ text }) => text.startsWith('✅ ask'))).toHaveLength(1)
  })

  test('a message whose answer was lost is found again and not posted twice', async () => {
    const server = await open()
    server.trouble.lost.add('chat.postMessage')
    server.slash({ user: 'UALICE', channel: 'CWORK', text: 'run look' })
    await cardOf('✅')
    const cards = server.messages.filter(
      ({ text, threadTs }) => text.includes('look') && threadTs === undefined && text.includes('✅'),
    )
    expect(cards).toHaveLength(1)
  })

  test('a limit is obeyed', async () => {
    const server = await open()
    server.trouble.limits.set('chat.postMessage', 1)
    server.slash({ user: 'UALICE', channel: 'CWORK', text: 'run look' })
    await cardOf('✅')
    const posts = server.calls.filter(({ method }) => method === 'chat.postMessage')
    expect(posts[0]?.error).toBe('ratelimited')
    expect((posts[1]?.at ?? 0) - (posts[0]?.at ?? 0)).toBeGreaterThanOrEqual(1_000)
  })

  test('an archived channel: the run goes on in the home channel', async () => {
    const server = await open({ channel: 'CHOME' })
    await askRun()
    server.archive('CWORK')
    const [asked] = await house.engine.questions({ status: 'open' })
    await house.engine.answer(asked?.id ?? '', 'approve', { surface: 'console', id: 'alice' })
    await server.until(() =>
      server.messages.find(({ channel, text }) => channel === 'CHOME' && text.startsWith('✅ ask')),
    )
  })

  test('buttons of before a restart still work', async () => {
    const server = await openWorkspace()
    await open({ server })
    const question = await askRun()
    await house.close()
    await open({ server, home: house.home })
    await server.press(question, 'ah:answer:approve', 'UALICE').acked
    await cardOf('✅ ask')
    expect(isKept()).toBe(false)
  })
})
