import type { z } from 'zod'
import type { Usage } from '../../domain/event.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import type {
  Model,
  ModelAnswer,
  ModelMessage,
  ModelOptions,
  ModelRequest,
  Structured,
} from '../../domain/model.ts'
import type { Locale } from '../../domain/text.ts'
import { extractJson, type Root } from './extract-json.ts'
import { oneLine } from './failure.ts'
import { jsonSchemaOf } from './json-schema.ts'
import { WORDING, type Wording } from './wording.ts'

export interface StructuredRequest<T> {
  readonly messages: readonly ModelMessage[]
  readonly schema: z.ZodType<T>
  /** What is asked for, in a word or two; for messages: "no usable plan". */
  readonly name: string
  /** Language of what the model is told about the form; `en` where absent. */
  readonly locale?: Locale
  /** Further tries after an answer that does not fit; 2 where absent. */
  readonly maxRepairs?: number
  readonly temperature?: number
  readonly maxAnswerTokens?: number
}

/**
 * Asks for one value that fits a schema. The schema goes along as the answer's format and stands in the system message,
 * where it stays the same from turn to turn and is read once only. An answer that does not fit goes back to the model
 * with the reason; after `maxRepairs` of those it is a failure, with the reason and the last text.
 *
 * @throws the signal's reason when it aborts.
 */
export async function askStructured<T>(
  model: Model,
  request: StructuredRequest<T>,
  signal: AbortSignal,
  options: ModelOptions = {},
): Promise<Structured<T>> {
  const { name, maxRepairs = 2 } = request
  const words = WORDING[request.locale ?? 'en']
  const schema = jsonSchemaOf(request.schema)
  const messages = withSchema(request.messages, words.schema(JSON.stringify(schema)))
  const ask = asker(model, request, schema, signal, options)
  const spent: Usage[] = []
  let failed: Refused | undefined

  for (let tries = 1; ; tries++) {
    const outcome = await ask(failed ? [...messages, ...correction(failed, words)] : messages)
    if (!outcome.ok) {
      const { error } = outcome
      return { ok: false, why: error.message, error, tries: spent.length, ...told(spent, failed) }
    }
    spent.push(outcome.answer.usage)
    const read = await readAnswer(outcome.answer, request.schema, schema, words)
    if (read.ok) return { ok: true, value: read.value, usage: sum(spent), tries }
    failed = read
    if (tries > maxRepairs)
      return { ok: false, why: `no usable ${name}: ${read.why}`, tries, ...told(spent, read) }
  }
}

interface Refused {
  readonly ok: false
  readonly why: string
  readonly text: string
  readonly raw?: Json | undefined
}

/** Asks with the schema as the format; without it from then on where the server cannot make a grammar of it. */
function asker<T>(
  model: Model,
  { temperature, maxAnswerTokens }: StructuredRequest<T>,
  schema: JsonObject,
  signal: AbortSignal,
  options: ModelOptions,
) {
  let formatted = true
  const limits = {
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxAnswerTokens === undefined ? {} : { maxAnswerTokens }),
  } satisfies Partial<ModelRequest>
  return async (messages: readonly ModelMessage[]) => {
    const ask = () => model.ask({ messages, ...limits, ...(formatted ? { schema } : {}) }, signal, options)
    const outcome = await ask()
    if (outcome.ok || outcome.error.code !== 'unsupported' || !formatted) return outcome
    formatted = false
    options.onRetry?.({ error: outcome.error, delayMs: 0, next: model.name })
    return ask()
  }
}

async function readAnswer<T>(
  { text, ended }: ModelAnswer,
  schema: z.ZodType<T>,
  jsonSchema: JsonObject,
  words: Wording,
): Promise<{ readonly ok: true; readonly value: T } | Refused> {
  // What the limit cut off is taken only where a whole value stands before the cut, as it is.
  const found = await extractJson(text, { root: rootOf(jsonSchema), mend: ended === 'stop' })
  if (!found.ok) return { ok: false, why: ended === 'length' ? words.length : words[found.why], text }
  const parsed = schema.safeParse(found.value)
  if (parsed.success) return { ok: true, value: parsed.data }
  return { ok: false, why: issuesOf(parsed.error), text, raw: found.value }
}

/** What the value begins with, so that a bracket in prose is not taken for it. */
function rootOf(schema: JsonObject): Root {
  const branches = (schema['anyOf'] ?? schema['oneOf'] ?? [schema]) as readonly JsonObject[]
  const types = new Set(branches.map(({ type }) => type))
  const [type] = types
  return types.size === 1 && (type === 'object' || type === 'array') ? type : 'any'
}

function issuesOf(error: z.ZodError): string {
  const lines = error.issues.slice(0, MAX_ISSUES).map(({ path, message }) => {
    const where = path.length === 0 ? 'the value' : path.map(String).join('.')
    return `${oneLine(where, 80)}: ${oneLine(message, 200)}`
  })
  const more = error.issues.length - lines.length
  return lines.join('; ') + (more > 0 ? `; and ${more} more` : '')
}

const MAX_ISSUES = 5

/** Only the last answer goes back: the ones before taught nothing and take room. */
const correction = ({ why, text }: Refused, words: Wording): readonly ModelMessage[] => [
  { role: 'assistant', content: text.trim() === '' ? '(nothing)' : shortened(text) },
  { role: 'user', content: words.again(why) },
]

function shortened(text: string): string {
  if (text.length <= MAX_ECHO_CHARS) return text
  return `${text.slice(0, MAX_ECHO_CHARS * 0.75)}\n…\n${text.slice(-MAX_ECHO_CHARS * 0.25)}`
}

const MAX_ECHO_CHARS = 4000

function withSchema(messages: readonly ModelMessage[], instruction: string): readonly ModelMessage[] {
  const [first, ...rest] = messages
  if (first?.role !== 'system') return [{ role: 'system', content: instruction }, ...messages]
  return [{ ...first, content: `${first.content}\n\n${instruction}` }, ...rest]
}

const told = (spent: readonly Usage[], failed: Refused | undefined) => ({
  ...(spent.length === 0 ? {} : { usage: sum(spent) }),
  ...(failed ? { lastText: failed.text } : {}),
  ...(failed?.raw === undefined ? {} : { raw: failed.raw }),
})

/** Under the name of the model that answered last. */
const sum = (spent: readonly Usage[]): Usage => ({
  model: spent.at(-1)?.model ?? '',
  promptTokens: spent.reduce((total, usage) => total + usage.promptTokens, 0),
  answerTokens: spent.reduce((total, usage) => total + usage.answerTokens, 0),
})
