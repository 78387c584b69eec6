import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { Agent } from '../domain/agent.ts'
import type { Model, ModelHost } from '../domain/model.ts'
import type { ToolBox } from '../domain/tool.ts'
import { systemClock } from '../lib/clock.ts'
import { openProbes } from './probe-file.ts'

export interface HouseModels {
  readonly executor: Model
  readonly verifier: Model
  readonly ollama: ModelHost
}

/**
 * The configured models. An OpenAI-compatible server, where one is configured, is asked first, and Ollama when it cannot
 * answer. Nothing is connected before the first question.
 */
export async function openModels({ models, home }: Config): Promise<HouseModels> {
  const { createOllamaHost } = await import('../agents/models/ollama.ts')
  const shared = { clock: systemClock, random: Math.random, probes: openProbes(join(home, 'probes.json')) }
  const { contextTokens } = models
  const ollama = createOllamaHost({ ...shared, address: models.ollamaHost })
  const local = (name: string) => ollama.model(name, { contextTokens })
  if (models.openaiBaseUrl === undefined)
    return { executor: local(models.executor), verifier: local(models.verifier), ollama }

  const [{ createOpenAiHost }, { withFallbacks }] = await Promise.all([
    import('../agents/models/openai.ts'),
    import('../agents/models/fallback.ts'),
  ])
  const server = createOpenAiHost({
    ...shared,
    baseUrl: models.openaiBaseUrl,
    ...(models.openaiApiKey === undefined ? {} : { apiKey: models.openaiApiKey }),
  })
  const both = (name: string) => withFallbacks(server.model(name, { contextTokens }), [local(name)])
  return { executor: both(models.executor), verifier: both(models.verifier), ollama }
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
    changedProjects: (since) => changedProjects(config.workspace, since),
    limits: { ...MODEL_LIMITS, maxTurns: config.steps.maxTurns },
  })
}
