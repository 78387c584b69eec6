import type { slack as en } from '../en/slack.ts'

export const slack: Record<keyof typeof en, string> = {
  'slack.more': '… et {count} de plus',
  'slack.cut': 'Coupé ici ; le tout se trouve dans le fichier {name}.',
  'slack.cut_here': 'Coupé ici : il y en a plus qu’un message ne peut contenir.',
  'slack.cancel.title': 'Annuler cette exécution ?',
  'slack.cancel.text': 'Ce qui a déjà été fait reste fait.',
  'slack.cancel.yes': 'Annuler l’exécution',
  'slack.cancel.no': 'Laisser continuer',
  'slack.modal.back': 'Retour',
  'slack.modal.deny': 'Refuser',
  'slack.modal.deny.reason': 'Pourquoi ?',
  'slack.modal.edit': 'Modifier la commande',
  'slack.modal.edit.label': 'Ce qui doit être lancé à la place',
  'slack.modal.edit.hint':
    'La politique la juge comme toute autre commande, et elle est lancée exactement telle qu’elle figure ici.',
  'slack.modal.edit.submit': 'Lancer ceci',
  'slack.modal.always': 'Toujours autoriser',
  'slack.modal.always.text':
    'Cette règle serait inscrite dans votre liste d’autorisations. Ce qui y correspond sera lancé sans demander ; `autohome policy rules` l’affiche et la retire.',
  'slack.modal.always.submit': 'Inscrire la règle',
  'slack.modal.ask': 'Autohome',
  'slack.modal.ask.text': 'Que dois-je faire ?',
  'slack.modal.ask.placeholder': 'Avec vos propres mots, en français ou en anglais',
  'slack.modal.ask.job': 'Ou un travail que je connais',
  'slack.modal.ask.example': 'Ou l’un de ces exemples',
  'slack.modal.ask.look': 'Ou consulter',
  'slack.modal.ask.choose': 'Choisir',
  'slack.modal.ask.submit': 'Lancer',
  'slack.modal.ask.nothing': 'Écrivez quelque chose, ou choisissez dans les listes ci-dessous.',
  'slack.modal.ask.several': 'Remplissez un seul de ces champs.',
  'slack.modal.too_long':
    'C’est plus long que ce qu’un formulaire Slack peut contenir. Écrivez plutôt : {command}',
  'slack.modal.failed': 'Le formulaire n’a pas pu s’ouvrir. Écrivez plutôt : {command}',
  'slack.files_direct': 'Les fichiers sont dans notre conversation directe.',
  'slack.welcome': 'Essayez par exemple :',
  'doctor.slack.app': 'Jeton d’app Slack',
  'doctor.slack.app.works': 'accepté, Socket Mode peut se connecter',
  'doctor.slack.app.missing':
    'SLACK_APP_TOKEN n’est pas défini : api.slack.com/apps → Basic Information → App-Level Tokens, avec connections:write',
  'doctor.slack.app.scope':
    'n’a pas connections:write : créez-en un autre sous Basic Information → App-Level Tokens',
  'doctor.slack.bot': 'Jeton de bot Slack',
  'doctor.slack.bot.is': '{user} dans {team}',
  'doctor.slack.bot.missing':
    'SLACK_BOT_TOKEN n’est pas défini : api.slack.com/apps → Install App, le jeton qui commence par xoxb-',
  'doctor.slack.refused': 'Slack répond {error} : copiez à nouveau {variable} depuis api.slack.com/apps',
  'doctor.slack.down': 'Slack ne répond pas : vérifiez le réseau, ou SLACK_API_URL',
  'doctor.slack.scope': 'Portée Slack',
  'doctor.slack.scope.missing':
    '{scope} manque : collez à nouveau slack/manifest.yaml dans App Manifest, puis réinstallez l’app',
  'doctor.slack.home': 'Salon Slack',
  'doctor.slack.home.none':
    'SLACK_CHANNEL n’est pas défini : les exécutions que personne n’a demandées dans un chat ne sont pas montrées sur Slack',
  'doctor.slack.home.unknown':
    'Slack répond {error} pour {channel} : utilisez l’identifiant (C…) des détails du salon, et écrivez-y /invite @Autohome',
  'doctor.slack.home.archived':
    '{channel} est archivé : désarchivez-le, ou choisissez un autre SLACK_CHANNEL',
  'doctor.slack.home.outside': 'Autohome n’est pas dans {channel} : écrivez-y /invite @Autohome',
  'doctor.slack.owner': 'Propriétaire Slack',
  'doctor.slack.owner.none':
    'personne sur Slack ne peut demander ni répondre : ajoutez slack:U… à AUTOHOME_OWNERS (profil → ⋮ → Copier l’identifiant de membre)',
  'doctor.slack.owner.unknown':
    'Slack répond {error} pour {id} : copiez l’identifiant de membre depuis le profil (⋮ → Copier l’identifiant de membre)',
}
