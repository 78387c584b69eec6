/** What is said on Discord alone: commands and their options, modals, and what a surface says for itself. */
export const discord = {
  'discord.command': 'Ask Autohome for something, and see how things stand',
  'discord.option.text': 'What you want, in your own words',
  'discord.option.workflow': 'The job, by its name',
  'discord.option.params': 'Its parameters: name=value name="two words"',
  'discord.option.run': 'Which run; the latest one here if left out',
  'discord.option.question': 'Which approval; the one that is open here if left out',
  'discord.option.reason': 'Why',
  'discord.option.away': 'On while nobody is here to answer',
  'discord.away.on': 'on',
  'discord.away.off': 'off',
  'discord.modal.deny': 'Deny this',
  'discord.modal.deny.reason': 'Why? (may be left empty)',
  'discord.modal.edit': 'Run another command instead',
  'discord.modal.edit.command': 'Command',
  'discord.modal.edit.hint': 'Runs exactly as it stands here, if the policy lets it.',
  'discord.modal.always': 'Always allow this?',
  'discord.modal.always.rule':
    'Sending this writes the following rule into your allowlist and runs the command:',
  'discord.modal.always.sure': 'From now on unasked?',
  'discord.modal.always.yes': 'Yes, write this rule',
  'discord.rest_in_file': 'This is the beginning. All of it is in the file.',
  'discord.more_questions': 'Answer these, then ask for the approvals again.',
  'discord.how_to_ask': 'Mention me, write to me directly, or use /orchestrate.',
  'discord.not_taken': 'This was not taken and nothing was done. Please try again in a moment.',
  'discord.broke': 'Something inside Autohome broke. The log has the details.',
  'discord.old_button': 'I no longer know what this button stands for.',
  'discord.already': 'This came to me before and is being dealt with.',
  'discord.question_closed': 'That was answered already, or its time has run out.',
  'discord.too_long_to_edit':
    'The command is too long to be changed here ({count} characters). In a terminal: autohome questions',
  'discord.too_long_for_modal':
    'The rule is too long to be shown here ({count} characters). In a terminal: autohome questions',
  'discord.cannot_read':
    'I cannot read messages here unless they mention me: switch on “Message Content Intent” for the bot in Discord’s developer portal.',
  'discord.token_refused':
    'Discord does not take DISCORD_TOKEN: make a new one in the developer portal (Bot, Reset Token) and start Autohome again.',
  'discord.invite': 'Invite the bot to your server: {url}',
} as const
