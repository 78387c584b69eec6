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
}
