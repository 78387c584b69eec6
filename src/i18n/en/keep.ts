/** Keeping Autohome itself: backup, restore, pruning, the first set-up, and what doctor mends. */
export const keep = {
  'cli.backup': 'write all of Autohome’s own data into one .tar.gz, also while it runs',
  'cli.restore': 'put a backup into an empty data directory, and check every run’s chain',
  'cli.help.with_secrets':
    'also what holds secrets: .env, secrets.yaml, keys; the file then needs a safe place',
  'cli.help.into': 'the directory to restore into; without it AUTOHOME_HOME',
  'keep.backup.done': 'Backup written: {file} ({size:bytes}, {files} {files|file|files}).',
  'keep.backup.left_out': 'Without secrets: {names} left out. --with-secrets takes them along.',
  'keep.backup.secrets': 'It holds your tokens: keep it where nobody else can read it.',
  'keep.backup.next': 'To put it back: autohome restore {name} --into DIRECTORY',
  'keep.backup.missing':
    '{count} {count|kept output was|kept outputs were} gone before this backup: the journal names {count|it|them}, the disk does not have {count|it|them}.',
  'keep.restore.done':
    'Restored into {directory}: {files} {files|file|files} of {createdAt}, written by Autohome {version}, each as it was backed up.',
  'keep.restore.left_out':
    'The backup was made without secrets: put {names} back yourself, or run autohome init.',
  'keep.restore.audit': 'Checked: the {runs|chain|chains} of {runs} {runs|run holds|runs hold}.',
} as const
