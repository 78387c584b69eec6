import type { Clock } from '../../domain/clock.ts'
import type { Model, ModelHost } from '../../domain/model.ts'
import { connected, createModel } from './ask.ts'
import { errorOf } from './failure.ts'
import { createHttp } from './http.ts'
import { createLimiter } from './limiter.ts'
import { ollamaAttempt } from './ollama-chat.ts'
import { createOllamaClients } from './ollama-client.ts'
import { listModels, toolClaim } from './ollama-info.ts'
import { pullModel } from './ollama-pull.ts'
import { createMemoryProbes, type ProbeStore, probeTools, rememberedProbe } from './probe.ts'
import { RETRY_LIMITS, type RetryLimits, retrying } from './retry.ts'

export interface OllamaHostDeps {
  /** `http://host:port` */
  readonly address: string
  readonly clock: Clock
  /** 0 … 1; jitter of retries. */
  readonly random: () => number
  /** Requests at a time; 1, as Ollama has it (OLLAMA_NUM_PARALLEL). */
  readonly parallel?: number
  readonly retry?: RetryLimits
  /** In memory where absent. */
  readonly probes?: ProbeStore
  /** 4 MiB where absent. */
  readonly maxAnswerBytes?: number
}

export interface OllamaSettings {
  /** `num_ctx`, the same with every request. */
  readonly contextTokens: number
  /** How long the model stays in memory afterwards: `10m` (where absent), or seconds. */
  readonly keepAlive?: string | number
  /** 0.2 where absent. */
  readonly temperature?: number
}

export interface OllamaHost extends ModelHost {
  model(name: string, settings: OllamaSettings): Model
}

/** One Ollama server: its models share one limiter. Nothing is loaded or connected before the first request. */
export function createOllamaHost(deps: OllamaHostDeps): OllamaHost {
  const { address, clock, random, probes = createMemoryProbes(), maxAnswerBytes = 4 * 1024 * 1024 } = deps
  const clients = createOllamaClients(address, createHttp(clock), maxAnswerBytes)
  const limiter = createLimiter(deps.parallel ?? 1)
  const retry = { clock, random, limits: deps.retry ?? RETRY_LIMITS }

  /** For what is no question to a model: tried again, and its connection closed, but it takes no turn. */
  const request = async <T>(
    about: string,
    work: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ) => {
    const end = await retrying(() => connected(work, signal), retry, signal)
    return end.ok ? end : { ok: false as const, error: errorOf(end.failure, about, address) }
  }

  return {
    address,
    async list(signal) {
      const end = await request('', (inner) => listModels(clients, inner), signal)
      return end.ok ? { ok: true, models: end.value } : end
    },
    async pull(name, onProgress, signal) {
      const end = await request(name, (inner) => pullModel(clients, name, onProgress, inner), signal)
      return end.ok ? { ok: true } : end
    },
    model(name, { contextTokens, keepAlive = '10m', temperature = 0.2 }) {
      const chat = { model: name, clients, clock, contextTokens, keepAlive, temperature, maxAnswerBytes }
      const attempt = ollamaAttempt(chat)
      const toolsWork = async (signal: AbortSignal): Promise<boolean> => {
        const end = await request(name, (inner) => toolClaim(clients, name, inner), signal)
        if (!end.ok || !end.value.claimed) return false
        return rememberedProbe(probes, end.value.key, () => probeTools(model, signal))
      }
      const model = createModel({ name, host: address, contextTokens, attempt, limiter, retry, toolsWork })
      return model
    },
  }
}
