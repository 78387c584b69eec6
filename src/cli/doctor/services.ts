import type { Config } from '../../config.ts'
import type { Locale } from '../../domain/text.ts'
import { phrase, word } from '../../i18n/say.ts'
import { modelNames } from '../../lib/model-names.ts'
import { type Finding, ok, warn } from './finding.ts'
import { fetchJson } from './probe.ts'

/** What Autohome talks to: model servers and chat. */

export async function ollama({ models }: Config, locale: Locale, signal: AbortSignal): Promise<Finding> {
  const url = models.ollamaHost
  const [about, tags] = await Promise.all([
    fetchJson(`${url}/api/version`, signal),
    fetchJson(`${url}/api/tags`, signal),
  ])
  if (about === undefined) return warn('doctor.ollama', phrase('doctor.ollama.down', { url }, locale))
  const there = namesIn(tags, 'models', 'name')
  const missing = [models.executor, models.verifier].flatMap(modelNames).filter((model) => !has(there, model))
  const [first] = missing
  if (first !== undefined) {
    const params = { url, models: missing.join(', '), first }
    return warn('doctor.ollama', phrase('doctor.ollama.model', params, locale))
  }
  const { version = '?' } = about as { readonly version?: string }
  return ok('doctor.ollama', phrase('doctor.ollama.up', { version, url }, locale))
}

export async function openai({ models }: Config, locale: Locale, signal: AbortSignal): Promise<Finding[]> {
  const url = models.openaiBaseUrl
  if (url === undefined) return []
  const key = models.openaiApiKey
  const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` }
  const list = await fetchJson(`${url.replace(/\/$/, '')}/models`, signal, headers)
  if (list === undefined) return [warn('doctor.openai', phrase('doctor.openai.down', { url }, locale))]
  return [
    ok(
      'doctor.openai',
      phrase('doctor.openai.up', { url, count: namesIn(list, 'data', 'id').length }, locale),
    ),
  ]
}

/** Each platform that is configured has checks of its own. */
export const chat = ({ slack, discord }: Config, locale: Locale): Finding[] =>
  [slack.botToken, slack.appToken, discord.token].some((token) => token !== undefined)
    ? []
    : [ok('doctor.chat', word('doctor.chat.none', locale))]

/** Ollama adds `:latest` to a name without a tag. */
const has = (names: readonly string[], model: string): boolean =>
  names.includes(model) || names.includes(`${model}:latest`)

function namesIn(answer: unknown, list: string, name: string): readonly string[] {
  const held = (answer as Record<string, unknown> | undefined)?.[list]
  if (!Array.isArray(held)) return []
  return held.map((one: Record<string, unknown>) => String(one[name]))
}
