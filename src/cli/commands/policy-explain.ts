import type { ExplainedPart, PolicyDecision } from '../../domain/policy.ts'
import type { ExecuteMode } from '../../domain/run.ts'
import type { Locale } from '../../domain/text.ts'
import { phrase, say, word } from '../../i18n/say.ts'
import { mixedWords } from '../../lib/mixed-scripts.ts'
import { type Cli, print, printJson } from '../cli.ts'
import { oneLine, visible } from '../table.ts'

/** How a command is read, what each part of it is allowed, and why. Needs no engine. */
export async function explain(
  cli: Cli,
  text: string,
  options: { readonly json?: boolean; readonly mode?: ExecuteMode },
): Promise<number> {
  const config = await cli.config()
  const { loadHousePolicy } = await import('../../app.ts')
  const policy = await loadHousePolicy(config)
  const effects = [{ kind: 'command', text, cwd: config.workspace }] as const
  const found = policy.explain(effects, { mode: options.mode ?? config.execute.mode })
  const { locale } = cli
  const mixed = mixedWords(text)
  if (options.json)
    printJson(cli, {
      command: text,
      ...worded(found, locale),
      ...(mixed.length === 0 ? {} : { mixed }),
      parts: found.parts.map((part) => worded(part, locale)),
    })
  else {
    print(cli, `${visible(text)}\n${verdictLine(found, locale)}`)
    if (mixed.length > 0) print(cli, phrase('question.mixed', { words: oneLine(mixed.join(', ')) }, locale))
    for (const part of found.parts) print(cli, partLines(part, locale))
    if (found.undo !== undefined)
      print(cli, phrase('cli.policy.undo', { how: say(found.undo, locale) }, locale))
  }
  return 0
}

const worded = <T extends PolicyDecision>(decision: T, locale: Locale) => ({
  ...decision,
  why: say(decision.why, locale),
  ...(decision.undo === undefined ? {} : { undo: say(decision.undo, locale) }),
})

function verdictLine({ decision, rule, why }: PolicyDecision, locale: Locale): string {
  const said = phrase('question.rule', { rule }, locale)
  return `${word(`cli.policy.${decision}`, locale)} · ${oneLine(say(why, locale))} ${said}`
}

function partLines(part: ExplainedPart, locale: Locale): string {
  const indent = '  '.repeat(part.depth + 1)
  return `${indent}${visible(part.part)}\n${indent}  ${verdictLine(part, locale)}`
}
