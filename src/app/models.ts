import { join } from 'node:path'
import type { OpenAiHost } from '../agents/models/openai.ts'
import type { ProbeStore } from '../agents/models/probe.ts'
import type { Config } from '../config.ts'
import type { Agent } from '../domain/agent.ts'
import type { Clock } from '../domain/clock.ts'
import type { Model, ModelHost } from '../domain/model.ts'
import type { ToolBox } from '../domain/tool.ts'
import { systemClock } from '../lib/clock.ts'
import { modelNames } from '../lib/model-names.ts'
import { openProbes } from './probe-file.ts'

export interface HouseModels {
  readonly executor: Model
  readonly verifier: Model
  /** Each of them by itself, those that stand in for others too, once. */
  readonly each: readonly Model[]
  readonly ollama: ModelHost
}

/**
 * The configured models, each with those that stand in for it, in order. An OpenAI-compatible server, where one is
 * configured, is asked first, and Ollama when it cannot answer. Nothing is connected before the first question.
 */
export async function openModels({ models, home }: Config): Promise<HouseModels> {
  const [{ createOllamaHost }, { withFallbacks }] = await Promise.all([
    import('../agents/models/ollama.ts'),
    import('../agents/models/fallback.ts'),
  ])
  const shared = { clock: systemClock, random: Math.random, probes: openProbes(join(home, 'probes.json')) }
  const { contextTokens, keepMin } = models
  const ollama = createOllamaHost({ ...shared, address: models.ollamaHost })
  const server = await openServer(models, shared)
  const on = (name: string) => [
    ...(server ? [server.model(name, { contextTokens })] : []),
    ollama.model(name, { contextTokens, keepAlive: `${keepMin}m` }),
  ]
  const inOrder = (setting: string) => {
    const [first, ...others] = modelNames(setting).flatMap(on)
    if (!first) throw new Error('no model is named')
    return withFallbacks(first, others)
  }
  const names = new Set([models.executor, models.verifier].flatMap(modelNames))
  return {
    executor: inOrder(models.executor),
    verifier: inOrder(models.verifier),
    each: [...names].flatMap((name) => on(name).slice(0, 1)),
    ollama,
  }
}

async function openServer(
  { openaiBaseUrl, openaiApiKey }: Config['models'],
  shared: { readonly clock: Clock; readonly random: () => number; readonly probes: ProbeStore },
): Promise<OpenAiHost | undefined> {
  if (openaiBaseUrl === undefined) return undefined
  const { createOpenAiHost } = await import('../agents/models/openai.ts')
  return createOpenAiHost({
    ...shared,
    baseUrl: openaiBaseUrl,
    ...(openaiApiKey === undefined ? {} : { apiKey: openaiApiKey }),
  })
}

/** The agent that thinks. Loaded when the first request comes that no workflow fits. */
export function createLazyModelAgent(config: Config, tools: ToolBox): Agent {
  let made: Promise<Agent> | undefined
  const load = () => (made ??= loadModelAgent(config, tools))
  return {
    specify: async (...given) => (await load()).specify(...given),
    plan: async (...given) => (await load()).plan(...given),
    act: async (...given) => (await load()).act(...given),
    repair: async (...given) => (await load()).repair(...given),
    checks: async (...given) => (await load()).checks(...given),
    judge: async (...given) => (await load()).judge(...given),
    report: async (...given) => (await load()).report(...given),
  }
}

async function loadModelAgent(config: Config, tools: ToolBox): Promise<Agent> {
  const [{ createModelAgent }, { MODEL_LIMITS }, { changedProjects }, models] = await Promise.all([
    import('../agents/model/agent.ts'),
    import('../agents/model/mind.ts'),
    import('../tools/qa/changed-projects.ts'),
    openModels(config),
  ])
  return createModelAgent({
    ...models,
    tools,
    clock: systemClock,
    workspace: config.workspace,
    changedProjects: (during, named) => changedProjects(config.workspace, during, named),
    limits: { ...MODEL_LIMITS, maxTurns: config.steps.maxTurns },
  })
}
