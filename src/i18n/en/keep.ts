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
  'cli.init': 'set Autohome up: asks, writes AUTOHOME_HOME/autohome.yaml and .env; keeps what is there',
  'cli.help.yes': 'ask nothing: values from --set, tokens from the environment',
  'cli.help.set': 'with --yes: settings as key=value, e.g. execute.mode=sandbox locale=fr',
  'cli.help.test_notification': 'send a test notification to every phone',
  'init.interrupted': 'Stopped; nothing was written.',
  'init.no_terminal': 'autohome init asks in a terminal: run it in one, or add --yes (autohome init --help).',
  'init.not_that': 'That cannot be; allowed: {allowed}',
  'init.bad_set': '--set does not take “{pair}”; allowed: {keys}. Tokens come from the environment.',
  'init.bad_value': '{key} cannot hold that; allowed: {allowed}',
  'init.kept_secret': 'one is there; Enter keeps it',
  'init.nothing': 'Nothing changed.',
  'init.written': 'Written: {paths}',
  'init.slack_manifest': 'Slack: create the app from {path} (docs/slack.md), then run autohome init again.',
  'init.discord_invite': 'Discord: invite the bot with {url}',
  'init.sudoers':
    'What the shipped workflows need from sudo, should you want it (as /etc/sudoers.d/autohome):',
  'init.sudoers.checked': 'visudo has checked it.',
  'init.sudoers.refused': 'visudo does not accept it: do not install it as it is.',
  'init.sudoers.unchecked': 'visudo is not here, so it is not checked: visudo -cf FILE',
  'init.next': 'Next: autohome doctor, then autohome start',
  'init.ask.locale': 'Language: en, fr or auto',
  'init.ask.owners':
    'Who may ask and answer from chat, e.g. slack:U012AB3CD+discord:123456789012345678 (docs/chat.md)',
  'init.ask.workspace': 'Where may files be written and commands run',
  'init.ask.mode': 'Commands on this server itself (direct) or in a container (sandbox)',
  'init.ask.ollama': 'Address of Ollama',
  'init.ask.executor': 'Model that does the work',
  'init.ask.verifier': 'Model that judges it',
  'init.gate.slack': 'Use Slack? You need an app made from slack/manifest.yaml (docs/slack.md) [y/N]',
  'init.ask.slack_bot': 'Bot token, xoxb-… (the app’s page, Install App)',
  'init.ask.slack_app': 'App token, xapp-… (Basic Information, App-Level Tokens, scope connections:write)',
  'init.ask.slack_channel': 'Home channel, C… (the channel’s details, at the bottom)',
  'init.gate.discord': 'Use Discord? You need a bot of your own (docs/discord.md) [y/N]',
  'init.ask.discord_token': 'Bot token (discord.com/developers/applications, Bot, Reset Token)',
  'init.ask.discord_guild': 'Server id (developer mode on, right click on the server, Copy Server ID)',
  'init.ask.discord_channel': 'Home channel id (right click on the channel, Copy Channel ID)',
  'init.gate.ntfy': 'Reach your phone through ntfy? [y/N]',
  'init.ask.ntfy_url': 'Address of the ntfy server, e.g. https://ntfy.sh',
  'init.ask.ntfy_topic': 'Topic that your phone subscribes to: long and hard to guess',
  'init.ask.ntfy_reply': 'Another topic of that kind, for the answers of the buttons',
  'init.ask.ntfy_token': 'Access token, tk_… (Enter where the server needs none)',
} as const
