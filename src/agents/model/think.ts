import type { z } from 'zod'
import type { AgentRun, Desk } from '../../domain/agent.ts'
import type { Usage } from '../../domain/event.ts'
import type { Model, ModelMessage, ModelOptions, Structured } from '../../domain/model.ts'
import { deadline, TimedOut } from '../../lib/abort.ts'
import { jsonSchemaOf } from '../models/json-schema.ts'
import { askStructured } from '../models/structured.ts'
import { failedAt, tooSlow, unreachable, unusable } from './failures.ts'
import type { ModelAgentDeps } from './mind.ts'
import { narrate } from './narrate.ts'
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

function askOnce<T>(
  deps: ModelAgentDeps,
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
  return inTime(deps, { model, run }, signal, (within, options) =>
    askStructured(model, request, within, options),
  )
}

/**
 * A wait for a model, within the time that an answer is given, and told to whoever watches.
 *
 * @throws AgentFailed when that time is over, or the signal's reason
 */
export async function inTime<T>(
  { clock, limits }: ModelAgentDeps,
  { model, run }: { readonly model: Model; readonly run: AgentRun },
  signal: AbortSignal,
  work: (signal: AbortSignal, options: ModelOptions) => Promise<T>,
): Promise<T> {
  const within = deadline(signal, limits.answerMs, clock)
  const narration = narrate(run, model, clock)
  try {
    return await work(within.signal, narration.options)
  } catch (error) {
    if (!signal.aborted && within.reason instanceof TimedOut) throw tooSlow(model.name, limits.answerMs)
    throw error
  } finally {
    narration.end()
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
