import type { AgentRun, EarlierRun } from '../../domain/agent.ts'
import type { TaskPlan } from '../../domain/plan.ts'
import type { TaskSpec } from '../../domain/spec.ts'
import type { Job, Part } from '../prompts/format.ts'
import { fillIn, promptsFor } from '../prompts/prompts.ts'
import { type Fence, fenceFor } from './fence.ts'
import type { ModelAgentDeps } from './mind.ts'
import { shorten, shortJson } from './shorten.ts'
import { toolList } from './tool-list.ts'

/** Characters of an earlier run's report, and of its request. */
const EARLIER = 1_500

/** What a conversation with a model begins with. The same for every question of one conversation, so that it is read once. */
export interface Setting {
  readonly job: Job
  readonly run: AgentRun
  /** `attempt/phase`, or what tells this conversation from others of the run. */
  readonly place: string
  /** Whether the tools are told. */
  readonly tools: boolean
  /** How criteria are checked. */
  readonly checks?: boolean
  /** The model answers by calls of its own, to which the form of an answer says nothing. */
  readonly ownCalls?: boolean
}

export interface Opening {
  readonly system: string
  readonly fence: Fence
  /** A heading of a prompt, and what stands under it; nothing where there is nothing to tell. */
  part(name: Part, text: string): string
}

export function openingOf(
  deps: ModelAgentDeps,
  { job, run, place, tools, checks, ownCalls }: Setting,
): Opening {
  const { locale } = run.request
  const prompts = promptsFor(locale)
  const fence = fenceFor(`${run.runId}/${place}`)
  const { open, close } = fence
  const system = [
    prompts.job[job],
    fillIn(prompts.rules, { open, close, workspace: deps.workspace }),
    ...(tools ? [`${prompts.tools}\n${toolList(deps.tools.list(), locale)}`] : []),
    ...(checks ? [prompts.checks] : []),
    ...(ownCalls ? [] : [`${prompts.example}\n${prompts.examples[job]}`]),
  ].join('\n\n')
  return {
    system,
    fence,
    part: (name, text) => (text === '' ? '' : `${prompts.part[name]}\n${text}`),
  }
}

/** What the owner asked for, and what came before it in the same thread. */
export function requestParts({ request, desk }: AgentRun, { part, fence }: Opening): readonly string[] {
  const earlier = (desk?.earlier() ?? []).map(earlierText).join('\n\n')
  return [earlier === '' ? '' : part('earlier', fence.around(earlier)), part('request', request.text)]
}

const earlierText = ({ request, report, status, verdict }: EarlierRun): string => {
  const cut = (text: string) => shorten(text, EARLIER, (count) => `… ${count} …`)
  return `${cut(request)}\n→ ${verdict ?? status}\n${cut(report)}`
}

export const steeredPart = (run: AgentRun, { part }: Opening): string =>
  part('steered', run.steered.map((text) => `- ${text}`).join('\n'))

/** The spec as its author wrote it, for whoever works by it. */
export const specText = (spec: TaskSpec): string =>
  [
    spec.objective,
    ...spec.acceptance.map(
      ({ id, statement, check }) => `- ${id}: ${statement}${check ? ` · ${checkText(check)}` : ''}`,
    ),
    ...spec.assumptions.map((text) => `~ ${text}`),
    ...spec.outOfScope.map((text) => `✗ ${text}`),
  ].join('\n')

const checkText = ({ tool, args, expect }: NonNullable<TaskSpec['acceptance'][number]['check']>): string =>
  `${tool} ${shortJson(args, 300, (count) => `… ${count} …`)}${expect === undefined ? '' : ` ⇒ ${expect}`}`

export const planText = ({ steps }: TaskPlan): string =>
  steps
    .map(
      ({ id, title, tool, args, dependsOn }) =>
        `- ${id}: ${title} · ${tool} ${shortJson(args, 300, (count) => `… ${count} …`)}${
          dependsOn.length === 0 ? '' : ` · ${dependsOn.join(', ')} →`
        }`,
    )
    .join('\n')

/** Parts of one message, the empty ones left out. */
export const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n')
