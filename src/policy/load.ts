import type { Policy } from '../domain/policy.ts'
import { checkExamples } from './check-examples.ts'
import { compile, type PolicyFile } from './file/compile.ts'
import { decide, explain } from './judge.ts'
import type { Compiled } from './model.ts'

export interface PolicyOptions {
  /** The file that comes with Autohome. */
  readonly base: PolicyFile
  /** The owner's additions, on top. */
  readonly owner?: PolicyFile
  /** AUTOHOME_HOME: nothing but Autohome itself touches it. */
  readonly home: string
  readonly workspace: string
  readonly userHome: string
  /** Sockets that give their user the machine, beside those that the file names. */
  readonly socketPaths?: readonly string[]
  /** Resolves symbolic links; called for every known path, so it should remember. A path that is not there comes back as it is. */
  readonly realpath?: (path: string) => string
}

/**
 * Reads the policy, checks every rule against its own examples, and compiles it. Paths in `options` are absolute.
 *
 * @throws UserError `bad_policy`, one line with file, line, rule and what is wrong
 */
export function loadPolicy(options: PolicyOptions): Policy {
  let compiled: Compiled | undefined
  for (const stage of compile(options)) {
    compiled = stage.compiled
    checkExamples(compiled, stage.examples)
  }
  if (!compiled) throw new Error('a policy has at least one file')
  const policy = compiled
  return {
    decide: (effects, context) => decide(policy, effects, context),
    explain: (effects, context) => explain(policy, effects, context),
  }
}
