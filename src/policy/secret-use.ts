import { type Command, parse } from 'unbash'
import type { Effect } from '../domain/effect.ts'
import type { Policy, PolicyDecision } from '../domain/policy.ts'
import { secretRefs } from '../lib/secret-refs.ts'

/** Programs of the shell itself: their arguments stand in no list of processes. */
const INSIDE = new Set(['printf', 'echo'])

/** Anything that is a script of its own inside a word: what it starts would get the secret as an argument. */
const SCRIPT_INSIDE = /\$\(|`|[<>]\(/

/**
 * A command that names a secret always asks, whatever rules say, and is denied where the value would become an argument
 * of a program: every user of the machine can read those.
 */
export function withSecretRules(policy: Policy): Policy {
  const judged = <T extends PolicyDecision>(effects: readonly Effect[], found: T): T => {
    const texts = effects.flatMap((effect) => (effect.kind === 'command' ? [effect.text] : []))
    const using = texts.filter((text) => secretRefs(text).length > 0)
    const exposed = using.find(exposesSecret)
    if (exposed !== undefined && found.decision !== 'deny') return { ...found, ...EXPOSED, part: exposed }
    const [first] = using
    return first !== undefined && found.decision === 'allow' ? { ...found, ...USES, part: first } : found
  }
  return {
    decide: (effects, context) => judged(effects, policy.decide(effects, context)),
    explain: (effects, context) => judged(effects, policy.explain(effects, context)),
  }
}

const EXPOSED = {
  decision: 'deny',
  access: 'write',
  rule: 'secret.exposed',
  category: 'never',
  why: {
    en: 'would show a secret in the list of processes: put it before the command (NAME=${secret:…} command) or on its standard input (<<<)',
    fr: 'montrerait un secret dans la liste des processus : le placer devant la commande (NOM=${secret:…} commande) ou sur son entrée standard (<<<)',
  },
} as const

const USES = {
  decision: 'ask',
  access: 'write',
  rule: 'secret.use',
  category: 'secrets',
  why: { en: 'uses a secret', fr: 'utilise un secret' },
} as const

/** Whether a reference stands anywhere but before a command, on its standard input, or behind `printf` and `echo`. */
export function exposesSecret(text: string): boolean {
  const script = parse(text)
  if (script.errors && script.errors.length > 0) return true
  const safe: (readonly [from: number, to: number])[] = []
  const seen = walk(script, (node) => {
    if (node.type === 'Function' || node.type === 'Coproc') return false
    if (node.type === 'Command') safe.push(...safePlaces(node as unknown as Command, text))
    return true
  })
  return !seen || secretRefs(text).some(({ at }) => !safe.some(([from, to]) => at >= from && at < to))
}

function safePlaces(command: Command, text: string): (readonly [number, number])[] {
  const { name, prefix, suffix, redirects } = command
  if (name === undefined) return []
  const assigned = prefix.filter(({ type }) => type === 'Assignment')
  const inside = INSIDE.has(name.text) ? suffix : []
  const fed = redirects.filter(({ type }) => type === 'HereString')
  return [...assigned, ...inside, ...fed]
    .map(({ pos, end }): readonly [number, number] => [pos, end])
    .filter(([pos, end]) => !SCRIPT_INSIDE.test(text.slice(pos, end)))
}

/** Every node of the script itself; what stands inside words is not entered. False where `visit` says stop. */
function walk(held: unknown, visit: (node: { readonly type: string }) => boolean): boolean {
  if (Array.isArray(held)) return held.every((one) => walk(one, visit))
  if (typeof held !== 'object' || held === null) return true
  if ('type' in held && typeof held.type === 'string') {
    if (held.type === 'Word') return true
    if (!visit(held as { readonly type: string })) return false
  }
  return Object.values(held).every((one) => walk(one, visit))
}
