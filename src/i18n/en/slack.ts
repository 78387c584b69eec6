/** What is said on Slack only: forms, confirmations, and what does not fit there. */
export const slack = {
  'slack.more': '… and {count} more',
  'slack.cut': 'Cut here; the whole of it is in the file {name}.',
  'slack.cut_here': 'Cut here: there is more than a message holds.',
  'slack.cancel.title': 'Cancel this run?',
  'slack.cancel.text': 'What it has done so far stays done.',
  'slack.cancel.yes': 'Cancel the run',
  'slack.cancel.no': 'Let it run',
  'slack.modal.back': 'Back',
  'slack.modal.deny': 'Deny',
  'slack.modal.deny.reason': 'Why not?',
  'slack.modal.edit': 'Edit the command',
  'slack.modal.edit.label': 'What is to run instead',
  'slack.modal.edit.hint':
    'It is judged by the policy like any other command, and runs exactly as it stands here.',
  'slack.modal.edit.submit': 'Run this',
  'slack.modal.always': 'Always allow',
  'slack.modal.always.text':
    'This rule would be written into your allowlist. What it fits runs unasked from then on; `autohome policy rules` lists it and takes it back.',
  'slack.modal.always.submit': 'Write the rule',
  'slack.modal.ask': 'Autohome',
  'slack.modal.ask.text': 'What should I do?',
  'slack.modal.ask.placeholder': 'In your own words, in English or in French',
  'slack.modal.ask.job': 'Or a job that I know',
  'slack.modal.ask.example': 'Or one of these examples',
  'slack.modal.ask.look': 'Or have a look',
  'slack.modal.ask.choose': 'Choose one',
  'slack.modal.ask.submit': 'Go',
  'slack.modal.ask.nothing': 'Write something, or choose one of the lists below.',
  'slack.modal.ask.several': 'Fill in one of these, not several.',
  'slack.modal.too_long': 'This is longer than a form on Slack may hold. Write instead: {command}',
  'slack.modal.failed': 'The form could not be opened. Write instead: {command}',
  'slack.files_direct': 'The files are in our direct conversation.',
  'slack.welcome': 'Try one of these:',
  'doctor.slack.app': 'Slack app token',
  'doctor.slack.app.works': 'accepted, Socket Mode can connect',
  'doctor.slack.app.missing':
    'SLACK_APP_TOKEN is not set: api.slack.com/apps → Basic Information → App-Level Tokens, with connections:write',
  'doctor.slack.app.scope':
    'has no connections:write: make a new one under Basic Information → App-Level Tokens',
  'doctor.slack.bot': 'Slack bot token',
  'doctor.slack.bot.is': '{user} in {team}',
  'doctor.slack.bot.missing':
    'SLACK_BOT_TOKEN is not set: api.slack.com/apps → Install App, the token that begins with xoxb-',
  'doctor.slack.refused': 'Slack says {error}: copy {variable} again from api.slack.com/apps',
  'doctor.slack.down': 'no answer from Slack: check the network, or SLACK_API_URL',
  'doctor.slack.scope': 'Slack scope',
  'doctor.slack.scope.missing':
    '{scope} is missing: paste slack/manifest.yaml into App Manifest again, then reinstall the app',
  'doctor.slack.home': 'Slack home channel',
  'doctor.slack.home.none':
    'SLACK_CHANNEL is not set: runs that nobody asked for in chat are not shown on Slack',
  'doctor.slack.home.unknown':
    'Slack says {error} of {channel}: use the id (C…) from the channel’s details, and /invite @Autohome there',
  'doctor.slack.home.archived': '{channel} is archived: unarchive it, or set another SLACK_CHANNEL',
  'doctor.slack.home.outside': 'Autohome is not in {channel}: write /invite @Autohome there',
  'doctor.slack.owner': 'Slack owner',
  'doctor.slack.owner.none':
    'nobody on Slack may ask or answer: add slack:U… to AUTOHOME_OWNERS (profile → ⋮ → Copy member ID)',
  'doctor.slack.owner.unknown':
    'Slack says {error} of {id}: copy the member ID from the profile (⋮ → Copy member ID)',
} as const
