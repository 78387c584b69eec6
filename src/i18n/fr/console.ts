import type { consoleArea as en } from '../en/console.ts'

export const consoleArea: Record<keyof typeof en, string> = {
  'console.key.approve': 'approuver',
  'console.key.always': 'toujours…',
  'console.key.edit': 'modifier…',
  'console.key.each': 'une par une',
  'console.key.deny': 'refuser…',
  'console.key.view': 'tout afficher',
  'console.reason': 'Raison (facultative) : ',
  'console.reason.keys': 'Entrée refuse · Échap revient',
  'console.command': 'Lancer plutôt : ',
  'console.command.keys': 'Entrée lance exactement ceci, si la politique le permet · Échap revient',
  'console.rule.keys': '[w] écrit cette règle et lance la commande · Échap revient',
  'console.interrupt.first': 'Annulation en cours. Ctrl-C encore pour quitter aussitôt.',
  'console.not_now': 'Une réponse avait déjà été donnée.',
  'console.elsewhere': 'Répondez avec : autohome approve {id}, ou : autohome deny {id}',
  'console.retry': '{step} : nouvel essai ({retry}) après {code}',
  'console.slow': '{step} : arrêté après {limit:duration}',
  'console.submitted': 'Exécution {id} : {text}',
  'console.more': 'encore {count}',
  'console.colon': ' : ',
  'console.exit': 'code {code}',
}
