import type { WorkflowInfo, WorkflowParam } from '../../domain/agent.ts'
import type { Locale } from '../../domain/text.ts'
import { phrase, word } from '../../i18n/say.ts'
import { type Cli, print, printJson, widthOf } from '../cli.ts'
import { oneLine, table } from '../table.ts'
import { withReader } from '../with-engine.ts'

/** Jobs that are written down, with what they take. */
export const workflows = (cli: Cli, { json }: { readonly json?: boolean }): Promise<number> =>
  withReader(cli, async (engine) => {
    const found = await engine.workflows(cli.locale)
    if (json) printJson(cli, found)
    else {
      const heads = table(
        found.map(({ name, title }) => [name, title]),
        widthOf(cli),
      )
      found.forEach((workflow, index) => {
        print(cli, heads[index] ?? workflow.name)
        for (const line of details(workflow, cli.locale)) print(cli, `    ${line}`)
      })
    }
    return 0
  })

function details({ params, examples, broken }: WorkflowInfo, locale: Locale): readonly string[] {
  const [example] = examples
  const names = params.map((param) => described(param, locale)).join(', ')
  return [
    ...(broken === undefined ? [] : [phrase('cli.workflow.broken', { why: oneLine(broken) }, locale)]),
    ...(example === undefined ? [] : [`“${oneLine(example)}”`]),
    ...(params.length === 0 ? [] : [phrase('cli.workflow.params', { names }, locale)]),
  ]
}

function described({ name, type, required, default: given, choices }: WorkflowParam, locale: Locale): string {
  const kind = choices ? choices.join('|') : type
  if (required) return `${name} (${kind}, ${word('cli.workflow.required', locale)})`
  return given === undefined ? `${name} (${kind})` : `${name}=${JSON.stringify(given)} (${kind})`
}
