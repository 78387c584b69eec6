/** Text in, the same text without secrets out. */
export type Redactor = (text: string) => string

const HIDDEN = '[secret]'

/** Shorter values would hide ordinary words; no token that anybody issues is that short. */
const MIN_LENGTH = 6

/** Tokens by their look, for those that reach a text without being configured here. */
const LOOKS_SECRET = [
  String.raw`xox[abeprs]-[A-Za-z0-9-]{10,}`, // Slack bot, user, refresh …
  String.raw`xapp-[A-Za-z0-9-]{10,}`, // Slack app
  String.raw`[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}`, // Discord bot
  String.raw`\b(?:sk|tk|pk|rk)[-_][A-Za-z0-9_-]{16,}`, // OpenAI-like, ntfy, Stripe
  String.raw`\bgh[pousr]_[A-Za-z0-9]{20,}`, // GitHub
  String.raw`(?<=\b[Bb]earer\s+)[A-Za-z0-9._~+/-]{12,}=*`,
]

/**
 * Scrubs the values themselves, wherever they stand: as they are, inside JSON, in a URL, in base64. pino's own `redact`
 * names paths of one level and would miss them in a message, an error or a nested object.
 */
export function createRedactor(values: readonly string[]): Redactor {
  const known = new Set(values.filter((value) => value.length >= MIN_LENGTH).flatMap(spellings))
  // The longest first: a token that contains another is hidden whole.
  const literal = [...known].sort((a, b) => b.length - a.length).map(escapeRegExp)
  const pattern = new RegExp([...literal, ...LOOKS_SECRET].join('|'), 'g')
  return (text) => text.replace(pattern, HIDDEN)
}

const spellings = (value: string): readonly string[] => [
  value,
  JSON.stringify(value).slice(1, -1),
  encodeURIComponent(value),
  Buffer.from(value).toString('base64').replace(/=+$/, ''),
]

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
