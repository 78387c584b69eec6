import { describe, expect, test } from 'vitest'
import { samples } from '../../../cards/samples.ts'
import type { Outgoing } from '../../../src/bot/delivery/outgoing.ts'
import { modalFor } from '../../../src/bot/discord/modals.ts'
import { renderDiscord } from '../../../src/bot/discord/render.ts'
import { slashCommand } from '../../../src/bot/discord/slash.ts'
import { questionCard } from '../../../src/bot/question-card.ts'
import {
  commandFaults,
  everyComponent,
  messageFaults,
  modalFaults,
  type RawComponent,
} from '../../helpers/discord-server/message-rules.ts'
import { wrongAs, wrongWith } from '../../helpers/discord-server/schema.ts'
import { approval, RUN, START } from '../../helpers/story.ts'
import { HOSTILE, messagesOf } from './hostile.ts'
import { textIn } from './discord-house.ts'

/** Valid by Discord's own description and by its published rules. */
function expectValid(message: Outgoing) {
  const { files, ...body } = renderDiscord(message)
  const attachments = files.map(({ name }, at) => ({ id: String(at), filename: name }))
  expect(wrongWith('post /channels/{channel_id}/messages', { ...body, attachments })).toEqual([])
  const names = files.map(({ name }) => name)
  expect(messageFaults(body, names)).toEqual([])
  expect(body.allowed_mentions.parse).toEqual([])
  return { ...body, files: names }
}

describe('every kind of message', () => {
  for (const locale of ['en', 'fr'] as const)
    test.each(samples(locale).map(({ name, message }) => [name, message] as const))(
      `%s, ${locale}`,
      (_, message) => {
        expect(expectValid(message)).toMatchSnapshot()
      },
    )
})

/** What Discord would obey in a text, once code and escapes are out of the way. */
const obeyed = (content: string): string =>
  content
    .replaceAll(/```[^]*?```/g, '')
    .replaceAll(/`[^`\n]*`/g, '')
    .replaceAll(/\\[^\p{L}\p{N}\s]/gu, '')

describe('hostile text', () => {
  test.each(Object.entries(HOSTILE))('%s', (_, text) => {
    for (const message of messagesOf(text)) {
      const { components } = expectValid(message)
      const called = message.kind === 'question' ? (message.mention ?? []) : []
      for (const { content = '' } of everyComponent(components)) {
        const left = called.reduce((rest, id) => rest.replace(`<@${id}>`, ''), obeyed(content))
        expect(left).not.toMatch(/<[@#:at/i]|@everyone|@here|\]\(|\|\|/)
        // An address is shown as what it is, or not as a link at all.
        expect(left.replaceAll(/<https?:[^>\s]*>/g, '')).not.toMatch(/https?:\/\//)
      }
    }
  })

  test('a command is shown whole, or cannot be approved here', () => {
    const asked = (command: string) => {
      const question = { ...questionCard(approval(RUN, START), { locale: 'en', now: START }), command }
      return renderDiscord({ kind: 'question', question })
    }
    const fits = textIn(asked('x'.repeat(1_800)))
    expect(fits).toContain('x'.repeat(1_800))
    expect(fits).toContain('Approve')
    const long = textIn(asked('x'.repeat(5_000)))
    expect(long).not.toContain('xx')
    expect(long).not.toContain('Approve\n')
    expect(long).toContain('autohome approve')
    expect(long).toContain('Deny…')
    const fenced = textIn(asked('echo "```" && rm x'))
    expect(fenced).toContain('echo "``\\u{60}" && rm x')
  })
})

describe('modals and commands', () => {
  const card = (more: object = {}) => ({
    ...questionCard(approval(RUN, START), { locale: 'fr', now: START }),
    editable: 'rm -f x',
    always: '- "rm -f x"',
    ...more,
  })

  test.each(['edit', 'deny', 'always'])('the modal for %s is valid', (option) => {
    const modal = modalFor(card(), option)
    expect(wrongAs('ModalInteractionCallbackRequestData', modal)).toEqual([])
    expect(modalFaults((modal as { components: readonly RawComponent[] }).components)).toEqual([])
  })

  test('what does not fit into a modal says where it can be done', () => {
    expect(modalFor(card({ editable: 'x'.repeat(4_001) }), 'edit')).toHaveProperty('refusal')
    expect(modalFor(card({ always: 'x'.repeat(4_001) }), 'always')).toHaveProperty('refusal')
  })

  test('the command is within Discord’s limits, in both languages', () => {
    const command = slashCommand()
    expect(commandFaults(command)).toEqual([])
    expect(wrongWith('post /applications/{application_id}/commands', command)).toEqual([])
    expect(command.options.map(({ name }) => name)).toEqual(
      expect.arrayContaining(
        'ask run status runs show logs verify repair cancel approve deny approvals workflows audit away help'.split(
          ' ',
        ),
      ),
    )
    const french = command.options.map(({ name_localizations: { fr } }) => fr)
    expect(new Set(french).size).toBe(french.length)
  })
})
