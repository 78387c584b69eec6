import type { z } from 'zod'
import type { AgentRun, CallResult } from '../../domain/agent.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { ModelMessage } from '../../domain/model.ts'
import { estimateConversationTokens } from '../models/tokens.ts'
import { fillIn, promptsDigest, promptsFor } from '../prompts/prompts.ts'
import { joined, type Opening, steeredPart } from './conversation.ts'
import { tooLarge, unusable } from './failures.ts'
import type { ModelAgentDeps } from './mind.ts'
import { contentOf, outcomeOf } from './observation.ts'
import type { CallAnswer, Considered } from './schemas.ts'
import { deskOf, think } from './think.ts'

/** Further tries where what was made has the right form and is wrong all the same. */
const CORRECTIONS = 2
/** Characters shown of what was looked at: there is a spec or a plan to come. */
const LOOKED_AT = 3_000

export interface Consideration<T> {
  readonly run: AgentRun
  readonly opening: Opening
  /** Keys of its answers: `1/spec` gives `1/spec/1`, `1/spec/2` … */
  readonly key: string
  /** Refs of its calls are `1`, `2` … with this before them. */
  readonly refs: string
  /** What is made, and the field of the answer that it stands in. */
  readonly name: 'spec' | 'plan'
  /** The user's message, without what is asked for at its end. */
  readonly parts: readonly string[]
  readonly ask: string
  readonly schema: (mayLook: boolean) => z.ZodType<Considered<T>>
  /** What is wrong with it, beyond its form; undefined when nothing is. */
  readonly problem: (made: T) => Promise<string | undefined>
}

interface Exchange {
  readonly answer: Considered<unknown>
  readonly reply: string
}

/**
 * Lets the executor look a few times, by calls that change nothing, and then make what was asked for. Every answer is
 * journaled before anything follows from it; what is wrong with the thing made is said to it, twice.
 */
export async function consider<T>(
  deps: ModelAgentDeps,
  asked: Consideration<T>,
  signal: AbortSignal,
): Promise<T> {
  const desk = deskOf(asked.run)
  const prompts = promptsFor(asked.run.request.locale)
  const exchanges: Exchange[] = []
  let looks = 0
  let wrong = 0
  for (let turn = 1; ; turn++) {
    const mayLook = looks < deps.limits.maxLooks && wrong === 0
    const answer = (await desk.remember(`${asked.key}/${turn}`, async () => {
      const question = {
        run: asked.run,
        name: asked.name,
        schema: asked.schema(mayLook),
        messages: (room: number) => fitted(deps, asked, exchanges, mayLook, room),
      }
      const { value, usage } = await think(deps, deps.executor, question, signal)
      const digest = promptsDigest(asked.run.request.locale)
      return { answer: value as unknown as JsonObject, usage, prompts: digest }
    })) as unknown as Considered<T>
    if ('action' in answer) {
      looks++
      const call = { ref: `${asked.refs}${turn}`, tool: answer.action, args: answer.args }
      exchanges.push({ answer, reply: lookedAt(answer, await desk.look(call), asked) })
      continue
    }
    const why = await asked.problem(answer.made)
    if (why === undefined) return answer.made
    if (++wrong > CORRECTIONS) throw unusable(deps.executor.name, `${asked.name}: ${why}`)
    exchanges.push({ answer, reply: fillIn(prompts.unusable, { why }) })
  }
}

function lookedAt(
  { action }: CallAnswer,
  result: CallResult,
  { run, opening }: Pick<Consideration<unknown>, 'run' | 'opening'>,
): string {
  const prompts = promptsFor(run.request.locale)
  const heading = fillIn(prompts.part.result, { call: action, outcome: outcomeOf(result) })
  return `${heading}\n${opening.fence.around(contentOf(result, prompts, LOOKED_AT))}`
}

function fitted<T>(
  { executor }: ModelAgentDeps,
  { run, opening, parts, ask, name }: Consideration<T>,
  exchanges: readonly Exchange[],
  mayLook: boolean,
  room: number,
): readonly ModelMessage[] {
  const prompts = promptsFor(run.request.locale)
  const asked = joined([steeredPart(run, opening), mayLook ? ask : joined([prompts.lastLook, ask])])
  for (let from = 0; from <= exchanges.length; from++) {
    const told = exchanges.slice(from)
    const replies = [joined([...parts]), ...told.map(({ reply }) => reply)]
    const messages: ModelMessage[] = [{ role: 'system', content: opening.system }]
    for (const [index, reply] of replies.entries()) {
      messages.push({ role: 'user', content: index === told.length ? joined([reply, asked]) : reply })
      const next = told[index]
      if (next) messages.push({ role: 'assistant', content: JSON.stringify(said(next.answer, name)) })
    }
    if (estimateConversationTokens(messages) <= room) return messages
  }
  throw tooLarge(executor.name, executor.contextTokens)
}

/** As the model said it: small ones do again what they see themselves do. */
const said = (answer: Considered<unknown>, name: string): unknown =>
  'made' in answer ? { thought: answer.thought, [name]: answer.made } : answer
