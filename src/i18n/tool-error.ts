import type { Locale } from '../domain/text.ts'
import { type ToolError, TOOL_ERROR_CODES, type ToolErrorCode } from '../domain/tool.ts'

/**
 * What the codes mean in French; tools themselves speak English. `%` is what the error is about. Where the code alone says
 * too little, the tool's own words follow in brackets.
 */
const FRENCH: Readonly<Record<ToolErrorCode, readonly [named: string, plain: string, detail?: 'detail']>> = {
  E_ARGS: ['arguments invalides', 'arguments invalides', 'detail'],
  E_UNKNOWN_TOOL: ["l'outil % n'existe pas", 'outil inconnu'],
  E_FILE_NOT_FOUND: ['le fichier % est introuvable', 'fichier introuvable'],
  E_DIR_NOT_FOUND: ['le dossier % est introuvable', 'dossier introuvable'],
  E_PATH_NOT_FOUND: ['le chemin % est introuvable', 'chemin introuvable'],
  E_NOT_A_FILE: ["% n'est pas un fichier", "ce n'est pas un fichier"],
  E_NOT_A_DIRECTORY: ["% n'est pas un dossier", "ce n'est pas un dossier"],
  E_EXISTS: ['% existe déjà', 'existe déjà'],
  E_OUTSIDE_WORKSPACE: ["% est hors de l'espace de travail", "hors de l'espace de travail"],
  E_PERMISSION: ['accès refusé à %', 'accès refusé'],
  E_TOO_LARGE: ['% est trop grand', 'trop grand', 'detail'],
  E_BINARY: ["% n'est pas du texte", "ce n'est pas du texte"],
  E_EXIT: ['échec de la commande', 'échec de la commande', 'detail'],
  E_TIMEOUT: ["% n'a pas répondu à temps", 'pas de réponse à temps', 'detail'],
  E_SPAWN: ['lancement impossible', 'lancement impossible', 'detail'],
  E_CANCELLED: ['annulé', 'annulé'],
  E_UNAVAILABLE: ['% est absent de cette machine', 'absent de cette machine'],
  E_NEEDS_ROOT: ['% demande les droits de root', 'demande les droits de root'],
  E_DENIED: ['refusé', 'refusé', 'detail'],
  E_ADDRESS: ['% est une adresse interdite', 'adresse interdite', 'detail'],
  E_NETWORK: ["% n'est pas joignable", 'pas de réponse du réseau', 'detail'],
  E_HTTP: ['réponse HTTP en erreur', 'réponse HTTP en erreur', 'detail'],
  E_EXPRESSION: ['expression incorrecte', 'expression incorrecte', 'detail'],
  E_NOT_FOUND: ['% est introuvable', 'introuvable'],
  E_NO_PROJECT: ['rien à traiter dans %', 'rien à traiter ici', 'detail'],
  E_OUTPUT: ['réponse incompréhensible', 'réponse incompréhensible', 'detail'],
  E_TAKEN_BACK: ['le changement a été défait', 'changement défait', 'detail'],
  E_INTERNAL: ['erreur interne', 'erreur interne', 'detail'],
}

/** What tools say in words of their own; `$1` is what the words in brackets were. */
const FRENCH_MESSAGES: readonly (readonly [RegExp, string])[] = [
  [
    /does not run systemd/,
    "cette machine n'a pas démarré avec systemd, il n'y a donc pas de services à interroger",
  ],
  [
    /no Docker engine answers at (\S+ \(\w+\)), so there is no sandbox/,
    "aucun moteur Docker ne répond à $1, il n'y a donc pas de bac à sable : démarrez-en un, réglez DOCKER_HOST ou passez en mode direct",
  ],
  [
    /may not open the Docker socket (\S+), so there is no sandbox/,
    "cet utilisateur ne peut pas ouvrir le socket Docker $1, il n'y a donc pas de bac à sable : ajoutez-le au groupe du socket ou passez en mode direct",
  ],
  [
    /the sandbox's image (\S+) is not on this machine/,
    "l'image du bac à sable n'est pas sur cette machine : docker pull $1",
  ],
  [
    /the sandbox's image (\S+) holds no bash/,
    "l'image $1 du bac à sable ne contient pas bash : choisissez-en une autre",
  ],
  [/no Docker engine answers/, 'aucun moteur Docker ne répond sur cette machine'],
  [/may not open the Docker socket (\S+)/, 'cet utilisateur ne peut pas ouvrir le socket Docker $1'],
  [/keeps no journal/, 'cette machine ne tient pas de journal système'],
  [/no backup in (\S+)/, 'aucune sauvegarde dans $1'],
  [/no service named (\S+)/, 'aucun service ne se nomme $1'],
  [/no container (?:named )?(\S+)/, 'aucun conteneur ne se nomme $1'],
  [/no certificate under (\S+);/, 'aucun certificat sous $1 ; indiquez un hôte ou un fichier'],
  [/installs with (\S+);/, 'cette machine installe avec $1 ; seul apt est compris'],
  [/(\S+) is not installed/, "$1 n'est pas installé sur cette machine"],
  [/still running after (\d+) s/, "n'a pas fini en $1 s et a été arrêté"],
  [/(?:did not (?:end|answer) within|took longer than) (\d+) s/, "n'a pas fini en $1 s"],
  [/^exit code (\d+)$/, 'code de sortie $1'],
  [/^exit code (\d+: .*)$/s, 'code de sortie $1'],
  [/^ended by (\S+)$/, 'arrêté par $1'],
  [/^denied$/, 'refusé'],
  [/^nobody answered in time$/, "personne n'a répondu à temps"],
  [/^policy denies this \(rule (\S+)\)/, 'la règle $1 le refuse'],
]

/** Why a call did not succeed, in the reader's language where it is known, else in the tool's own words. */
export function sayToolError(
  { code, message, subject }: Pick<ToolError, 'message' | 'subject'> & { readonly code: string },
  locale: Locale,
): string {
  if (locale === 'en' || !isCode(code)) return message
  for (const [pattern, french] of FRENCH_MESSAGES) {
    const found = pattern.exec(message)
    if (found) return french.replace('$1', () => found[1] ?? '')
  }
  // A person's own words are theirs, in whatever language.
  if (code === 'E_DENIED') return message
  const [named, plain, detail] = FRENCH[code]
  const said = subject === undefined ? plain : named.replace('%', () => subject)
  return detail === undefined && subject !== undefined ? said : `${said} (${message})`
}

const isCode = (code: string): code is ToolErrorCode => (TOOL_ERROR_CODES as readonly string[]).includes(code)
