import { onTestFinished } from 'vitest'
import type { Model, ModelError, ModelRequest } from '../../../src/domain/model.ts'
import {
  createOllamaHost,
  type OllamaHostDeps,
  type OllamaSettings,
} from '../../../src/agents/models/ollama.ts'
import { type ManualClock, manualClock } from '../../helpers/clock.ts'
import type { Script } from '../../helpers/model-server.ts'
import { type OllamaOptions, startOllama } from '../../helpers/ollama-server.ts'

export const NAME = 'tiny:1b'

/** A question in plain words. */
export const question = (text = 'How are you?', more: Partial<ModelRequest> = {}): ModelRequest => ({
  messages: [{ role: 'user', content: text }],
  ...more,
})

export const never = (): AbortSignal => new AbortController().signal

/** The real client against a scripted server, on a clock that stands still; jitter is always at its most. */
export async function ollama(
  script: Script,
  more: { server?: OllamaOptions; host?: Partial<OllamaHostDeps>; model?: Partial<OllamaSettings> } = {},
) {
  const server = await startOllama(script, more.server)
  onTestFinished(() => server.close())
  const clock = manualClock()
  const host = createOllamaHost({ address: server.address, clock, random: () => 1, ...more.host })
  const model = host.model(NAME, { contextTokens: 4096, ...more.model })
  return { server, clock, host, model }
}

export interface Retried {
  readonly code: ModelError['code']
  readonly delayMs: number
  readonly next: string
}

/** Asks, and lets the time of each pause pass when it is decided; says which there were. */
export async function askThrough(
  model: Model,
  clock: ManualClock,
  request: ModelRequest = question(),
  signal = never(),
) {
  const retries: Retried[] = []
  const pieces: string[] = []
  const outcome = await model.ask(request, signal, {
    onText: (piece) => pieces.push(piece),
    onRetry({ error, delayMs, next }) {
      retries.push({ code: error.code, delayMs, next })
      void clock.advance(delayMs)
    },
  })
  return { outcome, retries, pieces }
}
