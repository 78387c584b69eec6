import type { Locale } from '../domain/text.ts'

/**
 * Words that give a language away: the small ones that hold sentences together, and what people ask of a server. Without
 * accents. Left out is what both languages write alike (a, on, service), and the names of commands (show, verify), which
 * are the same in both.
 */
const WORDS: Readonly<Record<Locale, string>> = {
  en:
    'the an is are was were be been of my your our this that these those what which how why when where who whose please ' +
    'to for with from into and not no do does did can could should would will have has had it its there any all every ' +
    'much many more most than too at by if hello hi thanks thank yes check look tell give make clean free full slow ' +
    'server servers disk disks memory health backup backups updates errors still running working going',
  fr:
    'le la les un une des du de au aux et est sont etait mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ' +
    'ce cet cette ces je tu il elle nous vous ils elles que qui quoi dont quel quelle quels quelles quand combien ' +
    'pourquoi comment dans sur sous avec sans pour par depuis pas ne ni moi toi va vas vont ai ont avons avez suis ' +
    'fait fais faire faites faut peux peut veux voir tout tous toute toutes bonjour bonsoir salut merci oui non stp svp bonne nuit soiree journee revoir bientot demain ' +
    'verifie verifier verifiez montre montrer montrez donne donner donnez lister nettoie nettoyer nettoyez redemarre ' +
    'redemarrer redemarrez relance relancer arrete arreter regarde regarder surveille surveiller mets mettre dis ' +
    'etat sante serveur serveurs disque disques memoire espace place conteneur conteneurs sauvegarde sauvegardes ' +
    'journaux erreurs certificat certificats mise mises jour ecoute plein pleine lent lente marche',
}

const LANGUAGE: ReadonlyMap<string, Locale> = new Map(
  Object.entries(WORDS).flatMap(([locale, words]) =>
    words.split(' ').map((word) => [word, locale as Locale] as const),
  ),
)

/** l'état, d'espace, qu'est-ce */
const ELISION = /^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)'(?=[\p{L}])/u
/** server's, don't, it's */
const CONTRACTION = /'(?:s|t|re|ve|ll|d|m)$/
/** montre-moi, peux-tu, y a-t-il */
const TURNED_ROUND = /-(?:t-)?(?:moi|toi|tu|vous|nous|ils?|elles?|on|ce|les?|la|ci)(?=-|$)/g
const FRENCH_LETTER = /[àâæçéèêëîïôœùûüÿ]/

/** The language that a text is written in; undefined where its words do not tell. Names and paths have no say. */
export function languageOf(text: string): Locale | undefined {
  const score = { en: 0, fr: 0 }
  for (const token of text
    .toLowerCase()
    .normalize('NFC')
    .replaceAll(/[’ʼ`´]/g, "'")
    .split(/[\s,;:!?"«»()[\]]+/u)) {
    const word = token.replace(/\.+$/, '')
    if (/[/.=@_~\\]/.test(word)) continue
    if (ELISION.test(word)) score.fr++
    else if (CONTRACTION.test(word)) score.en++
    if (FRENCH_LETTER.test(word)) score.fr++
    const turned = word.replaceAll(TURNED_ROUND, '')
    if (turned !== word) score.fr++
    const known = LANGUAGE.get(withoutAccents(turned.replace(ELISION, '').replace(CONTRACTION, '')))
    if (known) score[known]++
  }
  if (score.en === score.fr) return undefined
  return score.fr > score.en ? 'fr' : 'en'
}

const withoutAccents = (word: string): string => word.normalize('NFD').replaceAll(/\p{M}/gu, '')
