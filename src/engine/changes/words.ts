import type { ChangePlan } from '../../domain/change.ts'
import type { ChangeView } from '../../domain/run-view.ts'
import type { Localized, Text } from '../../domain/text.ts'

const minutesOf = (ms: number): number => Math.max(1, Math.round(ms / 60_000))

/** For the approval, before anything runs: that it takes itself back, and what of it could not be. */
export function takesBack({ label, keepMs }: ChangePlan, cannot: readonly Text[]): Localized {
  const minutes = minutesOf(keepMs)
  const names = cannot.flatMap(nameOf)
  const [but, sauf] =
    names.length === 0
      ? ['', '']
      : [
          ` Cannot be brought back: ${names.join(', ')}.`,
          ` Ne pourra pas être rétabli : ${names.join(', ')}.`,
        ]
  return {
    en: `takes itself back (${label.en}) unless you tap Keep within ${minutes} min.${but}`,
    fr: `se défait tout seul (${label.fr}) si vous ne touchez pas « Garder » sous ${minutes} min.${sauf}`,
  }
}

/** A few names say it; the rest is counted. */
const nameOf = (text: Text, index: number, all: readonly Text[]): readonly string[] => {
  if (index === 3 && all.length > 3) return [`+${all.length - 3}`]
  if (index > 3 || typeof text === 'string' || !('params' in text)) return []
  return [`${text.params?.['what'] ?? ''} (${text.params?.['why'] ?? ''})`]
}

export const keepTitle = ({ label }: ChangeView): Localized => ({
  en: `Keep this change (${label.en})?`,
  fr: `Garder ce changement (${label.fr}) ?`,
})

export function keepWhy({ checks }: ChangeView): Localized {
  const [held, tenu] =
    checks.length === 0
      ? ['Nothing could be checked.', 'Rien n’a pu être vérifié.']
      : [`It was checked and holds: ${checks.join('; ')}.`, `Vérifié, tout va bien : ${checks.join(' ; ')}.`]
  return {
    en: `${held} Without an answer in time everything is put back as it was.`,
    fr: `${tenu} Sans réponse à temps, tout est remis comme avant.`,
  }
}

/** What the owner has to see to, where something is not as it was. */
export const notRestored = (what: string, snapshot: string): Localized => ({
  en: `A change could not be taken back whole. Not as before: ${what}. What was there before lies in AUTOHOME_HOME/${snapshot}: put it back by hand.`,
  fr: `Un changement n’a pas pu être défait entièrement. Pas comme avant : ${what}. L’état d’avant est dans AUTOHOME_HOME/${snapshot} : à remettre à la main.`,
})
