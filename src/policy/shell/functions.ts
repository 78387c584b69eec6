import {
  forEachChild,
  type CommandNode,
  type CompoundList,
  type Function as FunctionNode,
  type SyntaxNode,
} from 'unbash'
import { type Frame, note, TAG } from './frame.ts'

/**
 * A function's body is judged where it is defined; a call of it is then nothing new. A function that takes the name of
 * a program would change what later commands mean, and one that calls itself may never end.
 */
export function judgeFunction(
  frame: Frame,
  node: FunctionNode,
  walk: (frame: Frame, body: CommandNode | CompoundList) => number,
): number {
  const name = node.name.value
  const part = frame.source.slice(node.pos, node.end)
  const { policy } = frame.judgement
  const calls = callsOf(node.body, name)
  if (calls.forks) note(frame, 'shell.fork-bomb', part)
  else if (calls.any) note(frame, 'shell.not-understood', part)
  if (node.name.parts || !/^[\w-]+$/.test(name) || policy.programs.has(name))
    note(frame, 'shell.not-understood', part)
  walk({ ...frame, repeats: frame.repeats || 'some' }, node.body)
  return TAG.none
}

/** How a body calls the function itself: beside itself (a pipeline, the background) is a fork bomb. */
function callsOf(body: SyntaxNode, name: string): { any: boolean; forks: boolean } {
  const calls = { any: false, forks: false }
  const visit = (node: SyntaxNode, beside: boolean): void => {
    const splits =
      (node.type === 'Statement' && node.background === true) ||
      (node.type === 'Pipeline' && node.commands.length > 1)
    const inner = beside || splits
    if (node.type === 'Command' && node.name?.value === name) {
      calls.any = true
      calls.forks ||= inner
    }
    forEachChild(node, (child) => visit(child, inner))
  }
  visit(body, false)
  return calls
}
