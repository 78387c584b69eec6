import type { phone as english } from '../en/phone.ts'

export const phone: Record<keyof typeof english, string> = {
  'phone.question.title': '{title} attend votre accord : {what}',
  'phone.too_long':
    'La commande ne peut pas être montrée ici en entier, elle ne peut donc pas être approuvée d’ici. Dans la messagerie, ou sur le serveur : autohome answer {id} approve',
  'phone.answer_there': 'Répondez dans la messagerie, ou sur le serveur : autohome questions ({id})',
  'phone.open': 'Ouvrir',
  'phone.run.took': 'Durée : {elapsed}.',
  'phone.incident.title': 'Incident · {title}',
  'phone.digest.title': 'Les dernières 24 heures : {count} {count|exécution|exécutions}',
  'phone.digest.counts':
    '{passed} {passed|réussie|réussies}, {failed} {failed|échouée|échouées}, {cancelled} {cancelled|annulée|annulées}',
  'phone.digest.open': '{count} {count|question attend|questions attendent} une réponse',
  'phone.misuse.title': 'Quelqu’un a essayé un bouton qui n’est pas le sien',
  'phone.misuse.late': 'Ce bouton est arrivé trop tard',
  'phone.misuse.forged':
    'À {time}, le sujet de réponse contenait un appui qu’Autohome n’a pas préparé. Rien n’a été fait. Si ce n’était pas vous : choisissez un nouveau NTFY_REPLY_TOPIC.',
  'phone.misuse.used': 'À {time}, un bouton déjà utilisé a été pressé de nouveau. Rien n’a été fait.',
  'phone.misuse.expired': 'À {time}, un bouton a été pressé après son échéance. Rien n’a été fait.',
  'phone.misuse.changed':
    'À {time}, un bouton a été pressé pour quelque chose qui n’est plus ce que c’était. Rien n’a été fait.',
  'phone.misuse.unknown':
    'À {time}, un bouton a été pressé pour une question inconnue ici. Rien n’a été fait.',
  'phone.misuse.closed':
    'À {time}, un bouton a été pressé alors que la réponse avait déjà été donnée ailleurs. Rien n’a été fait.',
  'phone.misuse.stranger':
    'À {time}, un bouton a été pressé sur un téléphone qui n’appartient plus à aucun propriétaire. Rien n’a été fait.',
  'phone.misuse.refused': 'À {time}, un bouton a été pressé, et refusé :',
  'phone.misuse.about': 'Question {id}',
  'phone.test.title': 'Autohome joint ce téléphone',
  'phone.test.message': 'Un essai depuis {host}. Rien à faire.',
}
