import type { Policy } from '../domain/policy.ts'
import { checkExamples } from './check-examples.ts'
import { compile } from './file/compile.ts'
import { decide, explain } from './judge.ts'
import type { Compiled } from './model.ts'
import type { PolicyOptions } from './policy-options.ts'

/** Examples are about an ordinary workspace: in a whole home or `/tmp` even `ruff check .` meets files that are protected. */
const ORDINARY = '/var/lib/autohome-workspace'

/**
 * Reads the policy, checks every rule against its own examples, and compiles it. Paths in `options` are absolute.
 *
 * @throws UserError `bad_policy`, one line with file, line, rule and what is wrong
 */
export function loadPolicy(options: PolicyOptions): Policy {
  let compiled: Compiled | undefined
  for (const stage of compile(options)) {
    compiled = stage.compiled
    checkExamples({ ...compiled, places: { ...compiled.places, workspace: ORDINARY } }, stage.examples)
  }
  if (!compiled) throw new Error('a policy has at least one file')
  const policy = compiled
  return {
    decide: (effects, context) => decide(policy, effects, context),
    explain: (effects, context) => explain(policy, effects, context),
  }
}
