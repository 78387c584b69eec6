/** What is said on a lock screen. */
export const phone = {
  'phone.question.title': '{title} wants your yes: {what}',
  'phone.too_long':
    'The command cannot be shown here whole, so it cannot be approved from here. In chat, or on the server: autohome answer {id} approve',
  'phone.answer_there': 'Answer in chat, or on the server: autohome questions ({id})',
  'phone.open': 'Open',
  'phone.run.took': 'It took {elapsed}.',
  'phone.incident.title': 'Incident · {title}',
  'phone.digest.title': 'The last 24 hours: {count} {count|run|runs}',
  'phone.digest.counts': '{passed} passed, {failed} failed, {cancelled} cancelled',
  'phone.digest.open': '{count} {count|question waits|questions wait} for an answer',
  'phone.misuse.title': 'Somebody tried a button that is not theirs',
  'phone.misuse.late': 'This button came too late',
  'phone.misuse.forged':
    'At {time} the reply topic held a press that Autohome did not make. Nothing was done. If it was not you: choose a new NTFY_REPLY_TOPIC.',
  'phone.misuse.used': 'At {time} a button was pressed again that had been used already. Nothing was done.',
  'phone.misuse.expired': 'At {time} a button was pressed whose time was over. Nothing was done.',
  'phone.misuse.changed':
    'At {time} a button was pressed for something that is no longer what it was. Nothing was done.',
  'phone.misuse.unknown':
    'At {time} a button was pressed for a question that is not known here. Nothing was done.',
  'phone.misuse.closed':
    'At {time} a button was pressed for what was answered elsewhere already. Nothing was done.',
  'phone.misuse.stranger':
    'At {time} a button was pressed on a phone that belongs to no owner any more. Nothing was done.',
  'phone.misuse.refused': 'At {time} a button was pressed, and it was refused:',
  'phone.misuse.about': 'Question {id}',
  'phone.test.title': 'Autohome reaches this phone',
  'phone.test.message': 'A test from {host}. Nothing needs doing.',
  'cli.notify': 'try the way to the phones',
  'cli.notify.test': 'send a notification to every phone, to see whether it arrives',
  'cli.notify.none': 'No phone is configured: set NTFY_URL and NTFY_TOPIC (docs/phone.md).',
  'cli.notify.failed': 'The notification for {name} was not taken by {url}: {why}. See autohome doctor.',
  'cli.notify.sent': 'Sent to {names}. If nothing rings, look at the subscription in the ntfy app.',
  'doctor.phone': 'Phone (ntfy)',
  'doctor.phone.half': 'NTFY_URL and NTFY_TOPIC belong together: set both',
  'doctor.phone.down': 'no ntfy server answers at {url}: check NTFY_URL and the network',
  'doctor.phone.token': 'Phone token',
  'doctor.phone.token.refused': 'the server does not take NTFY_TOKEN: make a new one (ntfy token add)',
  'doctor.phone.publish': 'Phone topic',
  'doctor.phone.publish.no':
    'may not publish to {name}’s topic: on the server, ntfy access USER TOPIC write-only, and check NTFY_TOKEN',
  'doctor.phone.open_topic':
    '{name}’s topic can be read without a token by whoever guesses its name: restrict it (ntfy access), or make it hard to guess',
  'doctor.phone.owner': 'Phone owner',
  'doctor.phone.owner.no':
    '{name} is told of everything and may answer nothing: put phone:{name} with one of the owners',
  'doctor.phone.reply': 'Phone answers',
  'doctor.phone.reply.none': 'no buttons: set NTFY_REPLY_TOPIC to a topic of its own',
  'doctor.phone.reply.read': 'the reply topic can be read',
  'doctor.phone.reply.no_read':
    'may not read the reply topic: on the server, ntfy access USER REPLY_TOPIC read-only',
  'doctor.phone.press': 'Phone buttons',
  'doctor.phone.press.may': 'phones may post to the reply topic',
  'doctor.phone.press.no':
    'a press carries no token, and the reply topic asks for one: ntfy access everyone REPLY_TOPIC write-only',
  'doctor.phone.open_reply':
    'the reply topic can be read without a token; a press counts once and for one answer only, but restrict it: ntfy access everyone REPLY_TOPIC write-only',
} as const
