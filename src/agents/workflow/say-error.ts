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

/** What tools say in words of their own; `$1` is what the words in brackets were. */
const FRENCH_MESSAGES: readonly (readonly [RegExp, string])[] = [
  [
    /does not run systemd/,
    "cette machine n'a pas démarré avec systemd, il n'y a donc pas de services à interroger",
  ],
  [/no Docker engine answers/, 'aucun moteur Docker ne répond sur cette machine'],
  [/keeps no journal/, 'cette machine ne tient pas de journal système'],
  [/no backup in (\S+)/, 'aucune sauvegarde dans $1'],
  [/no service named (\S+)/, 'aucun service ne se nomme $1'],
  [/no container (?:named )?(\S+)/, 'aucun conteneur ne se nomme $1'],
  [/no certificate under (\S+);/, 'aucun certificat sous $1 ; indiquez un hôte ou un fichier'],
  [/installs with (\S+);/, 'cette machine installe avec $1 ; seul apt est compris'],
  [/(\S+) is not installed/, "$1 n'est pas installé sur cette machine"],
  [/still running after (\d+) s/, "n'a pas fini en $1 s et a été arrêté"],
]

/** Why a call did not succeed, in the reader's language where it is known, else in the tool's own words. */
export function sayError({ code, message, subject }: ToolError, locale: Locale): string {
  if (locale === 'en') return message
  for (const [pattern, french] of FRENCH_MESSAGES) {
    const found = pattern.exec(message)
    if (found) return french.replace('$1', found[1] ?? '')
  }
  const french = FRENCH[code]
  if (!french) return message
  return subject === undefined ? `${french[1]} (${message})` : french[0].replace('%', subject)
}
