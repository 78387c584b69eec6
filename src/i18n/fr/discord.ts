import type { discord as en } from '../en/discord.ts'

export const discord: Record<keyof typeof en, string> = {
  'discord.command': 'Demander quelque chose à Autohome, et voir où en sont les choses',
  'discord.option.text': 'Ce que vous voulez, avec vos mots',
  'discord.option.workflow': 'Le travail, par son nom',
  'discord.option.params': 'Ses paramètres : nom=valeur nom="deux mots"',
  'discord.option.run': 'Quelle exécution ; sinon la dernière d’ici',
  'discord.option.question': 'Quelle approbation ; sinon celle qui est ouverte ici',
  'discord.option.reason': 'Pourquoi',
  'discord.option.away': 'À activer quand personne n’est là pour répondre',
  'discord.option.action': 'Ce qu’il faut faire ; sinon la liste',
  'discord.option.which_schedule': 'Laquelle',
  'discord.schedule.list': 'lister',
  'discord.schedule.add': 'ajouter',
  'discord.schedule.run': 'lancer maintenant',
  'discord.schedule.pause': 'suspendre',
  'discord.schedule.resume': 'reprendre',
  'discord.schedule.approve': 'approuver',
  'discord.schedule.revoke': 'révoquer l’approbation',
  'discord.schedule.remove': 'supprimer',
  'discord.away.on': 'activée',
  'discord.away.off': 'désactivée',
  'discord.modal.deny': 'Refuser',
  'discord.modal.deny.reason': 'Pourquoi ? (peut rester vide)',
  'discord.modal.edit': 'Lancer une autre commande',
  'discord.modal.edit.command': 'Commande',
  'discord.modal.edit.hint': 'Lancée exactement telle quelle, si la politique le permet.',
  'discord.modal.always': 'Toujours autoriser ?',
  'discord.modal.always.rule':
    'L’envoi inscrit la règle suivante dans votre liste d’autorisations et lance la commande :',
  'discord.modal.always.sure': 'Désormais sans demander ?',
  'discord.modal.always.yes': 'Oui, inscrire cette règle',
  'discord.rest_in_file': 'Ceci est le début. Le fichier contient tout.',
  'discord.more_questions': 'Répondez à celles-ci, puis redemandez les approbations.',
  'discord.how_to_ask': 'Mentionnez-moi, écrivez-moi directement, ou utilisez /orchestrate.',
  'discord.not_taken': 'Ceci n’a pas été pris en compte et rien n’a été fait. Réessayez dans un instant.',
  'discord.broke': 'Quelque chose s’est cassé dans Autohome. Le journal donne les détails.',
  'discord.old_button': 'Je ne sais plus à quoi correspond ce bouton.',
  'discord.already': 'Ceci m’est déjà parvenu et suit son cours.',
  'discord.question_closed': 'Une réponse a déjà été donnée, ou le délai est passé.',
  'discord.too_long_to_edit':
    'La commande est trop longue pour être modifiée ici ({count} caractères). Dans un terminal : autohome questions',
  'discord.too_long_for_modal':
    'La règle est trop longue pour être montrée ici ({count} caractères). Dans un terminal : autohome questions',
  'discord.cannot_read':
    'Ici, je ne peux lire que les messages qui me mentionnent : activez « Message Content Intent » pour le bot dans le portail développeur de Discord.',
  'discord.token_refused':
    'Discord refuse DISCORD_TOKEN : créez-en un nouveau dans le portail développeur (Bot, Reset Token) et relancez Autohome.',
  'discord.invite': 'Invitez le bot sur votre serveur : {url}',
  'doctor.discord': 'Discord',
  'doctor.discord.is': 'le jeton est celui de {name}',
  'doctor.discord.down': 'pas de réponse de {url} : vérifiez le réseau, ou DISCORD_API_URL',
  'doctor.discord.intent': 'Intent Discord',
  'doctor.discord.intent.on': 'Message Content : les messages des fils peuvent être lus',
  'doctor.discord.intent.off':
    'Message Content est désactivé, seuls les mentions et les messages privés sont lisibles : https://discord.com/developers/applications/{id}/bot',
  'doctor.discord.guild': 'Serveur Discord',
  'doctor.discord.guild.none': 'le bot n’y est pas : invitez-le avec {url}',
  'doctor.discord.command': 'Commande Discord',
  'doctor.discord.command.none':
    '/orchestrate n’est pas encore enregistrée dans cette version : `autohome start` s’en charge',
  'doctor.discord.channel': 'Salon Discord',
  'doctor.discord.channel.none':
    'pas de salon d’accueil : les exécutions que personne ne lance depuis le chat n’y sont pas montrées ; définissez DISCORD_CHANNEL_ID',
  'doctor.discord.channel.gone':
    '{id} n’existe pas, ou le bot n’y a pas accès : vérifiez DISCORD_CHANNEL_ID et ajoutez le bot au salon',
  'doctor.discord.permission': 'Permission Discord',
  'doctor.discord.permission.none':
    '« {name} » manque dans le salon d’accueil : Modifier le salon, Permissions, ajoutez le bot et autorisez-la',
  'doctor.discord.may.ViewChannel': 'Voir le salon',
  'doctor.discord.may.SendMessages': 'Envoyer des messages',
  'doctor.discord.may.AttachFiles': 'Joindre des fichiers',
  'doctor.discord.may.ReadMessageHistory': 'Voir les anciens messages',
  'doctor.discord.may.CreatePublicThreads': 'Créer des fils publics',
  'doctor.discord.may.SendMessagesInThreads': 'Envoyer des messages dans les fils',
  'doctor.discord.owners': 'Propriétaires Discord',
  'doctor.discord.owners.none':
    'personne ne peut rien y demander : définissez AUTOHOME_OWNERS=discord:<votre identifiant> (Discord : Avancés, Mode développeur, puis Copier l’identifiant)',
  'doctor.discord.owners.odd':
    '{id} n’est pas un identifiant Discord : 17 à 20 chiffres (Mode développeur, Copier l’identifiant)',
}
