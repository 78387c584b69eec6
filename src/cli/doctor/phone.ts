import type { examinePhones } from '../../app/phone-setup.ts'
import type { Config } from '../../config.ts'
import type { Locale } from '../../domain/text.ts'
import { phrase, word } from '../../i18n/say.ts'
import { fail, type Finding, ok, warn } from './finding.ts'

type Look = ReturnType<typeof examinePhones> extends AsyncGenerator<infer L> ? L : never

/** ntfy: server, token, who may publish, read and press, one by one; and whose phones these are. */
export async function* phone(config: Config, locale: Locale, signal: AbortSignal): AsyncGenerator<Finding> {
  const { url, topic } = config.ntfy
  if (topic === undefined && url === undefined) return
  if (topic === undefined || url === undefined)
    return yield fail('doctor.phone', word('doctor.phone.half', locale))
  const { examinePhones: examine } = await import('../../app/phone-setup.ts')
  for await (const look of examine(config, signal)) yield findingOf(look, locale)
}

function findingOf(look: Look, locale: Locale): Finding {
  switch (look.about) {
    case 'server':
      return look.up
        ? ok('doctor.phone', look.url)
        : fail('doctor.phone', phrase('doctor.phone.down', { url: look.url }, locale))
    case 'token':
      return fail('doctor.phone.token', word('doctor.phone.token.refused', locale))
    case 'publish':
      return look.may
        ? ok('doctor.phone.publish', look.name)
        : fail('doctor.phone.publish', phrase('doctor.phone.publish.no', { name: look.name }, locale))
    case 'open_topic':
      return warn('doctor.phone.publish', phrase('doctor.phone.open_topic', { name: look.name }, locale))
    case 'owner':
      return warn('doctor.phone.owner', phrase('doctor.phone.owner.no', { name: look.name }, locale))
    case 'no_reply':
      return warn('doctor.phone.reply', word('doctor.phone.reply.none', locale))
    case 'reply_read':
      return look.may
        ? ok('doctor.phone.reply', word('doctor.phone.reply.read', locale))
        : fail('doctor.phone.reply', word('doctor.phone.reply.no_read', locale))
    case 'reply_press':
      return look.may
        ? ok('doctor.phone.press', word('doctor.phone.press.may', locale))
        : fail('doctor.phone.press', word('doctor.phone.press.no', locale))
    case 'open_reply':
      return warn('doctor.phone.reply', word('doctor.phone.open_reply', locale))
    default:
      return look satisfies never
  }
}
