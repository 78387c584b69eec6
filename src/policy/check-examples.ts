import { bad } from './file/tree.ts'
import type { Examples } from './file/rules.ts'
import { judgeShellText } from './judge.ts'
import { strictest } from './findings.ts'
import type { Compiled } from './model.ts'

/**
 * Every rule must be among those that decide its own examples, and decide none of its counter-examples.
 * @throws UserError `bad_policy`, naming the first that contradicts
 */
export function checkExamples(compiled: Compiled, examples: readonly Examples[]): void {
  const seen = new Map<string, readonly string[]>()
  const rulesOf = (text: string): readonly string[] => {
    const known = seen.get(text) ?? decisiveRules(compiled, text)
    seen.set(text, known)
    return known
  }
  for (const { rule, file, line, match, not } of examples) {
    const complain = (text: string, what: string) =>
      bad(file, line, `rule ${rule} contradicts its example: "${text}" ${what}`)
    for (const text of match) {
      const found = rulesOf(text)
      if (!found.includes(rule))
        throw complain(text, `should match and falls under ${found.join(', ') || 'no rule'}`)
    }
    for (const text of not)
      if (rulesOf(text).includes(rule)) throw complain(text, 'should not match and does')
  }
}

/** The rules of the strictest parts. */
function decisiveRules(compiled: Compiled, text: string): readonly string[] {
  const findings = judgeShellText(compiled, text)
  const decision = strictest(findings)?.rule.decision
  return [...new Set(findings.filter(({ rule }) => rule.decision === decision).map(({ rule }) => rule.id))]
}
