import type { Config } from '../../config.ts'
import type { Locale } from '../../domain/text.ts'
import { phrase } from '../../i18n/say.ts'
import { type Finding, ok, warn } from './finding.ts'

/** A model may have to be read from the disk before it can be tried; milliseconds. */
const PATIENCE_MS = 120_000

/**
 * What each configured model can do, as tried: one small question the first time, remembered per model and version.
 * To be asked only where a server answers that has them.
 */
export async function* models(config: Config, locale: Locale, signal: AbortSignal): AsyncGenerator<Finding> {
  const { openModels } = await import('../../app/models.ts')
  const { each } = await openModels(config)
  for (const model of each) {
    const { name, contextTokens } = model
    const limited = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)])
    // Only the limit may end this quietly: an interrupted doctor ends as a whole.
    const works = await model.toolsWork(limited).catch((error: unknown) => {
      if (signal.aborted || !limited.aborted) throw error
    })
    const params = { name, context: String(contextTokens) }
    if (works === undefined) yield warn('doctor.model', phrase('doctor.model.slow', { name }, locale))
    else if (works) yield ok('doctor.model', phrase('doctor.model.tools', params, locale))
    else yield ok('doctor.model', phrase('doctor.model.schema', params, locale))
  }
}
