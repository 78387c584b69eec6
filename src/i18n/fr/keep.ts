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
}
