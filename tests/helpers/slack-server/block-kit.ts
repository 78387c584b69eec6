import { z } from 'zod'

/**
 * What Slack takes, as its reference of Block Kit says: https://docs.slack.dev/reference/block-kit. Nothing that is not
 * published there is taken either.
 */

const text = (max: number, min = 1) =>
  z
    .string()
    .min(min)
    .max(max)
    .refine((held) => !/\p{Surrogate}/u.test(held), 'half a character')
const plain = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: text(max), emoji: z.boolean().optional() })
const mrkdwn = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: text(max), verbatim: z.boolean().optional() })
const either = (max: number) => z.union([plain(max), mrkdwn(max)])
const id = text(255)

const confirm = z.strictObject({
  title: plain(100),
  text: either(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(['primary', 'danger']).optional(),
})
const option = z.strictObject({ text: plain(75), value: text(150), description: plain(75).optional() })

const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  action_id: id.optional(),
  url: text(3_000).optional(),
  value: text(2_000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirm.optional(),
  accessibility_label: text(75).optional(),
})
const staticSelect = z.strictObject({
  type: z.literal('static_select'),
  action_id: id,
  placeholder: plain(150).optional(),
  options: z.array(option).min(1).max(100),
  initial_option: option.optional(),
  confirm: confirm.optional(),
  focus_on_load: z.boolean().optional(),
})
const plainTextInput = z
  .strictObject({
    type: z.literal('plain_text_input'),
    action_id: id,
    initial_value: text(3_000).optional(),
    multiline: z.boolean().optional(),
    min_length: z.number().int().min(0).max(3_000).optional(),
    max_length: z.number().int().min(1).max(3_000).optional(),
    placeholder: plain(150).optional(),
    focus_on_load: z.boolean().optional(),
  })
  .refine(
    ({ initial_value = '', max_length = 3_000 }) => initial_value.length <= max_length,
    'initial_value is longer than max_length',
  )

const style = z.strictObject({
  bold: z.boolean().optional(),
  italic: z.boolean().optional(),
  strike: z.boolean().optional(),
  code: z.boolean().optional(),
})
const richText = z.strictObject({ type: z.literal('text'), text: text(4_000), style: style.optional() })
const richLink = z.strictObject({
  type: z.literal('link'),
  url: z.url().max(3_000),
  text: text(3_000).optional(),
  unsafe: z.boolean().optional(),
  style: style.optional(),
})
const richUser = z.strictObject({ type: z.literal('user'), user_id: z.string().regex(/^[UW][A-Z0-9]+$/) })
const richPiece = z.discriminatedUnion('type', [richText, richLink, richUser])
const border = z.union([z.literal(0), z.literal(1)]).optional()
const richSection = z.strictObject({
  type: z.literal('rich_text_section'),
  elements: z.array(richPiece).min(1),
})
const richElement = z.discriminatedUnion('type', [
  richSection,
  z.strictObject({
    type: z.literal('rich_text_list'),
    style: z.enum(['bullet', 'ordered']),
    elements: z.array(richSection).min(1),
    indent: z.number().int().min(0).max(8).optional(),
    offset: z.number().int().min(0).optional(),
    border,
  }),
  z.strictObject({
    type: z.literal('rich_text_preformatted'),
    elements: z
      .array(z.discriminatedUnion('type', [richText.omit({ style: true }).strict(), richLink]))
      .min(1),
    border,
  }),
  z.strictObject({ type: z.literal('rich_text_quote'), elements: z.array(richPiece).min(1), border }),
])

const block_id = id.optional()
const actionsElement = z.discriminatedUnion('type', [button, staticSelect])
const blocksOfMessage = [
  z.strictObject({ type: z.literal('header'), text: plain(150), block_id }),
  z.strictObject({ type: z.literal('divider'), block_id }),
  z.strictObject({
    type: z.literal('section'),
    text: either(3_000).optional(),
    fields: z.array(either(2_000)).min(1).max(10).optional(),
    accessory: actionsElement.optional(),
    block_id,
  }),
  z.strictObject({
    type: z.literal('context'),
    elements: z.array(either(3_000)).min(1).max(10),
    block_id,
  }),
  z.strictObject({ type: z.literal('actions'), elements: z.array(actionsElement).min(1).max(25), block_id }),
  z.strictObject({ type: z.literal('rich_text'), elements: z.array(richElement).min(1), block_id }),
] as const
const input = z.strictObject({
  type: z.literal('input'),
  label: plain(2_000),
  element: z.discriminatedUnion('type', [plainTextInput, staticSelect]),
  hint: plain(2_000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  block_id,
})

const messageBlocks = z.array(z.discriminatedUnion('type', [...blocksOfMessage])).max(50)
const modal = z.strictObject({
  type: z.literal('modal'),
  title: plain(24),
  blocks: z
    .array(z.discriminatedUnion('type', [...blocksOfMessage, input]))
    .min(1)
    .max(100),
  submit: plain(24).optional(),
  close: plain(24).optional(),
  private_metadata: z.string().max(3_000).optional(),
  callback_id: text(255).optional(),
  notify_on_close: z.boolean().optional(),
  clear_on_close: z.boolean().optional(),
})

/** What is wrong with the blocks of a message; nothing: they are taken. */
export function wrongWithBlocks(blocks: unknown): string[] {
  const parsed = messageBlocks.safeParse(blocks)
  if (!parsed.success) return issues(parsed.error)
  const twice = repeated(blocks)
  const characters = lengthOfTexts(blocks)
  return [...twice, ...(characters > BLOCKS_MAX ? [`${characters} characters: msg_blocks_too_long`] : [])]
}

/** What is wrong with a view. */
export function wrongWithView(view: unknown): string[] {
  const parsed = modal.safeParse(view)
  if (!parsed.success) return issues(parsed.error)
  const needsSubmit = parsed.data.blocks.some(({ type }) => type === 'input') && !parsed.data.submit
  return [...repeated(parsed.data.blocks), ...(needsSubmit ? ['inputs without submit'] : [])]
}

/** Not published; 13,200 is where it was seen to refuse. */
const BLOCKS_MAX = 13_200

const issues = (error: z.ZodError): string[] =>
  error.issues.map(({ path, message }) => `${path.join('/')}: ${message}`)

/** An action's id is unique in a message, a block's too. */
function repeated(blocks: unknown): string[] {
  const actions = valuesOf(blocks, 'action_id')
  const ids = valuesOf(blocks, 'block_id')
  return [actions, ids].flatMap((all) =>
    all.filter((held, index) => all.indexOf(held) !== index).map((held) => `${held} stands twice`),
  )
}

const lengthOfTexts = (blocks: unknown): number =>
  valuesOf(blocks, 'text').reduce((sum, held) => sum + held.length, 0)

/** Every string under this key, however deep. */
export function valuesOf(value: unknown, key: string): string[] {
  if (Array.isArray(value)) return value.flatMap((held) => valuesOf(held, key))
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, held]) =>
    name === key && typeof held === 'string' ? [held] : valuesOf(held, key),
  )
}
