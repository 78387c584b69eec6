import type { Model, ModelError } from '../../domain/model.ts'

/**
 * Models as one: the first that answers, in order, each after retries of its own. Tools are offered to a later one only
 * where they work with it. When all fail, the error is the first one's, the model that was configured, and its message
 * names what became of the others.
 */
export function withFallbacks(first: Model, others: readonly Model[]): Model {
  if (others.length === 0) return first
  return {
    name: first.name,
    // A prompt must fit whoever comes to answer it.
    contextTokens: Math.min(...[first, ...others].map((model) => model.contextTokens)),
    toolsWork: first.toolsWork,
    async ask(request, signal, options = {}) {
      const outcome = await first.ask(request, signal, options)
      if (outcome.ok) return outcome
      const errors: ModelError[] = [outcome.error]
      for (const model of others) {
        if (request.tools && !(await model.toolsWork(signal))) continue
        options.onRetry?.({ error: errors.at(-1) ?? outcome.error, delayMs: 0, next: model.name })
        const next = await model.ask(request, signal, options)
        if (next.ok) return next
        errors.push(next.error)
      }
      const rest = errors.slice(1).map(({ model, message }) => `; ${model}: ${message}`)
      return { ok: false, error: { ...outcome.error, message: outcome.error.message + rest.join('') } }
    },
  }
}
