/** What is said on chat platforms alone. */
export const surface = {
  'surface.not_owner':
    'Seuls les propriétaires de ce serveur peuvent me demander quelque chose. Vous êtes {id} ici ; AUTOHOME_OWNERS nomme les propriétaires.',
  'surface.no_owners':
    'Ce serveur n’a pas encore de propriétaire dans la messagerie. S’il est à vous, définissez AUTOHOME_OWNERS={id}, puis relancez Autohome.',
  'surface.bug':
    'Quelque chose s’est cassé dans Autohome : rien n’a été fait. Le journal du serveur dit quoi : {log}',
  'surface.busy':
    'Autohome n’a pas pu prendre ceci : un autre programme tient sa base de données. Réessayez.',
  'surface.connected': '{surface} est connecté.',
  'surface.not_connected': '{surface} n’est pas connecté : {why}',
  'surface.moved': 'Le fil de cette exécution n’est plus accessible ({why}) : la suite est ici.',
  'surface.trouble':
    '{surface} n’accepte plus le jeton d’Autohome : {message}. Mettez-en un nouveau dans l’environnement, puis relancez Autohome.',
  'surface.welcome':
    'Autohome s’occupe de ce serveur. Il dit ce qu’il fait, demande avant tout acte sensible et prouve que le résultat tient. Par exemple :',
  'surface.report': 'Rapport · {title}',
  'surface.report.file': 'Le rapport entier est dans {name}.',
  'surface.over': 'L’exécution est finie : plus besoin de réponse.',
  'surface.question.plain': '{title} {command} — répondez sur le serveur : autohome approve {id}',
  'surface.incident': 'Incident · {text}',
  'surface.pack.too_big':
    'Le dossier d’audit de l’exécution {id} pèse {size:bytes}, trop pour un message : autohome audit {id} --pack RÉPERTOIRE',
  'surface.several_runs': '{count} exécutions sont en cours. Dites laquelle : {ids}',
} as const
