/**
 * What a person wrote, out of what Slack makes of it: the mention of this bot is gone, addresses that Slack linked are as
 * they were typed, and `&lt;` is `<` again. Source: docs.slack.dev, formatting message text, "Retrieving formatted messages".
 */
export function asWritten(text: string, botUser?: string): string {
  const own =
    botUser === undefined ? text : text.replaceAll(new RegExp(`<@${botUser}(?:\\|[^>]*)?>`, 'g'), ' ')
  return unescape(own.replaceAll(/<([^<>]*)>/g, (_, inside: string) => meant(inside))).trim()
}

/** `https://a.b|a.b` was typed as its label; a label that says something else does not hide the address. */
function meant(inside: string): string {
  const bar = inside.indexOf('|')
  const [target, label] = bar === -1 ? [inside, ''] : [inside.slice(0, bar), inside.slice(bar + 1)]
  const sign = target[0] ?? ''
  if (sign === '@' || sign === '#') return label === '' ? target : `${sign}${label.replace(/^[@#]/, '')}`
  if (sign === '!') return `@${label.replace(/^@/, '') || target.slice(1).replace(/^subteam\^/, '')}`
  if (label === '' || label === target) return target
  return ADDED.some((prefix) => target === `${prefix}${label}`) ? label : `${label} (${target})`
}

/** What Slack puts before an address that was typed without. */
const ADDED = ['http://', 'https://', 'mailto:', 'tel:']

const unescape = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

export const mentions = (text: string, user: string): boolean =>
  text.includes(`<@${user}>`) || text.includes(`<@${user}|`)
