import { decisiveRule } from './paths.ts'
import { type Frame, note } from './shell/frame.ts'
import type { Value } from './shell/value.ts'

/** Judges a request: by the file's `urls`, and otherwise by whether it only fetches. */
export function judgeUrl(frame: Frame, method: string, url: Value, part: string): void {
  const verb = method.toUpperCase()
  const fetches = verb === 'GET' || verb === 'HEAD'
  const known = url.literal === undefined ? undefined : normalUrl(url.literal)
  const found = decisiveRule(
    frame.judgement.policy.urls,
    ({ methods, regex }) => known !== undefined && (!methods || methods.has(verb)) && regex.test(known),
  )
  if (found && (found.decision !== 'allow' || isPlain(url.literal ?? ''))) return note(frame, found, part)
  note(frame, fetches ? 'network.fetch' : 'network.send', part)
}

/** Signs that every client reads alike: `http://localhost\\@example.org` is one host to some and another to others. */
const isPlain = (url: string): boolean => /^[\w.:/?&=~+,;-]*$/.test(url.replace('//[::1]', '//localhost'))

/** As a client reads it: lower-case scheme and host, decimal and hex addresses in dots, no user, no fragment. */
function normalUrl(text: string): string | undefined {
  try {
    const { protocol, host, pathname, search } = new URL(text.includes('://') ? text : `http://${text}`)
    return `${protocol}//${host}${pathname}${search}`
  } catch {
    return undefined
  }
}
