import type { Model, ModelToolSpec } from '../../domain/model.ts'

/** Where the results of probes are kept, across restarts where it is durable. */
export interface ProbeStore {
  get(key: string): string | undefined
  set(key: string, value: string): void
}

/** For a process that asks once. */
export function createMemoryProbes(): ProbeStore {
  const held = new Map<string, string>()
  return { get: (key) => held.get(key), set: (key, value) => void held.set(key, value) }
}

/** `unknown`: the model could not be asked just now, which says nothing about it. */
export type ProbeResult = 'works' | 'fails' | 'unknown'

/**
 * Whether native tool calls really work, by one small try. Its argument has several lines, quotes and a backslash, as
 * code has: models that manage a number still break on that. JSON in the content, a call inside the thinking, another
 * tool, arguments of another type and a refusal all mean no.
 */
export async function probeTools(model: Pick<Model, 'ask'>, signal: AbortSignal): Promise<ProbeResult> {
  const outcome = await model.ask(
    {
      messages: [{ role: 'user', content: QUESTION }],
      tools: [SAVE_NOTE],
      temperature: 0,
      maxAnswerTokens: 1024,
    },
    signal,
  )
  if (outcome.ok) {
    const [call] = outcome.answer.toolCalls
    return call?.name === SAVE_NOTE.name && LINES.every((line) => includes(call.args['text'], line))
      ? 'works'
      : 'fails'
  }
  const { code, message } = outcome.error
  return code === 'unsupported' || BROKEN_CALL.test(message) ? 'fails' : 'unknown'
}

/** A server that cannot read its own model's call answers 500, and goes on doing so; other 500s say nothing of tools. */
const BROKEN_CALL = /tool call|failed to parse/i

const LINES = ['print("a \\"quoted\\" word")', "path = 'C:\\temp'"]

const QUESTION = `Call the tool save_note with exactly these two lines as its text:\n${LINES.join('\n')}`

const SAVE_NOTE: ModelToolSpec = {
  name: 'save_note',
  description: 'Saves a note.',
  parameters: {
    type: 'object',
    properties: { text: { type: 'string', description: 'The text of the note.' } },
    required: ['text'],
  },
}

const includes = (value: unknown, line: string): boolean => typeof value === 'string' && value.includes(line)

/** The stored result, or a new one, which is stored when it says something. */
export async function rememberedProbe(
  store: ProbeStore,
  key: string,
  probe: () => Promise<ProbeResult>,
): Promise<boolean> {
  const known = store.get(key)
  if (known !== undefined) return known === 'works'
  const result = await probe()
  if (result !== 'unknown') store.set(key, result)
  return result === 'works'
}
