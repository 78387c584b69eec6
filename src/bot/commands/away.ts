import { formatDate } from '../../i18n/figures.ts'
import { phrase, word } from '../../i18n/say.ts'
import type { Conversation } from '../conversation.ts'
import { type Reply, said } from '../reply.ts'
import { oneLine } from '../visible.ts'

/** `away`, `away off`: whatever asks is denied meanwhile. */
export async function setAway({ engine, inbound, timeZone }: Conversation, on: boolean): Promise<Reply> {
  const { locale, actor } = inbound
  const away = await engine.setAway(on, actor)
  if (!away) return said(word('away.off', locale))
  const by = oneLine(away.by.name ?? away.by.id, 60)
  return said(phrase('away.on', { by, time: formatDate(away.since, locale, timeZone) }, locale))
}
