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
  'cli.notify': 'essayer le chemin vers les téléphones',
  'cli.notify.test': 'envoyer une notification à chaque téléphone, pour voir si elle arrive',
  'cli.notify.none': 'Aucun téléphone n’est configuré : définissez NTFY_URL et NTFY_TOPIC (docs/phone.md).',
  'cli.notify.failed':
    'La notification pour {name} n’a pas été acceptée par {url} : {why}. Voir autohome doctor.',
  'cli.notify.sent': 'Envoyé à {names}. Si rien ne sonne, vérifiez l’abonnement dans l’application ntfy.',
  'doctor.phone': 'Téléphone (ntfy)',
  'doctor.phone.half': 'NTFY_URL et NTFY_TOPIC vont ensemble : définissez les deux',
  'doctor.phone.down': 'aucun serveur ntfy ne répond à {url} : vérifiez NTFY_URL et le réseau',
  'doctor.phone.token': 'Jeton du téléphone',
  'doctor.phone.token.refused': 'le serveur n’accepte pas NTFY_TOKEN : créez-en un autre (ntfy token add)',
  'doctor.phone.publish': 'Sujet du téléphone',
  'doctor.phone.publish.no':
    'impossible de publier sur le sujet de {name} : sur le serveur, ntfy access UTILISATEUR SUJET write-only, et vérifiez NTFY_TOKEN',
  'doctor.phone.open_topic':
    'le sujet de {name} peut être lu sans jeton par qui devine son nom : restreignez-le (ntfy access), ou rendez-le difficile à deviner',
  'doctor.phone.owner': 'Propriétaire du téléphone',
  'doctor.phone.owner.no':
    '{name} est informé de tout et ne peut répondre à rien : mettez phone:{name} auprès d’un des propriétaires',
  'doctor.phone.reply': 'Réponses du téléphone',
  'doctor.phone.reply.none': 'pas de boutons : définissez NTFY_REPLY_TOPIC, un sujet à part',
  'doctor.phone.reply.read': 'le sujet de réponse peut être lu',
  'doctor.phone.reply.no_read':
    'impossible de lire le sujet de réponse : sur le serveur, ntfy access UTILISATEUR SUJET_DE_RÉPONSE read-only',
  'doctor.phone.press': 'Boutons du téléphone',
  'doctor.phone.press.may': 'les téléphones peuvent écrire sur le sujet de réponse',
  'doctor.phone.press.no':
    'un appui ne porte pas de jeton, et le sujet de réponse en exige un : ntfy access everyone SUJET_DE_RÉPONSE write-only',
  'doctor.phone.open_reply':
    'le sujet de réponse peut être lu sans jeton ; un appui ne vaut qu’une fois et pour une seule réponse, mais restreignez-le : ntfy access everyone SUJET_DE_RÉPONSE write-only',
}
