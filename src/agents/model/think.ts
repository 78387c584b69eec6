import type { z } from 'zod'
import type { AgentRun, Desk } from '../../domain/agent.ts'
import type { Usage } from '../../domain/event.ts'
import type { Model, ModelError, ModelMessage, Structured } from '../../domain/model.ts'
import { deadline, TimedOut } from '../../lib/abort.ts'
import { jsonSchemaOf } from '../models/json-schema.ts'
import { askStructured } from '../models/structured.ts'
import { failedAt, tooSlow, unreachable, unusable } from './failures.ts'
import type { ModelAgentDeps } from './mind.ts'
import { pulled } from './pull.ts'
import { roomIn } from './room.ts'

export interface Question<T> {
  readonly run: AgentRun
  /** What is asked for, in a word or two. */
  readonly name: string
  readonly schema: z.ZodType<T>
  /** The conversation, fitted into that many tokens. */
  readonly messages: (room: number) => readonly ModelMessage[]
}

/** What is tried with less when a server says that the prompt does not fit after all. */
const SECOND_FIT = 0.6

/**
 * One question to a model, to its end: within its time, fitted into its context, corrected where the answer does not fit
 * its schema, and with the model pulled first where the owner wants that.
 *
 * @throws AgentFailed, or the signal's reason
 */
export async function think<T>(
  deps: ModelAgentDeps,
  model: Model,
  question: Question<T>,
  signal: AbortSignal,
): Promise<{ readonly value: T; readonly usage: Usage }> {
  const { run } = question
  let answer = await askOnce(deps, model, question, 1, signal)
  if (!answer.ok && answer.error?.code === 'context')
    answer = await askOnce(deps, model, question, SECOND_FIT, signal)
  if (!answer.ok && answer.error?.code === 'missing' && (await pulled(deps, run, answer.error, signal)))
    answer = await askOnce(deps, model, question, 1, signal)
  if (!answer.ok) throw failureOf(deps, model, answer)
  const { usage, tries } = answer
  return { value: answer.value, usage: tries > 1 ? { ...usage, calls: tries } : usage }
}

async function askOnce<T>(
  { clock, limits }: ModelAgentDeps,
  model: Model,
  { run, name, schema, messages }: Question<T>,
  share: number,
  signal: AbortSignal,
): Promise<Structured<T>> {
  const room = roomIn(model, JSON.stringify(jsonSchemaOf(schema)))
  const request = {
    name,
    schema,
    messages: messages(Math.floor(room.prompt * share)),
    locale: run.request.locale,
    maxAnswerTokens: room.answer,
  }
  const within = deadline(signal, limits.answerMs, clock)
  const onRetry = ({ error, next }: { readonly error: ModelError; readonly next: string }) =>
    run.desk?.tell(`${error.model}: ${error.message} → ${next}\n`)
  try {
    return await askStructured(model, request, within.signal, { onRetry })
  } catch (error) {
    if (!signal.aborted && within.reason instanceof TimedOut) throw tooSlow(model.name, limits.answerMs)
    throw error
  } finally {
    within.clear()
  }
}

function failureOf(
  { ollama }: ModelAgentDeps,
  { name }: Model,
  { error, why }: Extract<Structured<unknown>, { ok: false }>,
): Error {
  if (!error) return unusable(name, why)
  if (error.code === 'unreachable' || error.code === 'missing')
    return unreachable(error, error.host === ollama?.address)
  return failedAt(error)
}

/** @throws Error where no engine drives the agent */
export function deskOf({ runId, desk }: AgentRun): Desk {
  if (!desk) throw new Error(`run ${runId} has no desk to think at`)
  return desk
}
