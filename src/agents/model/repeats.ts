import type { CallRequest, CallResult, Turn } from '../../domain/agent.ts'
import type { Access } from '../../domain/effect.ts'
import { canonicalJson } from '../../lib/canonical.ts'

/** Identical calls that are made; the next one is not. */
export const IDENTICAL_CALLS = 2

/**
 * How often exactly this call was made already, one after the other or in turns with others, without anything having
 * been changed in between: only then it can bring nothing new.
 */
export function timesMade(
  wanted: Pick<CallRequest, 'tool' | 'args'>,
  turns: readonly Turn[],
  results: ReadonlyMap<string, CallResult>,
  accessOf: (tool: string) => Access | undefined,
): number {
  const mark = markOf(wanted)
  let times = 0
  for (const call of turns.flatMap(({ calls }) => calls)) {
    if (markOf(call) === mark) times++
    else if (accessOf(call.tool) === 'write' && results.get(call.ref)?.outcome === 'succeeded') times = 0
  }
  return times
}

const markOf = ({ tool, args }: Pick<CallRequest, 'tool' | 'args'>): string =>
  `${tool} ${canonicalJson(args)}`
