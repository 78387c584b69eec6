import type { CallResult, DoneWrite, PhaseTurns, Turn } from '../domain/agent.ts'
import type { CallView } from '../domain/run-view.ts'
import { firstRef } from './call-key.ts'
import { storedCall } from './results.ts'
import type { RunContext } from './run-context.ts'

const ACTED = /^(\d+)\/(execute|repair)\/\d+$/

/** What a model did in the phases before `attempt`'s, from the journal; nothing where a workflow was followed. */
export async function phasesBefore(run: RunContext, attempt: number): Promise<readonly PhaseTurns[]> {
  const phases = new Map<string, { attempt: number; phase: PhaseTurns['phase']; turns: Turn[] }>()
  for (const [key, answer] of run.view.turns) {
    const [, number, phase] = ACTED.exec(key) ?? []
    if (number === undefined || Number(number) >= attempt) continue
    const mark = `${number}/${phase}`
    const held = phases.get(mark) ?? {
      attempt: Number(number),
      phase: phase as PhaseTurns['phase'],
      turns: [],
    }
    held.turns.push(answer as unknown as Turn)
    phases.set(mark, held)
  }
  return Promise.all(
    [...phases].map(async ([mark, held]) => ({ ...held, results: await resultsOf(run, `${mark}/`) })),
  )
}

async function resultsOf(run: RunContext, prefix: string): Promise<Map<string, CallResult>> {
  const results = new Map<string, CallResult>()
  for (const call of run.view.calls.values())
    if (call.key.startsWith(prefix) && call.outcome !== undefined)
      results.set(firstRef(call.key), await storedCall(run.deps.blobs, call))
  return results
}

/** Calls of EXECUTE and of repairs that changed something, or tried to. */
export const writesOf = ({ view }: RunContext): readonly DoneWrite[] =>
  [...view.calls.values()].flatMap((call) => {
    const { key, tool, args, access, outcome } = call
    return access === 'write' && outcome !== undefined && /^\d+\/(execute|repair)\//.test(key)
      ? [{ key, tool, args, outcome, ...duringOf(call) }]
      : []
  })

/** What a call set going may write on after it; of one whose end nobody saw, nobody knows for how long. */
function duringOf({ startedAt: from, durationMs, outcome }: CallView): Pick<DoneWrite, 'during'> {
  if (from === undefined) return {}
  const known = outcome !== 'unknown' && durationMs !== undefined
  return { during: { from, to: known ? from + durationMs + AFTERWARDS_MS : Infinity } }
}

/** A clock that is read before a commit, and the time that commits take, stand between a call and its record. */
const AFTERWARDS_MS = 1_000

/** The models that answered in EXECUTE and REPAIR, each once. */
export const workersOf = ({ view }: RunContext): readonly string[] => [
  ...new Set(
    [...view.turns].flatMap(([key, answer]) => {
      const { usage } = answer as unknown as Turn
      return ACTED.test(key) && usage ? [usage.model] : []
    }),
  ),
]
