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
  'doctor.discord': 'Discord',
  'doctor.discord.is': 'the token is that of {name}',
  'doctor.discord.down': 'no answer from {url}: check the network, or DISCORD_API_URL',
  'doctor.discord.intent': 'Discord intent',
  'doctor.discord.intent.on': 'Message Content: messages in threads can be read',
  'doctor.discord.intent.off':
    'Message Content is off, so only mentions and direct messages can be read: https://discord.com/developers/applications/{id}/bot',
  'doctor.discord.guild': 'Discord server',
  'doctor.discord.guild.none': 'the bot is not in it: invite it with {url}',
  'doctor.discord.command': 'Discord command',
  'doctor.discord.command.none':
    '/orchestrate is not registered in this version yet: `autohome start` does it',
  'doctor.discord.channel': 'Discord channel',
  'doctor.discord.channel.none':
    'no home channel: runs that nobody starts from chat are not shown there; set DISCORD_CHANNEL_ID',
  'doctor.discord.channel.gone':
    '{id} does not exist, or the bot may not see it: check DISCORD_CHANNEL_ID and add the bot to the channel',
  'doctor.discord.permission': 'Discord permission',
  'doctor.discord.permission.none':
    '“{name}” is missing in the home channel: Edit channel, Permissions, add the bot and allow it',
  'doctor.discord.may.ViewChannel': 'View Channel',
  'doctor.discord.may.SendMessages': 'Send Messages',
  'doctor.discord.may.AttachFiles': 'Attach Files',
  'doctor.discord.may.ReadMessageHistory': 'Read Message History',
  'doctor.discord.may.CreatePublicThreads': 'Create Public Threads',
  'doctor.discord.may.SendMessagesInThreads': 'Send Messages in Threads',
  'doctor.discord.owners': 'Discord owners',
  'doctor.discord.owners.none':
    'nobody may ask there: set AUTOHOME_OWNERS=discord:<your id> (Discord: Advanced, Developer Mode, then Copy User ID)',
  'doctor.discord.owners.odd':
    '{id} is no user id of Discord: 17 to 20 digits (Developer Mode, Copy User ID)',
} as const
