import type { CallResult, ReadyCheck } from '../domain/agent.ts'
import type { Effect } from '../domain/effect.ts'
import { prepare } from './prepare.ts'
import type { RunContext } from './run-context.ts'

/** Rules that ask only because code would run that nobody has looked at: which is what the sandbox is for. */
const RUNS_CODE: ReadonlySet<string> = new Set(['code.unseen', 'shell.untrusted-path'])

/** What bash does itself, so that no image needs to have it. */
const BUILTINS = new Set(
  ': [ [[ cd echo exit export false printf pwd read return set test true unset'.split(' '),
)

/**
 * Whether a check can be made in the sandbox, unasked: it would be asked about, for no other reason than that it runs code,
 * there is a sandbox, and its image has the programs. A check of the machine itself would find another one there, so
 * that a check which names a path of this machine, or asks for another reason, stays here.
 */
export async function mayBeShutIn(
  run: RunContext,
  { criterionId, check, unready, leftOut }: ReadyCheck,
): Promise<boolean> {
  const { policy, sandboxHas, settings } = run.deps
  if (!sandboxHas || unready !== undefined || leftOut !== undefined) return false
  const prepared = prepare(run, { ref: criterionId, tool: check.tool, args: check.args }, 'sandbox')
  if (!prepared.ok || prepared.tool.runsByMode !== true || prepared.decision.decision !== 'ask') return false
  const { effects } = prepared
  if (effects.some((effect) => textsOf(effect).some((text) => text.includes(settings.workspace))))
    return false
  const { parts } = policy.explain(effects, { mode: 'sandbox' })
  if (parts.some(({ decision, rule }) => decision !== 'allow' && !RUNS_CODE.has(rule))) return false
  const programs = parts.map(({ part }) => programIn(part))
  return (
    !programs.includes('unknown') && sandboxHas([...new Set(programs.filter((name) => !BUILTINS.has(name)))])
  )
}

/**
 * A check that nobody asked for by name, and that would be asked about although there is a sandbox, is left out: for a
 * linter that its image does not have, nobody is to be asked to run what a model wrote on this machine.
 */
export async function leftOutOf(run: RunContext, ready: ReadyCheck): Promise<ReadyCheck> {
  const { criterionId, check, extra, leftOut } = ready
  if (!extra || leftOut !== undefined || !(await run.deps.sandboxHas?.([]))) return ready
  const prepared = prepare(run, { ref: criterionId, tool: check.tool, args: check.args })
  if (!prepared.ok || prepared.decision.decision !== 'ask') return ready
  return { ...ready, leftOut: { key: 'engine.not_in_sandbox' } }
}

const textsOf = (effect: Effect): readonly string[] =>
  effect.kind === 'command' ? [effect.text] : effect.kind === 'program' ? effect.argv : []

/** The program of one part as policy shows it. What comes with the workspace, and redirections, count as there. */
function programIn(part: string): string {
  const [, name = 'unknown'] = /^(?:\w+=[\w.,:/-]*\s+)*([^\s'"$`\\]+)(?=\s|$)/.exec(part) ?? []
  return /^[<>]|^\d+[<>]|^[\w.-]+\/|^\.{1,2}\//.test(name) ? 'true' : name
}

/** Signs that a command found less than it needs: no program, no library, no network, no right to write. */
const LACKING =
  /command not found|: not found|not in the sandbox's image|No module named|Cannot find (?:module|package)|ModuleNotFoundError|Permission ?denied|PermissionError|EACCES|Read-only file system|No space left|Network is unreachable|Connection refused|ECONNREFUSED|EAI_AGAIN|ENOTFOUND|name resolution|Name or service not known|Could not resolve/i

/** 126 and 127: a shell could not start it; 137: SIGKILL, as where memory ends. */
const NOT_STARTED: readonly (number | undefined)[] = [126, 127, 137]

/** Whether what a check in the sandbox showed may be for want of something that this machine has. */
export function lacksSomething({ error, exitCode, value }: CallResult): boolean {
  if (error === undefined) return false
  if (error.code !== 'E_EXIT') return error.code === 'E_SPAWN' || error.code === 'E_UNAVAILABLE'
  return NOT_STARTED.includes(exitCode) || LACKING.test(`${error.message} ${JSON.stringify(value ?? '')}`)
}
