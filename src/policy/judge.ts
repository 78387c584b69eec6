import type { Effect } from '../domain/effect.ts'
import type { ExplainedPart, Explanation, PolicyContext, PolicyDecision } from '../domain/policy.ts'
import { judgeEffect } from './effects.ts'
import { strictest } from './findings.ts'
import type { Compiled, Finding } from './model.ts'
import { judgeInvocation } from './invoke.ts'
import type { Interpreter, Judgement } from './shell/frame.ts'
import { judgeText } from './shell/script.ts'
import { walkScript } from './shell/walk.ts'

/** The strictest part of all effects decides. */
export function decide(policy: Compiled, effects: readonly Effect[], context: PolicyContext): PolicyDecision {
  return summarise(policy, judge(policy, effects, context))
}

/** The decision with every part that was looked at. */
export function explain(policy: Compiled, effects: readonly Effect[], context: PolicyContext): Explanation {
  const findings = judge(policy, effects, context)
  const parts = findings.map((finding): ExplainedPart => ({ ...describe(finding), depth: finding.depth }))
  return { ...summarise(policy, findings), parts }
}

/** What the examples of the policy file are judged with: a command in the workspace. */
export const judgeShellText = (policy: Compiled, text: string): readonly Finding[] =>
  judge(policy, [{ kind: 'command', text, cwd: policy.places.workspace }], { mode: 'direct' })

const INTERPRETER: Interpreter = { script: walkScript, text: judgeText, invocation: judgeInvocation }

function judge(policy: Compiled, effects: readonly Effect[], { mode }: PolicyContext): readonly Finding[] {
  const judgement: Judgement = { policy, mode, interpreter: INTERPRETER, findings: [], commands: 0 }
  for (const effect of effects) {
    try {
      judgeEffect(judgement, effect)
    } catch {
      // A bug in here must not become permission, and foreign text must not stop the caller.
      judgement.findings.push({
        rule: policy.builtin['shell.not-understood'],
        part: partOf(effect),
        depth: 0,
      })
    }
  }
  return judgement.findings
}

const partOf = (effect: Effect): string => (effect.kind === 'command' ? effect.text : effect.kind)

function summarise(policy: Compiled, findings: readonly Finding[]): PolicyDecision {
  const decisive = strictest(findings) ?? { rule: policy.builtin['shell.plain'], part: '', depth: 0 }
  const reads = findings.every(({ rule }) => rule.access === 'read')
  const destroys = findings.some(({ rule }) => rule.destructive && rule.decision === 'ask')
  return {
    ...describe(decisive),
    access: reads ? 'read' : 'write',
    ...(destroys ? { destructive: true } : {}),
  }
}

function describe({ rule, part }: Finding): PolicyDecision {
  const { id, decision, access, why, category, undo } = rule
  return { decision, access, rule: id, part, why, category, ...(undo ? { undo } : {}) }
}
