import type { Config } from '../../config.ts'
import type { Locale } from '../../domain/text.ts'
import { phrase } from '../../i18n/say.ts'
import { sayToolError } from '../../i18n/tool-error.ts'
import { fail, type Finding, ok, warn } from './finding.ts'

/** Tried with one command. It matters where commands are to run in it; elsewhere it is good to have. */
export async function sandbox(config: Config, locale: Locale, signal: AbortSignal): Promise<Finding> {
  const { trySandbox } = await import('../../app/sandbox-trial.ts')
  const { execute, sandbox: asked } = config
  const short = execute.mode === 'sandbox' ? fail : warn
  const tried = await trySandbox(config, signal)
  if ('code' in tried) return short('doctor.sandbox', sayToolError(tried, locale))
  const { image, memoryMb, cpus } = asked
  const { bash, notInForce } = tried
  if (notInForce.length > 0)
    return short(
      'doctor.sandbox',
      phrase('doctor.sandbox.limits', { image, limits: notInForce.join(', ') }, locale),
    )
  const params = { image, bash, memory: memoryMb * 2 ** 20, cpus: String(cpus) }
  return ok('doctor.sandbox', phrase('doctor.sandbox.up', params, locale))
}
