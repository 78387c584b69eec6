import { onTestFinished } from 'vitest'
import { createModelAgent } from '../../src/agents/model/agent.ts'
import { MODEL_LIMITS, type ModelLimits } from '../../src/agents/model/mind.ts'
import { createOllamaHost } from '../../src/agents/models/ollama.ts'
import type { Clock } from '../../src/domain/clock.ts'
import type { Question } from '../../src/domain/question.ts'
import type { RunRequest } from '../../src/domain/run.ts'
import { viewOf } from '../../src/domain/run-fold.ts'
import type { RunView } from '../../src/domain/run-view.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { changedProjects } from '../../src/tools/qa/changed-projects.ts'
import { createQaTools } from '../../src/tools/qa/tools.ts'
import { createUtilityTools } from '../../src/tools/utility/tools.ts'
import { type HouseOptions, openHouse, OWNER, type TestHouse } from './house.ts'
import {
  type Answering,
  callsTool,
  type ModelServer,
  type ModelServerRequest,
  refuses,
  type Script,
} from './model-server.ts'
import { type OllamaOptions, startOllama } from './ollama-server.ts'

export const EXECUTOR = 'worker:1b'
export const VERIFIER = 'judge:1b'

export interface ModelHouseOptions extends HouseOptions {
  /** What the executor answers, in order. */
  readonly executor: readonly Answering[]
  /** What the verifier answers, in order; without it every criterion is met, by all the evidence there is. */
  readonly verifier?: readonly Answering[]
  readonly limits?: Partial<ModelLimits>
  readonly contextTokens?: number
  readonly server?: OllamaOptions
  /** The executor claims to make tool calls of its own, and does so when it is tried. */
  readonly ownCalls?: boolean
  /** A server that is there already. */
  readonly address?: string
  /** The time that answers are given. */
  readonly thinkingClock?: Clock
}

export interface ModelHouse extends TestHouse {
  readonly server: ModelServer
  /** Asks for something in plain words, and waits for the end. */
  ask(text?: string, more?: Partial<RunRequest>): Promise<{ readonly id: string; readonly view: RunView }>
  /** Questions to one model so far, as one text each. */
  prompts(model: string): readonly string[]
}

/** A real house whose agent asks real models, through the real client, of a server on loopback that follows a script. */
export async function openModelHouse(options: ModelHouseOptions): Promise<ModelHouse> {
  const server = await startOllama(scriptOf(options), {
    ...(options.ownCalls ? { models: [{ name: EXECUTOR, capabilities: ['completion', 'tools'] }] } : {}),
    ...options.server,
  })
  onTestFinished(() => server.close())
  const retry = { retries: 1, baseMs: 1, maxMs: 1 }
  const host = createOllamaHost({
    address: options.address ?? server.address,
    clock: systemClock,
    random: () => 0,
    retry,
  })
  const { contextTokens = 16_384 } = options
  const house = await openHouse({
    ...options,
    moreTools: (given) => [
      ...createQaTools(given),
      ...createUtilityTools({ clock: systemClock, blobs: given.blobs }),
      ...(options.moreTools?.(given) ?? []),
    ],
    model: ({ tools, workspace, clock }) =>
      createModelAgent({
        executor: host.model(EXECUTOR, { contextTokens }),
        verifier: host.model(VERIFIER, { contextTokens }),
        tools,
        clock: options.thinkingClock ?? clock,
        workspace,
        changedProjects: (during, named) => changedProjects(workspace, during, named),
        ollama: host,
        limits: { ...MODEL_LIMITS, ...options.limits },
      }),
  })
  return {
    ...house,
    server,
    async ask(text = 'do the thing', more = {}) {
      const { runId: id } = await house.engine.submit({
        text,
        locale: 'en',
        actor: OWNER,
        thread: 'test',
        ...more,
      })
      await house.idle()
      return { id, view: viewOf(id, house.events(id)) }
    },
    prompts: (model) =>
      server
        .questions()
        .filter(({ body }) => body.model === model)
        .map(({ body }) => (body.messages ?? []).map(({ content }) => content).join('\n\n')),
  }
}

/** Answers every question of the house like that, and returns what was asked. */
export function answerAll(house: TestHouse, option: string): readonly Question[] {
  const asked: Question[] = []
  house.journal.subscribe((events) => {
    for (const { event } of events) {
      if (event.type !== 'question.opened') continue
      asked.push(event.question)
      house.engine.answer(event.question.id, option, OWNER).catch((error: unknown) => house.fatal.push(error))
    }
  })
  return asked
}

function scriptOf({ executor, verifier, ownCalls }: ModelHouseOptions): Script {
  const lists: Record<string, Answering[]> = { [EXECUTOR]: [...executor], [VERIFIER]: [...(verifier ?? [])] }
  return (request) => {
    const model = request.body.model ?? ''
    if (model === VERIFIER && !verifier) return allMet(request)
    if (ownCalls && isProbe(request)) return answersProbe()
    const next = lists[model]?.shift()
    if (!next) return refuses(400, `the script of ${model} has ended`)
    return typeof next === 'function' ? next(request) : next
  }
}

/** What `agents/models/probe.ts` asks for. */
const NOTE = 'print("a \\"quoted\\" word")\npath = \'C:\\temp\''
export const answersProbe = () => callsTool('save_note', { text: NOTE })
export const isProbe = ({ body }: ModelServerRequest): boolean =>
  body.tools?.[0]?.function.name === 'save_note'

/** Finds everything met, and cites what it was offered. */
export function allMet({ body }: ModelServerRequest) {
  const item = (body.format?.['properties'] as Offer | undefined)?.criteria.items.properties
  const criteria = item?.id.enum ?? []
  const evidence = item?.evidence.items.enum ?? []
  return {
    text: JSON.stringify({ criteria: criteria.map((id) => ({ id, met: true, evidence, why: 'shown' })) }),
  }
}

interface Offer {
  readonly criteria: {
    readonly items: {
      readonly properties: {
        readonly id: { readonly enum: readonly string[] }
        readonly evidence: { readonly items: { readonly enum: readonly string[] } }
      }
    }
  }
}
