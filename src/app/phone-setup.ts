import { hostname } from 'node:os'
import type { PhoneLook } from '../bot/phone/examine.ts'
import type { Config } from '../config.ts'
import { UserError } from '../domain/errors.ts'
import type { Locale } from '../domain/text.ts'
import { phrase, word } from '../i18n/say.ts'
import { systemClock } from '../lib/clock.ts'
import { phoneTopics } from '../lib/phone-topics.ts'

/** What stands between Autohome and the phones, one thing after the other; nothing where none is configured. */
export async function* examinePhones(
  { ntfy: { url, topic, replyTopic, token }, owners }: Config,
  signal: AbortSignal,
): AsyncGenerator<PhoneLook> {
  if (url === undefined || topic === undefined) return
  const [{ examine }, { peopleOf }] = await Promise.all([
    import('../bot/phone/examine.ts'),
    import('../bot/phone/people.ts'),
  ])
  yield* examine({ url, token, replyTopic, people: peopleOf(phoneTopics(topic), owners) }, signal)
}

/**
 * A notification that says only that it arrived, to every phone; the names of those.
 *
 * @throws UserError `bad_config` where none is configured, `not_now` where the server does not take it
 */
export async function testPhones(
  { ntfy }: Config,
  locale: Locale,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { url, topic, token } = ntfy
  if (url === undefined || topic === undefined)
    throw new UserError('bad_config', word('cli.notify.none', locale))
  const { createNtfy } = await import('../bot/phone/ntfy.ts')
  const server = createNtfy({ url, clock: systemClock, ...(token === undefined ? {} : { token }) })
  const phones = phoneTopics(topic)
  for (const phone of phones)
    try {
      await server.publish(
        {
          topic: phone.topic,
          title: word('phone.test.title', locale),
          message: phrase('phone.test.message', { host: hostname() }, locale),
          tags: ['wave'],
        },
        signal,
      )
    } catch (error) {
      if (signal.aborted) throw signal.reason
      const why = error instanceof Error ? error.message : String(error)
      throw new UserError('not_now', phrase('cli.notify.failed', { name: phone.name, url, why }, locale))
    }
  return phones.map(({ name }) => name)
}
