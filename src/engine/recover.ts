import { dirname } from 'node:path'
import type { CallResult, Recovery } from '../domain/agent.ts'
import type { Json, JsonObject } from '../domain/json.ts'
import type { ToolErrorCode } from '../domain/tool.ts'
import { perform } from './perform.ts'
import { prepare } from './prepare.ts'
import type { Prepared } from './prepare.ts'
import type { RunContext } from './run-context.ts'

const SEARCH = 'search_directory'
const MISSING: ReadonlySet<ToolErrorCode> = new Set([
  'E_DIR_NOT_FOUND',
  'E_FILE_NOT_FOUND',
  'E_PATH_NOT_FOUND',
])

/** A match is good enough to be used unasked when it scores this much and no other comes near; scores are 0 to 1. */
const GOOD_SCORE = 0.75
const CLEAR_LEAD = 0.15
const SUGGESTIONS = 5

interface Match {
  readonly path: string
  readonly score: number
}

/**
 * A missing path, met by the system itself and not by the agent: look for what was probably meant, try a read once more
 * where exactly one match is good enough, and hand everything else to the agent as suggestions.
 */
export async function recover(
  run: RunContext,
  key: string,
  prepared: Prepared,
  failed: CallResult,
): Promise<CallResult> {
  const { error } = failed
  if (!error?.subject || !MISSING.has(error.code) || prepared.tool.name === SEARCH) return failed
  const matches = await search(run, key, error.subject, error.code)
  const [best, second] = matches
  const clear = best && best.score >= GOOD_SCORE && best.score - (second?.score ?? 0) >= CLEAR_LEAD
  const retried =
    clear && prepared.access === 'read'
      ? await retryWith(run, key, prepared, error.subject, best.path)
      : undefined
  const success = retried?.outcome === 'succeeded'
  const suggestion = matches.map(({ path }) => path)
  await run.append([
    {
      type: 'recovery.attempted',
      callKey: key,
      code: error.code,
      subject: error.subject,
      suggestions: suggestion,
      ...(success && best ? { retriedWith: best.path } : {}),
      success,
    },
  ])
  const recovery: Recovery = {
    tool: SEARCH,
    success,
    suggestion,
    message: success && best ? `${error.subject} not found; used ${best.path}` : `${error.subject} not found`,
  }
  return { ...(success ? retried : failed), recovery }
}

async function search(run: RunContext, key: string, wanted: string, code: ToolErrorCode): Promise<Match[]> {
  const kind = code === 'E_DIR_NOT_FOUND' ? 'directory' : code === 'E_FILE_NOT_FOUND' ? 'file' : 'any'
  const request = {
    ref: 'search',
    tool: SEARCH,
    args: { path: dirname(wanted), near: wanted, kind, maxResults: SUGGESTIONS },
  }
  const prepared = prepare(run, request)
  if (!prepared.ok || prepared.decision.decision !== 'allow') return []
  const { result } = await perform(run, `${key}~recover`, prepared)
  const value = result.value
  const found =
    value !== null && typeof value === 'object' && 'matches' in value ? value['matches'] : undefined
  return Array.isArray(found) ? found.filter(isMatch) : []
}

const isMatch = (found: Json): found is Json & Match & JsonObject =>
  found !== null &&
  typeof found === 'object' &&
  !Array.isArray(found) &&
  typeof (found as JsonObject)['path'] === 'string' &&
  typeof (found as JsonObject)['score'] === 'number'

/** The same call with the path that was meant; judged by policy like any other. */
async function retryWith(
  run: RunContext,
  key: string,
  prepared: Prepared,
  wanted: string,
  found: string,
): Promise<CallResult | undefined> {
  const args = replacePath(prepared.args, wanted, found, prepared.cwd)
  if (!args) return undefined
  const again = prepare(run, { ref: 'retry', tool: prepared.tool.name, args })
  if (!again.ok || again.decision.decision !== 'allow' || again.access !== 'read') return undefined
  return (await perform(run, `${key}~recover`, again)).result
}

/** Replaces the argument that named the missing path; undefined when no argument did. */
function replacePath(args: JsonObject, wanted: string, found: string, cwd: string): JsonObject | undefined {
  const names = (held: Json | undefined): boolean =>
    typeof held === 'string' && (held === wanted || `${cwd}/${held.replace(/^\.\//, '')}` === wanted)
  const at = Object.keys(args).find((name) => names(args[name]))
  return at === undefined ? undefined : { ...args, [at]: found }
}
