import type { consoleArea as en } from '../en/console.ts'

export const consoleArea: Record<keyof typeof en, string> = {
  'console.key.approve': 'approuver',
  'console.key.deny': 'refuser…',
  'console.key.view': 'tout afficher',
  'console.key.type': 'écrire',
  'console.reason': 'Raison (facultative) : ',
  'console.reason.keys': 'Entrée refuse · Échap revient',
  'console.interrupt.first': 'Annulation en cours. Ctrl-C encore pour quitter aussitôt.',
  'console.interrupt.left': 'Quitté ; Autohome arrête ce qui était en cours.',
  'console.not_now': 'Une réponse avait déjà été donnée.',
  'console.you': 'vous',
  'console.elsewhere': 'Répondez avec : autohome approve {id}, ou : autohome deny {id}',
  'console.lost': 'La connexion à Autohome est rompue : {message}',
  'console.report': 'Rapport',
  'console.seen': 'demande : {text}',
  'console.retry': 'nouvel essai ({retry}) après {code}',
  'console.slow': 'arrêté après {limit:duration}',
  'console.resumed': 'reprend',
  'console.submitted': 'Exécution {id} : {text}',
  'console.more': 'encore {count}',
  'console.exit': 'code {code}',
}
