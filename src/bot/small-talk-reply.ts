import type { Locale } from '../domain/text.ts'
import { word } from '../i18n/say.ts'
import { type SmallTalk, smallTalk } from './small-talk.ts'

/** The plain answer to small talk that answers no question. */
export function smallTalkReply(small: SmallTalk, locale: Locale): string {
  if (small === 'yes' || small === 'no') return word('talk.nothing_open', locale)
  return word(small === 'praise' ? 'talk.ok' : `talk.${small}`, locale)
}

/** The same for a text, where nothing can be open; undefined for one that is a request. */
export async function answerSmallTalk(text: string, locale: Locale): Promise<string | undefined> {
  const small = smallTalk(text)
  return small && smallTalkReply(small, locale)
}
