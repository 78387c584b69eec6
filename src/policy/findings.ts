import { DECISIONS, type Decision } from '../domain/policy.ts'
import type { Finding, Rule } from './model.ts'

/** How strict a decision is: a higher number wins. */
export const strictness = (decision: Decision): number => DECISIONS.indexOf(decision)

/** The finding that decides: the strictest, and of equals the one that came first. */
export function strictest(findings: readonly Finding[]): Finding | undefined {
  let decisive: Finding | undefined
  for (const finding of findings) {
    if (!decisive || strictness(finding.rule.decision) > strictness(decisive.rule.decision))
      decisive = finding
  }
  return decisive
}

/** Of two rules the stricter; the first of equals. */
export const stricter = (a: Rule, b: Rule): Rule => (strictness(b.decision) > strictness(a.decision) ? b : a)
