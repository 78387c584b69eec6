import { z } from 'zod'
import type { Clock } from '../../domain/clock.ts'
import type { Model, ModelHost, ModelInfo } from '../../domain/model.ts'
import { answerBuilder } from './answer.ts'
import { type Attempt, connected, createModel } from './ask.ts'
import { jsonOf } from './body.ts'
import { errorOf, ModelFailure } from './failure.ts'
import { createHttp } from './http.ts'
import { createLimiter } from './limiter.ts'
import { completionRequest } from './openai-request.ts'
import { readCompletion } from './openai-stream.ts'
import { createMemoryProbes, type ProbeStore, probeTools, rememberedProbe } from './probe.ts'
import { RETRY_LIMITS, type RetryLimits, retrying } from './retry.ts'

export interface OpenAiHostDeps {
  /** Up to and with `/v1`. */
  readonly baseUrl: string
  readonly apiKey?: string
  readonly clock: Clock
  /** 0 … 1; jitter of retries. */
  readonly random: () => number
  /** Requests at a time; 4 where absent. */
  readonly parallel?: number
  readonly retry?: RetryLimits
  /** In memory where absent. */
  readonly probes?: ProbeStore
  /** 4 MiB where absent. */
  readonly maxAnswerBytes?: number
}

export interface OpenAiSettings {
  /** What the server was started with: it cannot be asked for in a request. */
  readonly contextTokens: number
  /** 0.2 where absent. */
  readonly temperature?: number
}

export interface OpenAiHost extends ModelHost {
  model(name: string, settings: OpenAiSettings): Model
}

/** A server that speaks OpenAI's chat completions: llama.cpp, vLLM, LM Studio, OpenRouter. */
export function createOpenAiHost(deps: OpenAiHostDeps): OpenAiHost {
  const { apiKey, clock, random, probes = createMemoryProbes(), maxAnswerBytes = 4 * 1024 * 1024 } = deps
  const address = deps.baseUrl.replace(/\/+$/, '')
  const http = createHttp(clock)
  const limiter = createLimiter(deps.parallel ?? 4)
  const retry = { clock, random, limits: deps.retry ?? RETRY_LIMITS }
  const headers = {
    'content-type': 'application/json',
    ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
  }
  /** A server may say which key was wrong, and messages are journaled. */
  const hideKey = (failure: ModelFailure) =>
    apiKey === undefined || !failure.message.includes(apiKey)
      ? failure
      : new ModelFailure(failure.code, failure.message.replaceAll(apiKey, '***'), failure)
  const send: typeof http = (url, request, signal) =>
    http(url, { ...request, headers }, signal).catch((error: unknown) => {
      throw error instanceof ModelFailure ? hideKey(error) : error
    })

  const list = async (signal: AbortSignal): Promise<readonly ModelInfo[]> => {
    const read = modelsSchema.safeParse(await jsonOf(await send(`${address}/models`, {}, signal)))
    // Neither digests nor sizes are part of this protocol.
    if (read.success) return read.data.data.map(({ id }) => ({ name: id, digest: '', bytes: 0 }))
    throw new ModelFailure('server', 'the server does not list its models', { retryable: false })
  }

  return {
    address,
    async list(signal) {
      const end = await retrying(() => connected(list, signal), retry, signal)
      return end.ok
        ? { ok: true, models: end.value }
        : { ok: false, error: errorOf(end.failure, '', address) }
    },
    async pull(name) {
      const failure = new ModelFailure('unsupported', 'models cannot be pulled through this server')
      return { ok: false, error: errorOf(failure, name, address) }
    },
    model(name, { contextTokens, temperature = 0.2 }) {
      const attempt: Attempt = async (request, signal, onText) => {
        const answer = answerBuilder(name, request, { clock, maxBytes: maxAnswerBytes }, onText)
        const body = JSON.stringify(completionRequest(name, temperature, request))
        const answered = await send(`${address}/chat/completions`, { method: 'POST', body }, signal)
        return readCompletion(answered, answer, maxAnswerBytes)
      }
      // There is no list of what a model can do, and no digest: only a try tells, remembered by server and name.
      const toolsWork = (signal: AbortSignal) =>
        rememberedProbe(probes, `tools ${name} ${address}`, () => probeTools(model, signal))
      const model = createModel({ name, host: address, contextTokens, attempt, limiter, retry, toolsWork })
      return model
    },
  }
}

const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) })
