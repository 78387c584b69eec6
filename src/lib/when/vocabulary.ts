/** Words for times in English and French, lower case and without accents, as regular expressions. */

/** Sunday is 0, as cron counts. */
export const DAYS: readonly string[] = [
  'sun(?:days?)?|dim(?:anches?)?',
  'mon(?:days?)?|lun(?:dis?)?',
  'tue(?:s(?:days?)?)?|mar(?:dis?)?',
  'wed(?:nesdays?)?|mer(?:credis?)?',
  'thu(?:rs?(?:days?)?)?|jeu(?:dis?)?',
  'fri(?:days?)?|ven(?:dredis?)?',
  'sat(?:urdays?)?|sam(?:edis?)?',
]

export const MONTHS: readonly string[] = [
  'january|janvier',
  'february|fevrier',
  'march|mars',
  'april|avril',
  'may|mai',
  'june|juin',
  'july|juillet',
  'august|aout',
  'september|septembre',
  'october|octobre',
  'november|novembre',
  'december|decembre',
]

/** Which one of the month; the last stands for itself. */
export const ORDINALS: readonly string[] = [
  'first|1st|premier|1er',
  'second|2nd|deuxieme|2e',
  'third|3rd|troisieme|3e',
  'fourth|4th|quatrieme|4e',
]
export const LAST = 'last|dernier'

/** Hours as people write them out. */
export const NUMBERS: readonly string[] = [
  'zero',
  'one|une?',
  'two|deux',
  'three|trois',
  'four|quatre',
  'five|cinq',
  'six',
  'seven|sept',
  'eight|huit',
  'nine|neuf',
  'ten|dix',
  'eleven|onze',
  'twelve|douze',
]

export const EVERY = 'every|each|all|chaque|tou(?:te)?s les'

/** Lower case, without accents, plain apostrophes, single blanks. */
export const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[’ʼ]/g, "'")
    .replaceAll(/[–—]/g, '-')
    .replaceAll(/[\s\u00a0\u202f]+/g, ' ')
    .trim()

/** Which of the list a text is, wholly; -1 where none. */
export const indexIn = (list: readonly string[], text: string): number =>
  list.findIndex((words) => new RegExp(`^(?:${words})$`).test(text))

export const anyOf = (list: readonly string[]): string => list.join('|')
