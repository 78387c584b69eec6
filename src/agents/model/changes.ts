import type { JudgeView } from '../../domain/agent.ts'
import type { ModelAgentDeps } from './mind.ts'
import { shorten, shortJson } from './shorten.ts'
import { deskOf } from './think.ts'

/** Characters of the diff, and of one text among the arguments of a call. */
const DIFF = 12_000
const ARGUMENT = 3_000

/**
 * What the run changed: the calls that wrote, as they were made, and git's view of it where the workspace is a
 * repository. Facts of the journal and the disk, nothing that anybody says about them.
 */
export async function changesText({ tools }: ModelAgentDeps, view: JudgeView): Promise<string> {
  const { run, writes = [] } = view
  if (writes.length === 0) return ''
  const cut = (count: number) => `… ${count} …`
  const calls = writes.map(
    ({ tool, args, outcome }) => `${tool} ${shortJson(args, ARGUMENT, cut)} → ${outcome}`,
  )
  const diff = tools.get('git_diff')
    ? await deskOf(run).look({ ref: 'diff', tool: 'git_diff', args: {} })
    : undefined
  const shown =
    typeof diff?.value === 'object' && diff.value !== null && 'diff' in diff.value ? diff.value['diff'] : ''
  const text = typeof shown === 'string' ? shorten(shown, DIFF, cut) : ''
  return [...calls, ...(text === '' ? [] : ['git diff', text])].join('\n')
}
