import type { Localized, Message } from '../domain/text.ts'
import type { ScheduleChange } from '../domain/schedule.ts'
import { parseWhen } from '../lib/when/parse.ts'
import { splitWhen } from '../lib/when/split.ts'
import type { Command, ScheduleWish } from './command.ts'
import { clip } from './visible.ts'

type Parsed =
  | { readonly ok: true; readonly command: Command }
  | { readonly ok: false; readonly why: Message | Localized }

const WORDS: Readonly<Record<string, ScheduleChange | 'run' | 'list' | 'add'>> = {
  list: 'list',
  lister: 'list',
  liste: 'list',
  add: 'add',
  ajouter: 'add',
  ajoute: 'add',
  pause: 'pause',
  suspendre: 'pause',
  resume: 'resume',
  reprendre: 'resume',
  run: 'run',
  lancer: 'run',
  remove: 'remove',
  delete: 'remove',
  supprimer: 'remove',
  approve: 'approve',
  approuver: 'approve',
  revoke: 'revoke',
  revoquer: 'revoke',
}

/**
 * `schedule`, `schedule add every Sunday at 4: docker-cleanup`, `schedule pause k3v9`. Without a word of these, what
 * begins like a time is one to be added; the rest is a request that only begins with this word.
 */
export function parseSchedule(rest: string, whole: string): Parsed {
  if (rest === '') return wish({ action: 'list' })
  const [, first = '', after = ''] = /^(\S+)\s*(.*)$/su.exec(rest) ?? []
  const plain = first.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const action = Object.hasOwn(WORDS, plain) ? WORDS[plain] : undefined
  if (action === 'list') return wish({ action })
  if (action === 'add') return parseAdd(after)
  if (action !== undefined)
    return /^[0-9a-hjkmnp-tv-z]{2,8}$/i.test(after)
      ? wish({ action, id: after.toLowerCase() })
      : { ok: false, why: { key: 'schedule.need_id' } }
  if (splitWhen(rest).what !== '') return parseAdd(rest)
  return /^\S+$/.test(rest)
    ? { ok: false, why: { key: 'schedule.bad_action', params: { typed: clip(rest, 60) } } }
    : { ok: true, command: { kind: 'ask', text: whole } }
}

const EXAMPLE = 'schedule add every Sunday at 4: docker-cleanup'

/** `--approve` and `--check` may stand anywhere; also with the dash that phones make of two. */
function parseAdd(text: string): Parsed {
  const flag = (name: string) => new RegExp(`(?:^|\\s)(?:--|—)${name}(?=\\s|$)`, 'i')
  const bare = text.replace(flag('approve'), ' ').replace(flag('check'), ' ').trim()
  const { when, what } = splitWhen(bare)
  const read = parseWhen(when)
  if (!read.ok) return { ok: false, why: read.why }
  if (what === '') return { ok: false, why: { key: 'schedule.need_what', params: { example: EXAMPLE } } }
  return wish({
    action: 'add',
    when,
    what,
    approve: flag('approve').test(text),
    check: flag('check').test(text),
  })
}

const wish = (one: ScheduleWish): Parsed => ({ ok: true, command: { kind: 'schedule', wish: one } })
