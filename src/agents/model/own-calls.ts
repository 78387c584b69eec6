import type { ActView, Desk } from '../../domain/agent.ts'
import type { Usage } from '../../domain/event.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import type { ModelAnswer, ModelMessage, ModelToolSpec } from '../../domain/model.ts'
import type { Locale } from '../../domain/text.ts'
import type { AnyTool, ToolBox } from '../../domain/tool.ts'
import { promptsFor } from '../prompts/prompts.ts'
import type { ModelAgentDeps } from './mind.ts'
import { roomIn } from './room.ts'
import type { CallAnswer, FinalAnswer } from './schemas.ts'
import { inTime } from './think.ts'
import { resultFields } from './tool-list.ts'

/** What ends a phase, offered beside the house's tools: a text without a call is no end, small models write one in passing. */
export const FINISH = 'finish'

export interface OwnCall {
  /** Undefined where the model made no call that can be used: the same is to be asked by the schema then. */
  readonly value?: CallAnswer | FinalAnswer
  /** Calls that it made beside the one that counts. */
  readonly more: number
  readonly usage?: Usage
}

/** Whether a run's model makes calls of its own: asked once a run, and given up for the run with the first that fails. */
const able = new WeakMap<Desk, boolean>()

/**
 * One turn by the model's own tool calls, where a try has shown that it has them. They are known to fail all the same:
 * as an error of the server on long arguments, before the answer or in the middle of it, as bare JSON in the text, or as a
 * call inside the thinking. Each of these ends the use of them in this run; undefined where they are not used at all.
 */
export async function askForCall(
  deps: ModelAgentDeps,
  { run }: ActView,
  messages: (room: number) => readonly ModelMessage[],
  signal: AbortSignal,
): Promise<OwnCall | undefined> {
  const { executor, tools } = deps
  const { desk } = run
  if (!desk || able.get(desk) === false) return undefined
  return inTime(deps, { model: executor, run }, signal, async (within, options) => {
    const works = able.get(desk) ?? (await executor.toolsWork(within))
    able.set(desk, works)
    if (!works) return undefined
    const offered = toolSpecs(tools, run.request.locale)
    const room = roomIn(executor, JSON.stringify(offered))
    const request = { messages: messages(room.prompt), tools: offered, maxAnswerTokens: room.answer }
    const outcome = await executor.ask(request, within, options)
    if (!outcome.ok) {
      const { code } = outcome.error
      if (code === 'server' || code === 'unsupported') able.set(desk, false)
      return { more: 0 }
    }
    const { usage, toolCalls } = outcome.answer
    const value = callIn(outcome.answer, tools)
    if (!value) able.set(desk, false)
    return { ...(value ? { value } : {}), more: Math.max(0, toolCalls.length - 1), usage }
  })
}

/** A call that the limit cut off is none, and neither is an end without words for it. */
function callIn(
  { text, toolCalls, ended }: ModelAnswer,
  tools: ToolBox,
): CallAnswer | FinalAnswer | undefined {
  const [call] = toolCalls
  if (!call || ended === 'length') return undefined
  const thought = text.replace(/<think>[\s\S]*?(<\/think>|$)/g, '').trim()
  const { final, step, ...rest } = call.args
  if (call.name === FINISH) return typeof final === 'string' ? { thought, final } : undefined
  const tool = tools.get(call.name)
  const ownStep = tool !== undefined && 'step' in propertiesOf(tool)
  const args = { ...rest, ...(final === undefined ? {} : { final }), ...(ownStep && step ? { step } : {}) }
  return { thought, action: call.name, args, ...(!ownStep && typeof step === 'string' ? { step } : {}) }
}

/** The same for every turn, and dear to make. */
const specs = new WeakMap<ToolBox, Partial<Record<Locale, readonly ModelToolSpec[]>>>()

function toolSpecs(tools: ToolBox, locale: Locale): readonly ModelToolSpec[] {
  const known = specs.get(tools) ?? {}
  specs.set(tools, known)
  return (known[locale] ??= [...tools.list().map((tool) => specOf(tool, locale)), finishSpec(locale)])
}

function specOf(tool: AnyTool, locale: Locale): ModelToolSpec {
  const fields = resultFields(tool)
  const parameters = tool.inputSchema()
  const step = { type: 'string', description: promptsFor(locale).ownCalls.step }
  return {
    name: tool.name,
    description: `${tool.summary[locale]}${fields.length === 0 ? '' : ` → ${fields.join(', ')}`}`,
    parameters: { ...parameters, properties: { step, ...propertiesOf(tool) } },
  }
}

const finishSpec = (locale: Locale): ModelToolSpec => ({
  name: FINISH,
  description: promptsFor(locale).ownCalls.finish,
  parameters: {
    type: 'object',
    properties: { final: { type: 'string', description: promptsFor(locale).ownCalls.final } },
    required: ['final'],
  },
})

function propertiesOf(tool: AnyTool): JsonObject {
  const properties: Json | undefined = tool.inputSchema()['properties']
  return typeof properties === 'object' && properties !== null && !Array.isArray(properties)
    ? (properties as JsonObject)
    : {}
}
