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
  'cli.prune': 'remove what is older or more than retention allows; a run keeps its summary and chain head',
  'cli.help.dry_run': 'only tell what would go',
  'keep.prune.nothing': 'Nothing to remove.',
  'keep.prune.would':
    'Would remove: the events of {runs} {runs|run|runs} and {outputs} kept {outputs|output|outputs}, about {bytes:bytes}.',
  'keep.prune.done':
    'Removed: the events of {runs} {runs|run|runs} and {outputs} kept {outputs|output|outputs}, about {bytes:bytes}. Summaries and chain heads stay.',
  'keep.prune.broken': 'Run {id} was due, but its chain does not hold: it stays. See autohome audit {id}',
  'keep.prune.still_over':
    'What is left is still more than retention.maxMb: it is at work, or ended within the last 24 hours.',
  'keep.pruned.audit':
    'Run {id}: its {events} {events|event|events} were removed on {at}, as retention says. What is left holds: the chain ended in {head}',
  'keep.pruned.show':
    'Its events were removed on {at}, as retention says; this summary and the head of its chain are what is left.',
} as const
