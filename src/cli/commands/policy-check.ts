import { once } from 'node:events'
import { UserError } from '../../domain/errors.ts'
import type { Policy } from '../../domain/policy.ts'
import type { ExecuteMode } from '../../domain/run.ts'
import type { Locale } from '../../domain/text.ts'
import { phrase, say, word } from '../../i18n/say.ts'
import type { Cli } from '../cli.ts'
import { MAX_LINE, readLines } from '../lines.ts'

/**
 * Judges `{"id","command","mode"}` lines from stdin, answering in order as they come. A line that is no such object is
 * answered with an error, and makes the exit code 2 at the end.
 */
export async function check(cli: Cli, options: { readonly jsonl?: boolean }): Promise<number> {
  if (!options.jsonl) throw new UserError('bad_input', word('cli.policy.need_jsonl', cli.locale))
  const config = await cli.config()
  const { loadHousePolicy } = await import('../../app.ts')
  const policy = await loadHousePolicy(config)
  const { stdin, stdout } = cli.io
  const judgeLine = createJudge({
    policy,
    cwd: config.workspace,
    mode: config.execute.mode,
    locale: cli.locale,
  })
  let bad = false
  cli.interrupt.addEventListener('abort', () => stdin.destroy(), { once: true })
  for await (const lines of readLines(stdin)) {
    const answers = lines.filter((line) => line !== '').map(judgeLine)
    bad ||= answers.some((answer) => 'error' in answer)
    const text = answers.map((answer) => `${JSON.stringify(answer)}\n`).join('')
    if (!stdout.write(text)) await once(stdout, 'drain', { signal: cli.interrupt })
  }
  return bad ? 2 : 0
}

type Answer =
  | { readonly id: unknown; readonly error: string }
  | { readonly id: unknown; readonly decision: string; readonly rule: string; readonly why: string }

function createJudge(parts: {
  readonly policy: Policy
  readonly cwd: string
  readonly mode: ExecuteMode
  readonly locale: Locale
}): (line: string | undefined) => Answer {
  const { policy, cwd, locale } = parts
  const tooLong = phrase('cli.policy.long_line', { limit: MAX_LINE }, locale)
  const badLine = word('cli.policy.bad_line', locale)
  return (line) => {
    if (line === undefined) return { id: null, error: tooLong }
    const asked = parsed(line)
    const { id = null, command, mode = parts.mode } = asked ?? {}
    if (typeof command !== 'string' || (mode !== 'direct' && mode !== 'sandbox'))
      return { id, error: badLine }
    const { decision, rule, why } = policy.decide([{ kind: 'command', text: command, cwd }], { mode })
    return { id, decision, rule, why: say(why, locale) }
  }
}

function parsed(
  line: string,
): { readonly id?: unknown; readonly command?: unknown; readonly mode?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
