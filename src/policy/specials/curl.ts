import { judgeGrammar } from '../grammar/judge.ts'
import type { Program } from '../model.ts'
import { type Frame, note } from '../shell/frame.ts'
import type { Value } from '../shell/value.ts'

/** Headers with which an answer looks different, and nothing else: a stranger is told no more than these. */
const HARMLESS_HEADER = /^(?:accept(?:-\w+)?|host|user-agent|range|cache-control|pragma)\s*:/i

/** Services take some for another method: `X-HTTP-Method-Override: DELETE`. The name must be known to its end. */
const LOCAL_HEADER = /^(?!.*(?:override|method))[\w-]+\s*:/i

/** What a person types. More is room for something that is to leave this machine. */
const MAX_STRANGE_URL = 80

/**
 * Whatever a request carries leaves this machine, or is an order to a service: what is not known word for word, a header
 * that nobody vouches for, and an address of more than a person would type.
 */
export function judgeCurl(frame: Frame, program: Program, args: readonly Value[], part: string): number {
  const { tags, given, positionals } = judgeGrammar(frame, program, args, part)
  const named = given.get('--url')
  const urls = named ? [...positionals, named] : positionals
  const local = urls.every(isLocal)
  const known = args.every(({ literal }) => literal !== undefined)
  const long = urls.some((url) => !isLocal(url) && url.text.length > MAX_STRANGE_URL)
  const allowed = local ? LOCAL_HEADER : HARMLESS_HEADER
  const header = headers(args).some((text) => !allowed.test(text))
  if (header || (!local && (!known || long))) note(frame, 'network.send', part)
  return tags
}

/** Every header that a word brings, as far as it is known. */
const headers = (args: readonly Value[]): readonly string[] =>
  args.flatMap(({ text }, at) => {
    if (/^-[A-Za-z#0-9]*H$/.test(text) || text === '--header') return [args[at + 1]?.text ?? '']
    const attached = /^(?:-[a-zA-Z#0-9]*?H|--header=)(.+)$/s.exec(text)?.[1]
    return attached === undefined ? [] : [attached]
  })

const isLocal = ({ text }: Value): boolean =>
  /^(?:https?:\/\/)?(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/.test(text)
