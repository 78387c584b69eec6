import { parse } from 'unbash'
import type { Effect } from '../domain/effect.ts'
import { judgeInvocation } from './invoke.ts'
import { judgeValue } from './judge-value.ts'
import { type Frame, type Judgement, note } from './shell/frame.ts'
import { literal } from './shell/value.ts'
import { variablesOf } from './shell/variables.ts'
import { walkScript } from './shell/walk.ts'
import { judgeUrl } from './urls.ts'

/** Control signs, and signs that change the direction of text or cannot be seen: what is shown is not what runs. */
const ODD =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff]/
const ODD_ASTRAL = /[\u{e0000}-\u{e007f}]/u

/** Judges one effect; each kind like the shell line that would do the same. */
export function judgeEffect(judgement: Judgement, effect: Effect): void {
  switch (effect.kind) {
    case 'command':
      return judgeScript(judgement, effect.text, effect.cwd)
    case 'program':
      return judgeArgv(judgement, effect.argv, effect.cwd, false)
    case 'task':
      return judgeArgv(judgement, [effect.program, ...effect.args], effect.cwd, true)
    case 'container':
      return judgeArgv(judgement, ['docker', effect.action, '--', effect.name], '/', false)
    case 'service':
      return judgeArgv(judgement, ['systemctl', effect.action, '--', effect.name], '/', false)
    case 'path': {
      const frame = frameOf(judgement, effect.path, '/')
      if (isOdd(effect.path)) note(frame, 'shell.odd-text', effect.path)
      judgeValue(frame, effect.access, literal(effect.path), effect.path)
      return
    }
    case 'url': {
      const frame = frameOf(judgement, effect.url, '/')
      if (isOdd(effect.url)) note(frame, 'shell.odd-text', effect.url)
      return judgeUrl(frame, effect.method, literal(effect.url), `${effect.method} ${effect.url}`)
    }
  }
}

function judgeScript(judgement: Judgement, text: string, cwd: string): void {
  const bare = frameOf(judgement, text, cwd)
  if (text.length > judgement.policy.limits.length) return note(bare, 'shell.limits', text.slice(0, 80))
  if (isOdd(text)) note(bare, 'shell.odd-text', text)
  const script = parse(text)
  walkScript({ ...bare, variables: variablesOf(script, text) }, script)
}

/** Without a shell nothing is expanded: every word is what it says. */
function judgeArgv(judgement: Judgement, argv: readonly string[], cwd: string, terminal: boolean): void {
  const part = argv.join(' ')
  const frame: Frame = { ...frameOf(judgement, part, cwd), terminal, ...(terminal ? {} : { ours: true }) }
  if (part.length > judgement.policy.limits.length) return note(frame, 'shell.limits', part.slice(0, 80))
  if (isOdd(part)) note(frame, 'shell.odd-text', part)
  judgeInvocation(
    frame,
    argv.map((word) => literal(word)),
    part,
  )
}

const isOdd = (text: string): boolean =>
  ODD.test(text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, 'x')) || ODD_ASTRAL.test(text)

function frameOf(judgement: Judgement, source: string, cwd: string): Frame {
  return {
    judgement,
    source,
    depth: 0,
    cwd: { dirs: [cwd], moved: false },
    variables: variablesOf(parse(''), source),
    functions: new Set(),
    posix: false,
    repeats: false,
  }
}
