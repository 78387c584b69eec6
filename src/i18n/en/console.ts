/** The terminal: keys, notices and what can be typed next. */
export const consoleArea = {
  'console.key.approve': 'approve',
  'console.key.deny': 'deny…',
  'console.key.view': 'show everything',
  'console.reason': 'Reason (may be empty): ',
  'console.reason.keys': 'Enter denies · Esc goes back',
  'console.interrupt.first': 'Cancelling. Ctrl-C again leaves at once.',
  'console.not_now': 'That was answered already.',
  'console.elsewhere': 'Answer with: autohome approve {id}, or: autohome deny {id}',
  'console.retry': 'tried again ({retry}) after {code}',
  'console.slow': 'stopped after {limit:duration}',
  'console.submitted': 'Run {id}: {text}',
  'console.more': '{count} more',
  'console.exit': 'exit {code}',
} as const
