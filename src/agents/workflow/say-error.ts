import type { Locale } from '../../domain/text.ts'
import type { ToolError, ToolErrorCode } from '../../domain/tool.ts'

/** What the codes mean in French; tools themselves speak English. `%` is what the error is about. */
const FRENCH: Partial<Record<ToolErrorCode, readonly [named: string, plain: string]>> = {
  E_UNAVAILABLE: ['% est absent de cette machine', 'absent de cette machine'],
  E_NEEDS_ROOT: ['% demande les droits de root', 'demande les droits de root'],
  E_PERMISSION: ['accès refusé à %', 'accès refusé'],
  E_NOT_FOUND: ['% est introuvable', 'introuvable'],
  E_FILE_NOT_FOUND: ['le fichier % est introuvable', 'fichier introuvable'],
  E_DIR_NOT_FOUND: ['le dossier % est introuvable', 'dossier introuvable'],
  E_PATH_NOT_FOUND: ['le chemin % est introuvable', 'chemin introuvable'],
  E_TIMEOUT: ["% n'a pas répondu à temps", 'pas de réponse à temps'],
  E_NETWORK: ["% n'est pas joignable", 'pas de réponse du réseau'],
  E_CANCELLED: ['annulé', 'annulé'],
}

/** Why a call did not succeed, in the reader's language where it is known, else in the tool's own words. */
export function sayError({ code, message, subject }: ToolError, locale: Locale): string {
  const french = locale === 'fr' ? FRENCH[code] : undefined
  if (!french) return message
  return subject === undefined ? `${french[1]} (${message})` : french[0].replace('%', subject)
}
