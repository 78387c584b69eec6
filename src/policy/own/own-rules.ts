import { UserError } from '../../domain/errors.ts'
import type { OwnRule, OwnRules, Policy } from '../../domain/policy.ts'
import { proposeRule } from './propose.ts'

export interface OwnRulesDeps {
  /** For messages. */
  readonly name: string
  /** The file as it is now; empty where there is none. */
  readonly read: () => string
  /** Replaces the file in one step. */
  readonly write: (text: string) => void
  /** The policy with this text as the owner's file. @throws UserError `bad_policy` */
  readonly load: (ownerText: string) => Policy
  readonly policy: Policy
  /** Puts another policy in force. */
  readonly replace: (next: Policy) => void
}

/** Rules are added and taken back one at a time; the file is read anew each time, because its owner may have edited it. */
export function createOwnRules({ name, read, write, load, policy, replace }: OwnRulesDeps): OwnRules {
  // The parser that keeps comments is loaded with the first question, not with the start.
  const files = () => import('./rule-file.ts')

  const changed = (text: string): void => {
    const next = load(text)
    write(text)
    replace(next)
  }

  return {
    async propose(effects, context) {
      if (policy.decide(effects, context).decision !== 'ask') return undefined
      const { withRule } = await files()
      const tried = (ruleText: string): Policy | undefined => {
        try {
          return load(withRule(name, read(), ruleText))
        } catch (error) {
          if (error instanceof UserError) return undefined
          throw error
        }
      }
      return proposeRule(effects, { policy, context, tried })
    },
    async check({ ruleText }) {
      load((await files()).withRule(name, read(), ruleText))
    },
    async add({ ruleText }) {
      changed((await files()).withRule(name, read(), ruleText))
    },
    async list() {
      return (await files()).rulesIn(name, read())
    },
    async revoke(typed) {
      const { rulesIn, withoutRule } = await files()
      const rule = meant(name, rulesIn(name, read()), typed)
      changed(withoutRule(name, read(), rule.id))
      return rule
    },
  }
}

function meant(name: string, rules: readonly OwnRule[], typed: string): OwnRule {
  const exact = rules.find(({ id }) => id === typed)
  if (exact) return exact
  const found = typed === '' ? [] : rules.filter(({ id }) => id.startsWith(typed))
  const [only] = found
  if (!only)
    throw new UserError('not_found', {
      en: `No rule in ${name} starts with "${typed}": see \`autohome policy rules\`.`,
      fr: `Aucune règle de ${name} ne commence par «\u00a0${typed}\u00a0»\u00a0: voyez \`autohome policy rules\`.`,
    })
  if (found.length > 1)
    throw new UserError('ambiguous', {
      en: `Several rules start with "${typed}": ${found.map(({ id }) => id).join(', ')}.`,
      fr: `Plusieurs règles commencent par «\u00a0${typed}\u00a0»\u00a0: ${found.map(({ id }) => id).join(', ')}.`,
    })
  return only
}
