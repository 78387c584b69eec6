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
} as const
