/** What is said on chat platforms alone. */
export const surface = {
  'surface.not_owner':
    'Only the owners of this server can ask me. You are {id} here; AUTOHOME_OWNERS names the owners.',
  'surface.no_owners':
    'This server has no owner in chat yet. If it is yours, set AUTOHOME_OWNERS={id} and start Autohome again.',
  'surface.bug':
    'Something inside Autohome broke, so this was not done. The log on the server says what: {log}',
  'surface.busy': 'Autohome could not take this, because its database is held by another program. Try again.',
  'surface.connected': '{surface} is connected.',
  'surface.not_connected': '{surface} is not connected: {why}',
  'surface.moved': 'The thread of this run cannot be written to any more ({why}), so it goes on here.',
  'surface.trouble':
    '{surface} does not take Autohome’s token any more: {message}. Put a new one into the environment and start Autohome again.',
  'surface.welcome':
    'Autohome looks after this server. It says what it does, asks before anything sensitive and proves that the result holds. For example:',
  'surface.report': 'Report · {title}',
  'surface.report.file': 'The whole report is in {name}.',
  'surface.over': 'The run has ended: this needs no answer any more.',
  'surface.question.plain': '{title} {command} — answer on the server: autohome approve {id}',
  'surface.incident': 'Incident · {text}',
  'surface.pack.too_big':
    'The audit pack of run {id} has {size:bytes}, which is too much for a message: autohome audit {id} --pack DIR',
  'surface.several_runs': '{count} runs are under way. Say which: {ids}',
} as const
