import type { Localized } from '../domain/text.ts'
import type { Upgrade } from '../store/database.ts'

/** What is said of a journal that an older Autohome wrote. */
export const upgradeTold = ({ from, to, kept }: Upgrade): Localized => ({
  en: `The journal was brought from schema ${from} to ${to}. As it was before, it is kept in ${kept}.`,
  fr: `Le journal est passé du schéma ${from} au schéma ${to}. Tel qu’il était avant, il est gardé dans ${kept}.`,
})
