import type { Effect } from '../../domain/effect.ts'
import type { DryRunPlan } from '../../domain/policy.ts'
import type { DryRunRule, Pattern } from './rules.ts'

/** Words that mean themselves to a shell: put into another line they are the same words. */
const PLAIN = /^[\w./=:,@%+-]+(?:\s[\w./=:,@%+-]+)*$/

/** What the first rule that fits says of these effects; undefined where none does. */
export function findDryRun(rules: readonly DryRunRule[], effects: readonly Effect[]): DryRunPlan | undefined {
  const words = wordsOf(effects)
  if (!words) return undefined
  for (const { match, run, touches } of rules) {
    const held = fit(match, words)
    if (!held) continue
    const command = run === undefined ? undefined : filled(run, held)
    return { ...(command === undefined ? {} : { command }), ...(touches ? { touches } : {}) }
  }
  return undefined
}

/** The words of the one plain command that this is, without a leading `sudo -n`. */
function wordsOf(effects: readonly Effect[]): readonly string[] | undefined {
  const [only] = effects
  if (effects.length !== 1 || !only) return undefined
  switch (only.kind) {
    case 'command':
      return PLAIN.test(only.text.trim()) ? withoutSudo(only.text.trim().split(/\s+/)) : undefined
    case 'service':
      return ['systemctl', only.action, only.name]
    case 'container':
      return ['docker', only.action, only.name]
    default:
      return undefined
  }
}

function withoutSudo(words: readonly string[]): readonly string[] {
  if (words[0] !== 'sudo') return words
  return words.slice(words[1] === '-n' ? 2 : 1)
}

interface Held {
  readonly kept: readonly string[]
  readonly rest: readonly string[]
}

function fit(match: readonly Pattern[], words: readonly string[]): Held | undefined {
  const fixed = match.filter((one) => one !== 'rest')
  const open = fixed.length < match.length
  if (words.length < fixed.length || (!open && words.length > fixed.length)) return undefined
  if (!fixed.every(({ word }, index) => word.test(words[index] ?? ''))) return undefined
  return {
    kept: fixed.flatMap(({ kept }, index) => (kept ? [words[index] ?? ''] : [])),
    rest: words.slice(fixed.length),
  }
}

/** undefined where the dry run would be about nothing at all. */
function filled(run: string, { kept, rest }: Held): string | undefined {
  const args = rest.filter((word) => !word.startsWith('-'))
  if (run.includes('{args}') && args.length === 0) return undefined
  return run
    .replaceAll('{rest}', rest.join(' '))
    .replaceAll('{args}', args.join(' '))
    .replaceAll(/\{(\d)\}/g, (_, digit: string) => kept[Number(digit) - 1] ?? '')
    .trim()
}
