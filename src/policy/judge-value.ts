import { judgeAwk } from './languages/awk.ts'
import { isPlainFilter } from './languages/jq.ts'
import { judgeSed } from './languages/sed.ts'
import { isPlainQuery } from './languages/sql.ts'
import { showsFields } from './languages/template.ts'
import type { Kind } from './model.ts'
import { judgePath } from './paths.ts'
import { type Frame, note, TAG } from './shell/frame.ts'
import type { Value } from './shell/value.ts'
import { judgeUrl } from './urls.ts'

/** Judges one word by what it stands for. @returns tags, where it is a script of its own */
export function judgeValue(frame: Frame, kind: Kind, word: Value, part: string): number {
  switch (kind) {
    case 'text':
      judgeMention(frame, word, part)
      return TAG.none
    case 'read':
    case 'tree':
    case 'list':
    case 'write':
    case 'remove':
    case 'change':
      judgePath(frame, kind, word, part)
      return TAG.none
    case 'url':
      judgeUrl(frame, 'GET', word, part)
      return TAG.none
    case 'head':
      judgeUrl(frame, 'HEAD', word, part)
      return TAG.none
    case 'method':
      if (word.literal !== 'GET' && word.literal !== 'HEAD') note(frame, 'network.send', part)
      return TAG.none
    case 'host':
      if (word.literal === undefined) note(frame, 'network.unknown-host', part)
      return TAG.none
    case 'shell':
      if (word.literal !== undefined)
        return frame.judgement.interpreter.text(frame, word.literal, { own: true, posix: true })
      note(frame, 'code.unseen', part)
      return TAG.interpreter
    case 'sed':
      judgeSed(frame, word, part)
      return TAG.none
    case 'awk':
      judgeAwk(frame, word, part)
      return TAG.none
    case 'jq':
      judgeMention(frame, word, part)
      if (word.literal === undefined || !isPlainFilter(word.literal)) note(frame, 'code.unseen', part)
      return TAG.none
    case 'sql':
      judgeMention(frame, word, part)
      if (word.literal === undefined || !isPlainQuery(word.literal)) note(frame, 'code.unseen', part)
      return TAG.none
    case 'format':
      // Curl's `@file` reads a format, and `%output{file}` writes what follows.
      if (word.text.startsWith('\0') || /^@|%output\{/.test(word.text)) note(frame, 'code.unseen', part)
      return TAG.none
    case 'template':
      if (word.literal === undefined || !showsFields(word.literal)) note(frame, 'files.private', part)
      return TAG.none
    case 'variable':
      judgeVariable(frame, word, part)
      return TAG.none
    case 'command':
    case 'shell-words':
      note(frame, 'shell.not-understood', part)
      return TAG.none
  }
}

/** A word that is no path to its program may still be one to what the program starts. */
function judgeMention(frame: Frame, word: Value, part: string): void {
  const { places } = frame.judgement.policy
  if (word.text.includes(places.home) && !word.text.includes(places.workspace)) note(frame, 'self.home', part)
}

function judgeVariable(frame: Frame, word: Value, part: string): void {
  const name = word.text.slice(0, Math.max(0, word.text.indexOf('=')))
  if (!frame.judgement.policy.harmlessVariables.test(name)) note(frame, 'shell.variable', part)
}
