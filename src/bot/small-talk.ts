/** What a message that is nothing but small talk means. */
export type SmallTalk = 'hello' | 'thanks' | 'ok' | 'yes' | 'no' | 'bye' | 'praise'

/** Phrases without accents and punctuation, separated by commas. */
const PHRASES: Readonly<Record<SmallTalk, string>> = {
  hello:
    'hello, hi, hey, hello there, hi there, hey there, good morning, morning, good afternoon, good ' +
    'evening, how are you, bonjour, salut, coucou, bonsoir, hola, rebonjour, bonjour a tous, salut a ' +
    'tous, ca va, comment ca va, comment vas tu, bonjour comment ca va, salut ca va',
  thanks:
    'thanks, thank you, thx, ty, many thanks, thanks a lot, thank you very much, thank you so much, ' +
    'cheers, ok thanks, great thanks, perfect thanks, merci, merci beaucoup, merci bien, mille ' +
    'mercis, un grand merci, ok merci, super merci, parfait merci, merci a toi, merci a vous, je te ' +
    'remercie, je vous remercie, merci d avance',
  ok: 'ok, okay, okey, k, d accord, dac, entendu, all right, alright, ok ok',
  yes:
    'yes, yep, yeah, yup, sure, yes please, go, go ahead, do it, approved, oui, ouais, ouep, oui oui, ' +
    'bien sur, vas y, allez y, oui vas y, oui allez y, oui merci, oui stp, oui svp, oui s il te ' +
    'plait, oui s il vous plait, ok vas y, ok go',
  no:
    'no, nope, nah, no thanks, no thank you, not now, rather not, non, non merci, non non, surtout ' +
    'pas, pas maintenant, certainement pas, jamais',
  bye:
    'bye, bye bye, goodbye, good bye, good night, night, see you, see you later, see you tomorrow, ' +
    'bonne nuit, au revoir, a demain, a plus, a plus tard, a bientot, bonne soiree, bonne journee, ' +
    'ciao, tchao, have a nice day, merci bonne nuit, merci bonne soiree, merci au revoir',
  praise:
    'great, nice, cool, good, perfect, well done, good job, nice work, got it, understood, parfait, ' +
    'super, genial, top, tres bien, bien, bravo, nickel, compris, bien recu, excellent, impeccable, ' +
    'bon travail, beau travail, bien joue, fine, lol, haha, mdr',
}

const BY_PHRASE: ReadonlyMap<string, SmallTalk> = new Map(
  Object.entries(PHRASES).flatMap(([kind, phrases]) =>
    phrases.split(', ').map((phrase) => [phrase, kind as SmallTalk] as const),
  ),
)

const EMOJI_ALONE: readonly (readonly [RegExp, SmallTalk])[] = [
  [/^(?:👍|✅|👌|🆗)/u, 'yes'],
  [/^(?:👎|🚫|❌)/u, 'no'],
  [/^(?:🙏|❤|💙|💚|🤗)/u, 'thanks'],
  [/^(?:👋|🙋)/u, 'hello'],
]

/**
 * Recognises a message that as a whole is a greeting, thanks, yes, no … in English or French, with whatever punctuation
 * and emoji around it. One word more and it is a request: undefined. A yes that ends in a question mark answers nothing.
 */
export function smallTalk(text: string): SmallTalk | undefined {
  if (text.length > 80) return undefined
  const words = bare(text)
  if (words === '') return emojiAlone(text)
  const kind = BY_PHRASE.get(words) ?? BY_PHRASE.get(words.replace(/ (?:autohome|bot)$/, ''))
  const asks = text.includes('?')
  return asks && (kind === 'yes' || kind === 'no' || kind === 'ok') ? 'hello' : kind
}

/** Lower case, without accents, punctuation, emoji and doubled letters of joy (`merciiii`, `okkk`). */
const bare = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .replaceAll(/(\p{L})\1{2,}/gu, '$1')
    .trim()

const emojiAlone = (text: string): SmallTalk | undefined => {
  const trimmed = text.replaceAll(/[\s\p{P}]/gu, '')
  if (!/\p{Extended_Pictographic}/u.test(trimmed)) return undefined
  return EMOJI_ALONE.find(([pattern]) => pattern.test(trimmed))?.[1] ?? 'praise'
}
