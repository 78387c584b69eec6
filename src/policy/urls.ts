import { type Frame, note } from './shell/frame.ts'
import type { Value } from './shell/value.ts'

/** Judges a request: by the file's `urls`, and otherwise by whether it only fetches. */
export function judgeUrl(frame: Frame, method: string, url: Value, part: string): void {
  const verb = method.toUpperCase()
  const fetches = verb === 'GET' || verb === 'HEAD'
  const known = url.literal === undefined ? undefined : normalUrl(url.literal)
  for (const { rule, methods, regex } of frame.judgement.policy.urls) {
    if (methods && !methods.has(verb)) continue
    if (known !== undefined && regex.test(known)) return note(frame, rule, part)
  }
  note(frame, fetches ? 'network.fetch' : 'network.send', part)
}

/** As a client reads it: lower-case scheme and host, decimal and hex addresses in dots, no user, no fragment. */
function normalUrl(text: string): string | undefined {
  try {
    const { protocol, host, pathname, search } = new URL(text.includes('://') ? text : `http://${text}`)
    return `${protocol}//${host}${pathname}${search}`
  } catch {
    return undefined
  }
}
