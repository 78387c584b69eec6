import type { Policy } from '../domain/policy.ts'
import { checkExamples } from './check-examples.ts'
import { sha256 } from '../lib/canonical.ts'
import { compile, compileKnown } from './file/compile.ts'
import { decide, explain } from './judge.ts'
import type { Compiled } from './model.ts'
import type { PolicyOptions } from './policy-options.ts'

/** Examples are about an ordinary workspace that is not there, with nothing in it to look at: in a whole home or `/tmp` even `ruff check .` meets files that are protected. */
const ORDINARY = '/var/lib/autohome-workspace'

/**
 * Reads the policy, checks every rule against its own examples, and compiles it. Paths in `options` are absolute. Files
 * that were checked before, byte for byte and for the same places, are not checked again.
 *
 * @throws UserError `bad_policy`, one line with file, line, rule and what is wrong
 */
export function loadPolicy(options: PolicyOptions): Policy {
  const digest = options.checked ? digestOf(options) : ''
  const policy = options.checked?.knows(digest) ? known(options) : checked(options)
  options.checked?.remember(digest)
  return {
    decide: (effects, context) => decide(policy, effects, context),
    explain: (effects, context) => explain(policy, effects, context),
  }
}

function checked(options: PolicyOptions): Compiled {
  let compiled: Compiled | undefined
  for (const stage of compile(options)) {
    compiled = stage.compiled
    checkExamples(
      { ...compiled, places: { ...compiled.places, workspace: ORDINARY, realpath: undefined } },
      stage.examples,
    )
  }
  if (!compiled) throw new Error('a policy has at least one file')
  return compiled
}

/** What the owner's file says of rules changes how programs are compiled after it: together they are compiled at once. */
function known(options: PolicyOptions): Compiled {
  if (!options.owner) return compileKnown(options)
  return [...compile(options)].at(-1)?.compiled ?? checked(options)
}

const digestOf = ({ base, owner, home, workspace, userHome, socketPaths }: PolicyOptions): string =>
  sha256(JSON.stringify([base, owner, home, workspace, userHome, socketPaths]))
