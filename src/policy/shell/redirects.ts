import type { Redirection } from 'unbash'
import { judgeValue } from '../judge-value.ts'
import { type Frame, note, TAG } from './frame.ts'
import { fieldsOf } from './words.ts'
import { visitParts, visitWord } from './visit-word.ts'

/** Judges where input comes from and where output goes. Here-documents and here-strings are expanded like words. */
export function judgeRedirects(frame: Frame, redirects: readonly Redirection[]): number {
  let tags = TAG.none
  for (const redirect of redirects) tags |= judgeRedirect(frame, redirect)
  return tags
}

function judgeRedirect(frame: Frame, redirect: Redirection): number {
  const part = frame.source.slice(redirect.pos, redirect.end)
  if (redirect.descriptor?.type === 'FileDescriptorVariable') note(frame, 'shell.variable', part)
  if (redirect.type === 'HereDoc') {
    if (!redirect.delimiter || !redirect.closing) note(frame, 'shell.not-understood', part)
    return redirect.body.parts ? visitParts(frame, redirect.body.parts) : TAG.none
  }
  const { target } = redirect
  if (!target) {
    note(frame, 'shell.not-understood', part)
    return TAG.none
  }
  const tags = visitWord(frame, target)
  if (redirect.type === 'HereString') return tags
  const { operator } = redirect
  if ((operator === '>&' || operator === '<&') && /^(?:\d+-?|-)$/.test(target.text)) return tags
  const kind = operator === '<' ? 'read' : 'write'
  for (const field of fieldsOf(frame, target)) {
    for (const reading of field) judgeValue(frame, kind, reading, part)
  }
  return tags
}
