import { clip, visible } from '../visible.ts'

/**
 * Foreign text as Discord shows it literally: what would be a mention, a masked or bare link, an emoji, a timestamp, a
 * heading, a list, a quote, a spoiler or emphasis loses its meaning and keeps its looks. A backslash before punctuation is
 * not shown. Source of the syntax: https://support.discord.com/hc/articles/210298617
 */
export const plain = (foreign: string): string =>
  visible(foreign)
    .replaceAll(/[\\*_~`|<>[\]@]/g, String.raw`\$&`)
    .replaceAll(/:(?=\/\/|[\w+-]+:)/g, String.raw`\:`)
    .replaceAll(/^(\s*)(#{1,3}(?=\s)|-#|[-+](?=\s))/gm, String.raw`$1\$2`)
    .replaceAll(/^(\s*\d+)([.)])(?=\s)/gm, String.raw`$1\$2`)

/** As `plain`, at most `room` characters of it; a cut is marked and never falls inside an escape. */
export function plainWithin(foreign: string, room: number): string {
  const whole = plain(clip(foreign, room + 1))
  if (whole.length <= room && foreign.length <= room) return whole
  if (room < 2) return ''
  // An escape makes two or more of one character, so the share that fits is found from above in few steps.
  let length = Math.min(foreign.length, room)
  while (length > 0) {
    const shown = plain(clip(foreign.slice(0, length + 1), length))
    if (shown.length <= room) return shown
    length = Math.min(length - 1, Math.floor((length * room) / shown.length))
  }
  return ''
}

/** An id or a name on one line, easy to copy. Without backticks in it, which is true of all ids. */
export const inlineCode = (foreign: string): string =>
  foreign.includes('`') || foreign === '' ? plain(foreign) : `\`${visible(foreign)}\``

const FENCE = '```'
/** What the fences and the line ends around a block take. */
const AROUND = 2 * (FENCE.length + 1)

/**
 * A block of code. Three backticks would end it, and Discord knows no longer fence: the third of them is written out, as
 * everything is that could not be shown otherwise. The text is taken as it is: `visible` is the caller's affair.
 */
export const codeBlock = (foreign: string): string =>
  foreign === '' ? '' : `${FENCE}\n${defenced(foreign)}\n${FENCE}`

/** Its beginning, where all of it does not fit; nothing where hardly anything would. */
export function codeWithin(foreign: string, room: number): string {
  const inside = room - AROUND
  if (inside < 20) return ''
  const shown = clip(defenced(clip(foreign, inside + 1)), inside)
  return shown === '' ? '' : `${FENCE}\n${shown}\n${FENCE}`
}

const defenced = (foreign: string): string => foreign.replaceAll(FENCE, '``\\u{60}')
