import type { keep as en } from '../en/keep.ts'

export const keep: Record<keyof typeof en, string> = {
  'cli.backup': 'écrit toutes les données d’Autohome dans un seul .tar.gz, même en marche',
  'cli.restore': 'remet une sauvegarde dans un répertoire vide et vérifie la chaîne de chaque exécution',
  'cli.help.with_secrets':
    'emporte aussi les secrets : .env, secrets.yaml, clés ; le fichier demande alors un endroit sûr',
  'cli.help.into': 'le répertoire où restaurer ; sans cette option, AUTOHOME_HOME',
  'keep.backup.done': 'Sauvegarde écrite : {file} ({size:bytes}, {files} {files|fichier|fichiers}).',
  'keep.backup.left_out': 'Sans secrets : {names} non inclus. --with-secrets les emporte.',
  'keep.backup.secrets': 'Elle contient vos jetons : gardez-la là où personne d’autre ne peut la lire.',
  'keep.backup.next': 'Pour la remettre : autohome restore {name} --into RÉPERTOIRE',
  'keep.backup.missing':
    '{count} {count|sortie conservée avait|sorties conservées avaient} disparu avant cette sauvegarde : le journal {count|la|les} nomme, le disque ne {count|l’a|les a} plus.',
  'keep.restore.done':
    'Restauré dans {directory} : {files} {files|fichier|fichiers} du {createdAt}, écrits par Autohome {version}, chacun tel qu’il a été sauvegardé.',
  'keep.restore.left_out':
    'La sauvegarde a été faite sans secrets : remettez {names} vous-même, ou lancez autohome init.',
  'keep.restore.audit': 'Chaînes vérifiées : {runs} {runs|exécution tient|exécutions tiennent}.',
  'cli.prune':
    'supprime ce qui est plus ancien ou plus volumineux que prévu ; une exécution garde son résumé et la tête de sa chaîne',
  'cli.help.dry_run': 'dit seulement ce qui partirait',
  'keep.prune.nothing': 'Rien à supprimer.',
  'keep.prune.would':
    'Partiraient : les événements de {runs} {runs|exécution|exécutions} et {outputs} {outputs|sortie conservée|sorties conservées}, environ {bytes:bytes}.',
  'keep.prune.done':
    'Supprimés : les événements de {runs} {runs|exécution|exécutions} et {outputs} {outputs|sortie conservée|sorties conservées}, environ {bytes:bytes}. Les résumés et les têtes de chaîne restent.',
  'keep.prune.broken':
    'L’exécution {id} devait partir, mais sa chaîne ne tient pas : elle reste. Voir autohome audit {id}',
  'keep.prune.still_over':
    'Ce qui reste dépasse encore retention.maxMb : c’est en cours, ou fini depuis moins de 24 heures.',
  'keep.pruned.audit':
    'Exécution {id} : événements supprimés ({events}) le {at}, comme le prévoit retention. Ce qui reste tient : la chaîne finissait par {head}',
  'keep.pruned.show':
    'Ses événements ont été supprimés le {at}, comme le prévoit retention ; il reste ce résumé et la tête de sa chaîne.',
  'cli.init':
    'met Autohome en place : demande, écrit AUTOHOME_HOME/autohome.yaml et .env ; garde ce qui s’y trouve',
  'cli.help.yes': 'ne demande rien : valeurs de --set, jetons de l’environnement',
  'cli.help.set': 'avec --yes : réglages sous la forme clé=valeur, p. ex. execute.mode=sandbox locale=fr',
  'cli.help.test_notification': 'envoie une notification d’essai à chaque téléphone',
  'init.interrupted': 'Arrêté ; rien n’a été écrit.',
  'init.no_terminal':
    'autohome init pose ses questions dans un terminal : lancez-le dans un terminal, ou ajoutez --yes (autohome init --help).',
  'init.not_that': 'Ce n’est pas possible ; valeurs permises : {allowed}',
  'init.bad_set': '--set n’accepte pas « {pair} » ; permis : {keys}. Les jetons viennent de l’environnement.',
  'init.bad_value': '{key} ne peut pas contenir cela ; valeurs permises : {allowed}',
  'init.kept_secret': 'déjà là ; Entrée le garde',
  'init.nothing': 'Rien n’a changé.',
  'init.written': 'Écrit : {paths}',
  'init.slack_manifest':
    'Slack : créez l’application à partir de {path} (docs/slack.md), puis relancez autohome init.',
  'init.discord_invite': 'Discord : invitez le bot avec {url}',
  'init.sudoers':
    'Ce que les tâches fournies demandent à sudo, si vous le voulez (dans /etc/sudoers.d/autohome) :',
  'init.sudoers.checked': 'visudo l’a vérifié.',
  'init.sudoers.refused': 'visudo ne l’accepte pas : ne l’installez pas tel quel.',
  'init.sudoers.unchecked': 'visudo n’est pas ici, ce n’est donc pas vérifié : visudo -cf FICHIER',
  'init.next': 'Ensuite : autohome doctor, puis autohome start',
  'init.ask.locale': 'Langue : en, fr ou auto',
  'init.ask.owners':
    'Qui peut demander et répondre depuis le chat, p. ex. slack:U012AB3CD+discord:123456789012345678 (docs/chat.md)',
  'init.ask.workspace': 'Où écrire des fichiers et lancer des commandes',
  'init.ask.mode': 'Commandes sur ce serveur même (direct) ou dans un conteneur (sandbox)',
  'init.ask.ollama': 'Adresse d’Ollama',
  'init.ask.executor': 'Modèle qui fait le travail',
  'init.ask.verifier': 'Modèle qui le juge',
  'init.gate.slack':
    'Utiliser Slack ? Il faut une application faite à partir de slack/manifest.yaml (docs/slack.md) [o/N]',
  'init.ask.slack_bot': 'Jeton du bot, xoxb-… (page de l’application, Install App)',
  'init.ask.slack_app':
    'Jeton d’application, xapp-… (Basic Information, App-Level Tokens, portée connections:write)',
  'init.ask.slack_channel': 'Canal d’accueil, C… (tout en bas des détails du canal)',
  'init.gate.discord': 'Utiliser Discord ? Il vous faut un bot à vous (docs/discord.md) [o/N]',
  'init.ask.discord_token': 'Jeton du bot (discord.com/developers/applications, Bot, Reset Token)',
  'init.ask.discord_guild':
    'Identifiant du serveur (mode développeur, clic droit sur le serveur, Copier l’identifiant)',
  'init.ask.discord_channel':
    'Identifiant du salon d’accueil (clic droit sur le salon, Copier l’identifiant)',
  'init.gate.ntfy': 'Joindre votre téléphone par ntfy ? [o/N]',
  'init.ask.ntfy_url': 'Adresse du serveur ntfy, p. ex. https://ntfy.sh',
  'init.ask.ntfy_topic': 'Sujet auquel votre téléphone s’abonne : long et difficile à deviner',
  'init.ask.ntfy_reply': 'Un autre sujet du même genre, pour les réponses des boutons',
  'init.ask.ntfy_token': 'Jeton d’accès, tk_… (Entrée si le serveur n’en demande pas)',
  'cli.help.fix': 'répare ce qui peut l’être sans risque, en disant chaque chose',
  'doctor.fixed': 'réparé : {what}',
  'doctor.not_fixed': 'non réparé : {why}',
  'doctor.nothing_to_fix': 'Rien à réparer tout seul.',
}
