/**
 * What Discord demands of a message beyond the types of its fields, from
 * https://docs.discord.com/developers/components/reference
 */
export interface RawComponent {
  readonly type: number
  readonly content?: string
  readonly label?: string
  readonly style?: number
  readonly custom_id?: string
  readonly id?: number
  readonly url?: string
  readonly disabled?: boolean
  readonly emoji?: unknown
  readonly file?: { readonly url: string }
  readonly accessory?: RawComponent
  readonly component?: RawComponent
  readonly components?: readonly RawComponent[]
}

export interface RawMessage {
  readonly flags?: number
  readonly content?: string | null
  readonly embeds?: readonly unknown[] | null
  readonly sticker_ids?: readonly unknown[] | null
  readonly poll?: unknown
  readonly components?: readonly RawComponent[] | null
  readonly attachments?: readonly { readonly id: number | string; readonly filename?: string }[] | null
}

export const V2 = 1 << 15
const [COMPONENTS_MAX, TEXT_MAX, ROW_MAX, SECTION_MAX] = [40, 4_000, 5, 3]

/** Every component, those inside others too. */
export const everyComponent = (components: readonly RawComponent[]): RawComponent[] =>
  components.flatMap((one) => [
    one,
    ...everyComponent(one.components ?? []),
    ...(one.accessory ? [one.accessory] : []),
    ...(one.component ? everyComponent([one.component]) : []),
  ])

/** What is wrong with a message, `before` being whether it was made of components already. */
export function messageFaults(message: RawMessage, fileNames: readonly string[], before = false): string[] {
  const isV2 = before || ((message.flags ?? 0) & V2) !== 0
  const components = message.components ?? []
  if (!isV2) {
    const isEmpty = !message.content && components.length === 0 && fileNames.length === 0
    const newer = everyComponent(components).filter(({ type }) => type >= 9)
    return [
      ...(isEmpty ? ['empty message'] : []),
      ...(newer.length > 0 ? [`component type ${newer[0]?.type} needs the flag IS_COMPONENTS_V2`] : []),
      ...((message.content ?? '').length > 2_000 ? ['content over 2,000 characters'] : []),
    ]
  }
  const all = everyComponent(components)
  const ids = all.flatMap(({ custom_id: id }) => (id === undefined ? [] : [id]))
  const numbers = all.flatMap(({ id }) => (id === undefined ? [] : [id]))
  const length = all.reduce((sum, { type, content }) => sum + (type === 10 ? (content ?? '').length : 0), 0)
  return [
    ...['content', 'embeds', 'sticker_ids', 'poll'].flatMap((name) =>
      isSet(message[name as keyof RawMessage]) ? [`${name} beside components`] : [],
    ),
    ...(components.length === 0 ? ['no components'] : []),
    ...(all.length > COMPONENTS_MAX ? [`${all.length} components, at most ${COMPONENTS_MAX}`] : []),
    ...(length > TEXT_MAX ? [`${length} characters of text, at most ${TEXT_MAX}`] : []),
    ...(new Set(ids).size < ids.length ? ['a custom_id twice'] : []),
    ...(new Set(numbers).size < numbers.length ? ['a component id twice'] : []),
    ...(numbers.some((id) => !Number.isInteger(id) || id < 0 || id >= 2 ** 31)
      ? ['a component id out of range']
      : []),
    ...all.flatMap(partFaults),
    ...fileFaults(all, message, fileNames),
  ]
}

const isSet = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== ''

function partFaults(part: RawComponent): string[] {
  const { type, components = [], content = '', custom_id: id, label, url, style, emoji } = part
  switch (type) {
    case 1:
      return components.length < 1 || components.length > ROW_MAX ? [`${components.length} in a row`] : []
    case 2:
      return [
        ...(label === undefined && emoji === undefined ? ['a button without words'] : []),
        ...(label?.trim() === '' ? ['a button with empty words'] : []),
        ...((style === 5) === (url === undefined) ? ['a link button without url, or a url elsewhere'] : []),
        ...((style === 5) === (id !== undefined) ? ['a button without custom_id, or a link with one'] : []),
      ]
    case 9:
      return [
        ...(components.length < 1 || components.length > SECTION_MAX ? ['texts in a section'] : []),
        ...(part.accessory ? [] : ['a section without accessory']),
      ]
    case 10:
      return content.trim() === '' ? ['an empty text'] : []
    case 17:
      return components.length === 0 ? ['an empty container'] : []
    default:
      return []
  }
}

function fileFaults(
  all: readonly RawComponent[],
  message: RawMessage,
  fileNames: readonly string[],
): string[] {
  const named = (message.attachments ?? []).flatMap(({ filename }) =>
    filename === undefined ? [] : [filename],
  )
  const shown = all.flatMap(({ type, file }) => (type === 13 && file ? [file.url] : []))
  const there = new Set([...named, ...fileNames].map((name) => `attachment://${name}`))
  return [
    ...shown.filter((url) => !there.has(url)).map((url) => `${url} is not attached`),
    ...(new Set(fileNames).size < fileNames.length ? ['a file name twice'] : []),
    ...fileNames
      .filter((name) => !shown.includes(`attachment://${name}`))
      .map((name) => `${name} is not shown`),
  ]
}

/** Modals: one to five parts, titles and inputs with their limits. */
export function modalFaults(components: readonly RawComponent[]): string[] {
  const ids = everyComponent(components).flatMap(({ custom_id: id }) => (id === undefined ? [] : [id]))
  return [
    ...(components.length < 1 || components.length > 5 ? [`${components.length} parts in a modal`] : []),
    ...(new Set(ids).size < ids.length ? ['a custom_id twice'] : []),
    ...(ids.length === 0 ? ['a modal without an input'] : []),
  ]
}

/** Commands: 8,000 characters in names, descriptions and values of one, the longest localization counted. */
export function commandFaults(command: unknown): string[] {
  const length = lengthOf(command as RawOption)
  const names = namesIn(command as RawOption)
  const required = requiredLast(command as RawOption)
  return [
    ...(length > 8_000 ? [`${length} characters in a command`] : []),
    ...names
      .filter(
        (name) => !/^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u.test(name) || name !== name.toLowerCase(),
      )
      .map((name) => `${name} is no name`),
    ...required,
  ]
}

interface RawOption {
  readonly name: string
  readonly name_localizations?: Readonly<Record<string, string>> | null
  readonly description?: string
  readonly description_localizations?: Readonly<Record<string, string>> | null
  readonly required?: boolean
  readonly autocomplete?: boolean
  readonly choices?: readonly { readonly name: string; readonly value: unknown }[]
  readonly options?: readonly RawOption[]
}

const longest = (text = '', other: Readonly<Record<string, string>> | null | undefined = {}): number =>
  Math.max(text.length, ...Object.values(other ?? {}).map(({ length }) => length))

const lengthOf = (one: RawOption): number =>
  longest(one.name, one.name_localizations) +
  longest(one.description, one.description_localizations) +
  (one.choices ?? []).reduce((sum, { name, value }) => sum + name.length + String(value).length, 0) +
  (one.options ?? []).reduce((sum, option) => sum + lengthOf(option), 0)

const namesIn = (one: RawOption): string[] => [
  one.name,
  ...Object.values(one.name_localizations ?? {}),
  ...(one.options ?? []).flatMap(namesIn),
]

function requiredLast({ options = [] }: RawOption): string[] {
  const firstFree = options.findIndex(({ required }) => !required)
  const wrong = firstFree !== -1 && options.slice(firstFree).some(({ required }) => required)
  const both = options.filter(({ autocomplete, choices }) => autocomplete && choices)
  const names = options.map(({ name }) => name)
  return [
    ...(wrong ? ['a required option after a free one'] : []),
    ...(both.length > 0 ? ['autocomplete and choices'] : []),
    ...(new Set(names).size < names.length ? ['an option twice'] : []),
    ...options.flatMap(requiredLast),
  ]
}
