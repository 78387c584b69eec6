import type { Agent, AgentRun, Specified } from '../domain/agent.ts'
import type { Blobs } from '../domain/blobs.ts'
import type { Access } from '../domain/effect.ts'
import type { JsonObject } from '../domain/json.ts'
import type { Locale, Localized } from '../domain/text.ts'
import { say } from '../i18n/say.ts'
import { matchRequest, paramsIn } from './match/match.ts'
import { nearestNames } from './match/nearest-names.ts'
import { createPinnedWorkflows } from './pinned.ts'
import { createWorkflowAgent } from './workflow/agent.ts'
import type { Workflow } from './workflow/format.ts'
import type { WorkflowLibrary } from './workflow/library.ts'
import { readParams } from './workflow/params.ts'
import { specOf } from './workflow/spec.ts'

export interface HouseAgentDeps {
  /** As a function it is asked for at the first request: reading every file takes longer than the rest of the start. */
  readonly library: WorkflowLibrary | (() => Promise<WorkflowLibrary>)
  readonly blobs: Blobs
  /** The tools there are; a toolbox's list fits. */
  readonly tools: readonly { readonly name: string; readonly access: Access }[]
  /** Thinks for itself about what no workflow fits; without it such a request is declined. */
  readonly model?: Agent
}

/**
 * The agent of the house: a request that names or clearly fits a workflow follows it to the letter, anything else is the
 * model's, and where there is none, the nearest workflows are offered. A run stays with whoever specified it.
 */
export function createHouseAgent({ library, blobs, tools, model }: HouseAgentDeps): Agent {
  const libraryOf = typeof library === 'function' ? library : () => Promise.resolve(library)
  const pinned = createPinnedWorkflows(blobs, libraryOf)
  const access = new Map(tools.map((tool) => [tool.name, tool.access]))
  const follow = createWorkflowAgent({ workflowOf: pinned.of, access: (tool) => access.get(tool) })

  const agentFor = (run: AgentRun): Omit<Agent, 'specify'> => {
    if (run.workflow) return follow
    if (model) return model
    throw new Error(`run ${run.runId} has neither a workflow nor a model that could go on with it`)
  }

  const take = async (run: AgentRun, workflow: Workflow, found: JsonObject): Promise<Specified> => {
    const read = readParams(workflow, { ...found, ...run.request.params })
    if (!read.ok) return { kind: 'invalid', why: read.message }
    const spec = await specOf(workflow, read.params, run)
    return { kind: 'spec', spec, workflow: await pinned.pin(workflow, read.params) }
  }

  return {
    async specify(run, signal) {
      const { text, locale, workflow: name } = run.request
      const known = await libraryOf()
      if (name !== undefined) {
        const workflow = known.get(name)
        if (!workflow) return { kind: 'invalid', why: unknownWorkflow(name, known) }
        return take(run, workflow, paramsIn(workflow, text))
      }
      if (run.freely && model) return withNearest(await model.specify(run, signal), [], locale)
      const match = matchRequest(text, known)
      if (match.kind === 'match') return take(run, match.workflow, match.params)
      if (match.kind === 'unsure')
        return {
          kind: 'unsure',
          candidates: named(match.candidates, locale),
          ...(model ? { free: true } : {}),
        }
      if (model) return withNearest(await model.specify(run, signal), match.candidates, locale)
      return { kind: 'none', why: declined(match.candidates), candidates: named(match.candidates, locale) }
    },
    plan: (run, signal) => agentFor(run).plan(run, signal),
    act: (view, signal) => agentFor(view.run).act(view, signal),
    repair: (view, signal) => agentFor(view.run).repair(view, signal),
    checks: (view, signal) => agentFor(view.run).checks(view, signal),
    judge: (view, signal) => agentFor(view.run).judge(view, signal),
    report: (view, signal) => agentFor(view.run).report(view, signal),
    foresee: async (run, signal) => (await agentFor(run).foresee?.(run, signal)) ?? [],
  }
}

/** Where no model could be asked, the owner is told which workflows come near. */
function withNearest(found: Specified, candidates: readonly Workflow[], locale: Locale): Specified {
  if (found.kind !== 'none') return found
  const near = (one: Locale) => nearestText(candidates, one)
  return {
    kind: 'none',
    why: {
      en: `No workflow fits this. ${say(found.why, 'en')} ${near('en')}`.trim(),
      fr: `Aucun workflow ne correspond. ${say(found.why, 'fr')} ${near('fr')}`.trim(),
    },
    candidates: named(candidates, locale),
  }
}

const named = (workflows: readonly Workflow[], locale: Locale) =>
  workflows.map(({ name, title }) => ({ name, title: title[locale] }))

function unknownWorkflow(name: string, library: WorkflowLibrary): Localized {
  const broken = library.broken.find((one) => one.name === name)
  if (broken)
    return {
      en: `the workflow "${name}" cannot be used: ${broken.message}`,
      fr: `le workflow « ${name} » est inutilisable : ${broken.message}`,
    }
  const nearest = nearestNames(
    name,
    library.workflows.map((one) => one.name),
  ).join(', ')
  return {
    en: `there is no workflow "${name}"; the nearest: ${nearest}`,
    fr: `il n'y a pas de workflow « ${name} » ; les plus proches : ${nearest}`,
  }
}

const declined = (candidates: readonly Workflow[]): Localized => ({
  en: `No workflow fits this, and no model is configured to think about it. ${nearestText(candidates, 'en')}Ask for one of them, or configure EXECUTOR_MODEL`,
  fr: `Aucun workflow ne correspond, et aucun modèle n'est configuré pour y réfléchir. ${nearestText(candidates, 'fr')}Demandez l'un d'eux, ou configurez EXECUTOR_MODEL`,
})

function nearestText(candidates: readonly Workflow[], locale: Locale): string {
  if (candidates.length === 0) return ''
  const list = candidates.map(({ title }) => title[locale]).join(', ')
  return locale === 'fr' ? `Les plus proches : ${list}. ` : `Nearest: ${list}. `
}
