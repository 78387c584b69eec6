import type { Localized } from '../../domain/text.ts'

/** Why a step or a check is not made: `message` says what its arguments refer to and do not find. */
export const incompleteArgs = (message: string): Localized => ({
  en: `its arguments are incomplete: ${message}`,
  fr: `ses arguments sont incomplets : ${message}`,
})
