import { parse } from 'unbash'
import { type Frame, note, TAG } from './frame.ts'
import { variablesOf } from './variables.ts'
import { walkScript } from './walk.ts'

/**
 * Judges a script text that a command hands to a shell: `sh -c '…'`, `eval`, a here-document.
 * `own` is a process of its own, with its own variables; otherwise it runs in the shell around it.
 */
export function judgeText(frame: Frame, text: string, how: { own: boolean; posix: boolean }): number {
  const { limits } = frame.judgement.policy
  const depth = frame.depth + 1
  if (depth > limits.nesting) {
    note(frame, 'shell.limits', text)
    return TAG.none
  }
  const script = parse(text)
  const { input: _, ...outer } = frame
  const inner: Frame = {
    ...outer,
    source: text,
    depth,
    posix: how.posix,
    cwd: how.own ? { ...frame.cwd } : frame.cwd,
    variables: how.own ? variablesOf(script, text) : frame.variables,
    functions: how.own ? new Set() : frame.functions,
    repeats: how.own ? false : frame.repeats,
  }
  return walkScript(inner, script)
}
