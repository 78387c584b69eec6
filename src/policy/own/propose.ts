import type { Effect } from '../../domain/effect.ts'
import type { ExplainedPart, Policy, PolicyContext, RuleProposal } from '../../domain/policy.ts'
import { sha256 } from '../../lib/canonical.ts'

/** Words that a rule's `commands` can hold; a `*` would stand for any word, so it is none. */
const PLAIN = /^[\w./=:,@%+-]+( [\w./=:,@%+-]+)*$/

export interface Proposing {
  readonly policy: Policy
  readonly context: PolicyContext
  /** The policy as it would be with this rule; undefined where the rule cannot be. */
  readonly tried: (ruleText: string) => Policy | undefined
}

/**
 * A rule for exactly the command lines that ask now, word for word. There is none where one of them needs quoting, names
 * a file by a path that means another file in another directory, does what files around it say, runs code that may change, or where the call would not
 * be allowed with it: what is denied stays denied.
 */
export function proposeRule(
  effects: readonly Effect[],
  { policy, context, tried }: Proposing,
): RuleProposal | undefined {
  const { decision, parts } = policy.explain(effects, context)
  if (decision !== 'ask' || parts.some(runsUnseenCode)) return undefined
  const commands = askingCommands(effects, parts)
  if (commands === undefined || commands.some((one) => dependsOnPlace(policy, context, one))) return undefined
  if (commands.some(readsPlace)) return undefined
  const id = `owner.always-${sha256(commands.join('\n')).slice(0, 8)}`
  const ruleText = ruleFor(id, commands)
  const changed = tried(ruleText)
  return changed?.decide(effects, context).decision === 'allow' ? { id, ruleText } : undefined
}

/** What a script says may be another thing tomorrow, and in the workspace anybody may have written it. */
const runsUnseenCode = ({ category, rule, decision }: ExplainedPart): boolean =>
  decision === 'ask' && (category === 'code' || rule === 'shell.untrusted-path')

/** The command lines of the parts that ask; undefined where one of them cannot be written word for word. */
function askingCommands(
  effects: readonly Effect[],
  parts: readonly ExplainedPart[],
): readonly string[] | undefined {
  const [only] = effects
  if (effects.length === 1 && only?.kind === 'command' && PLAIN.test(only.text.trim()))
    return [only.text.trim()]
  const asking = [...new Set(parts.filter(({ decision }) => decision === 'ask').map(({ part }) => part))]
  return asking.length > 0 && asking.every((part) => PLAIN.test(part)) ? asking : undefined
}

/** Judged from a directory that is not known, a relative path is one that is not known either. */
function dependsOnPlace(policy: Policy, context: PolicyContext, command: string): boolean {
  const text = `cd "$SOMEWHERE" && ${command}`
  const { parts } = policy.explain([{ kind: 'command', text, cwd: '/' }], context)
  return parts.some(({ rule, part }) => rule === 'paths.unknown' && part.includes(command))
}

/** What these do is said by files in the directory they are started in: elsewhere, or tomorrow, it is another thing. */
const readsPlace = (command: string): boolean =>
  /(?:^|\s|\/)(?:docker compose|docker-compose|podman-compose|podman compose|docker stack|docker buildx?|podman build|git|npm|pnpm|yarn|npx|pip3?|pipx|uv|poetry|composer|bundle|cargo|go|terraform|vagrant|helm|kubectl|ansible(?:-playbook)?|make|just|tsc|ruff|black|isort)(?:\s|$)/.test(
    command,
  )

const ruleFor = (id: string, commands: readonly string[]): string =>
  [
    `id: ${id}`,
    'category: owner',
    'decision: allow',
    'access: write',
    'why: { en: its owner always allows this, fr: son propriétaire l’autorise toujours }',
    'commands:',
    ...commands.map((command) => `  - ${JSON.stringify(command)}`),
    'examples:',
    `  match: [ ${commands.map((command) => JSON.stringify(command)).join(', ')} ]`,
    `  not: [ ${commands.map((command) => JSON.stringify(`${command} and-more`)).join(', ')} ]`,
    '',
  ].join('\n')
