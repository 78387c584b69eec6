const HIDDEN = '[secret]'

/** Words in the name of an option or a variable after which comes something that nobody else should read. */
const NAMES =
  'pass(?:word|wd|phrase)?|secret|token|api[-_]?key|credentials?|(?:private|access|encryption)[-_]?key|auth'

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // --password=x, PGPASSWORD=x, api_key: x, "token": "x"
  [
    new RegExp(String.raw`([\w-]*(?:${NAMES})[\w-]*)(["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s&]+)`, 'gi'),
    `$1$2${HIDDEN}`,
  ],
  [
    new RegExp(String.raw`(--?[\w-]*(?:${NAMES})[\w-]*)(\s+)("[^"]*"|'[^']*'|[^\s-]\S*)`, 'gi'),
    `$1$2${HIDDEN}`,
  ],
  // https://user:password@host
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):[^\s/@]+@/gi, `$1:${HIDDEN}@`],
]

/** A command line that may be shown in a chat. By the look of names only: a bare secret is not recognised. */
export const maskSecrets = (text: string): string =>
  PATTERNS.reduce((masked, [pattern, replacement]) => masked.replace(pattern, replacement), text)
