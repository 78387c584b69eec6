/**
 * Foreign text (requests, commands, outputs, names) made fit to be shown: what a terminal or a chat would obey or hide
 * is written out as `\u{…}`. Sources: Unicode UAX #9 (bidi controls), UTS #39 and Trojan Source (CVE-2021-42574).
 */
export const visible = (text: string): string =>
  text.replaceAll('\r\n', '\n').replaceAll('\t', '    ').replaceAll(NOT_SHOWN, escapeUnlessEmoji)

/** On one line, at most `max` characters long. */
export const oneLine = (text: string, max = 120): string =>
  clip(visible(clip(text, max * 4).replaceAll(/[\t-\r \u0085\u2028\u2029]+/g, ' ')).trim(), max)

/**
 * A command, in full. Stricter: tabs, carriage returns, odd spaces and invisible joiners are written out too, because
 * what a person approves must be what the shell reads. Line ends stay line ends.
 */
export const visibleCommand = (command: string): string => command.replaceAll(NOT_IN_COMMAND, escaped)

/** Whether `visibleCommand` had to write something out. */
export const hidesSomething = (command: string): boolean => visibleCommand(command) !== command

/** At most `max` UTF-16 units, never half a character; a cut is marked. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text
  return `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

// C0 and C1 controls, bidi controls, zero width, fillers, tags, variation selectors, lone surrogates.
const INVISIBLE =
  '\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f' +
  '\\u2800\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb\\u{e0000}-\\u{e0fff}\\ud800-\\udfff'
const NOT_SHOWN = new RegExp(`[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f${INVISIBLE}]`, 'gu')
const NOT_IN_COMMAND = new RegExp(
  `[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000${INVISIBLE}]`,
  'gu',
)

const escaped = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16)}}`

/** Joiners and variation selectors belong to emoji; anywhere else they only hide something. */
function escapeUnlessEmoji(character: string, at: number, text: string): string {
  const before = text.slice(Math.max(0, at - 3), at)
  const after = text.slice(at + 1, at + 3)
  if (character === '\ufe0f' && /[\p{Emoji}]$/u.test(before)) return character
  if (character === '\u200d' && /[\p{Emoji}\ufe0f]$/u.test(before) && /^\p{Emoji}/u.test(after))
    return character
  return escaped(character)
}
