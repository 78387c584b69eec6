import type { Localized, Message } from '../domain/text.ts'
import { type Command, type CommandName, commandNamed, USAGE } from './command.ts'
import { parseSchedule } from './parse-schedule.ts'
import { clip } from './visible.ts'
import { splitWords, type Word } from './words.ts'

export type Parsed =
  | { readonly ok: true; readonly command: Command }
  | { readonly ok: false; readonly why: Message | Localized }

/** `/orchestrate …`, `!…` where a surface has no slash commands, or `/help` as people type it anyway. */
const PREFIX = /^\s*(?:[/!]\s*(?:orchestrate|autohome)\b|!)\s*/i

/**
 * A message or a slash command's text as a command. Plain words are a request; after a prefix the first word may be a
 * sub-command, and what is none is a request all the same, so that `/orchestrate check the disk` does what it says.
 */
export function parseCommand(text: string, options: { readonly explicit?: boolean } = {}): Parsed {
  const bare = text.replace(PREFIX, '')
  const slash = /^\s*\/(\p{L}+|\?)/u.exec(text)
  if (options.explicit || bare !== text) return parseSub(bare.trim())
  if (slash?.[1] !== undefined && commandNamed(slash[1])) return parseSub(text.trim().slice(1))
  if (isPlainCommand(text.trim())) return parseSub(text.trim())
  return done({ kind: 'ask', text: text.trim() })
}

/** Without a prefix only what can be nothing else: `runs`, `aide ?`, `approve k7m2p9qx`, `cancel 01KA too late`. */
function isPlainCommand(text: string): boolean {
  const [, first = '', second] = /^(\S+?)[.!?\s]*(?:\s(\S+)(?:\s.*)?)?$/su.exec(text) ?? []
  const name = commandNamed(first)
  if (name === undefined) return false
  if (second === undefined) return LISTS.has(name)
  if (name === 'approve' || name === 'deny' || name === 'answer')
    return /\d/.test(second) && isQuestionId(second)
  return ABOUT_RUN.has(name) && isRunId(second)
}

const LISTS: ReadonlySet<CommandName> = new Set([
  'help',
  'status',
  'runs',
  'workflows',
  'approvals',
  'schedule',
])
const ABOUT_RUN: ReadonlySet<CommandName> = new Set([
  'show',
  'logs',
  'evidence',
  'verify',
  'repair',
  'undo',
  'cancel',
  'steer',
  'audit',
])

function parseSub(text: string): Parsed {
  const first = /^\S+/.exec(text.replace(/[.!?\s]+$/, ''))?.[0] ?? /^\S+/.exec(text)?.[0]
  const name = first === undefined ? 'help' : commandNamed(first)
  if (name === undefined) return done({ kind: 'ask', text })
  const rest = text.slice(first?.length ?? 0).trim()
  switch (name) {
    case 'help':
      return done({ kind: 'help' })
    case 'ask':
      return rest === '' ? wrong('command.need_text', name) : done({ kind: 'ask', text: unquoted(rest) })
    case 'run':
      return parseRun(rest, text)
    case 'status':
    case 'runs':
    case 'workflows':
    case 'approvals':
      return rest === '' ? done({ kind: name }) : done({ kind: 'ask', text })
    case 'show':
    case 'evidence':
    case 'verify':
    case 'repair':
      return parseAboutRun(name, rest, text)
    case 'undo':
      return parseUndo(rest, text)
    case 'logs':
    case 'audit':
      return parseStrict(name, rest)
    case 'cancel':
    case 'deny':
      return parseWithReason(name, rest)
    case 'approve':
      return parseApprove(rest)
    case 'steer':
      return parseSteer(rest)
    case 'answer':
      return parseAnswer(rest)
    case 'away':
      return parseAway(rest, text)
    case 'schedule':
      return parseSchedule(rest, text)
    default:
      return name satisfies never
  }
}

/** `run the tests …` is a request; `run disk-report path=/srv` is a job by name. */
function parseRun(rest: string, whole: string): Parsed {
  if (rest === '') return wrong('command.need_text', 'run')
  const words = splitWords(rest)
  if (!words) return { ok: false, why: { key: 'command.open_quote', params: { text: clip(rest, 200) } } }
  const [workflow, ...given] = words
  if (!workflow) return wrong('command.need_text', 'run')
  if (workflow.quoted) return done({ kind: 'ask', text: unquoted(rest) })
  if (given.length > 0 && given.every(({ text }) => !text.includes('=')))
    return done({ kind: 'ask', text: whole })
  return withParams(workflow.text, given, whole)
}

function withParams(workflow: string, given: readonly Word[], text: string): Parsed {
  const params = new Map<string, string>()
  for (const { text: pair } of given) {
    const [, name, value] = /^([A-Za-z_][\w-]*)=(.*)$/su.exec(pair) ?? []
    if (name === undefined || value === undefined)
      return { ok: false, why: { key: 'command.bad_param', params: { text: clip(pair, 100) } } }
    if (params.has(name)) return { ok: false, why: { key: 'command.double_param', params: { name } } }
    params.set(name, value)
  }
  return done({ kind: 'run', workflow, params: Object.fromEntries(params), text })
}

/** `verify the backups` is a request; `verify 01KA` is about a run. */
function parseAboutRun(name: 'show' | 'evidence' | 'verify' | 'repair', rest: string, whole: string): Parsed {
  if (rest === '') return done({ kind: name })
  if (isRunId(rest)) return done({ kind: name, id: rest })
  return /^\S*\d\S*$/.test(rest) ? badId(name, rest) : done({ kind: 'ask', text: whole })
}

/** `undo the last change of nginx` is a request. */
function parseUndo(rest: string, whole: string): Parsed {
  const words = rest.split(/\s+/).filter((one) => one !== '')
  const flags: readonly string[] = words.filter((one) => one === '--dry-run' || one === '--changed')
  const [id, ...more] = words.filter((one) => !flags.includes(one))
  if (more.length > 0 || (id !== undefined && !isRunId(id)))
    return id !== undefined && more.length === 0 && /\d/.test(id)
      ? badId('undo', id)
      : done({ kind: 'ask', text: whole })
  return done({
    kind: 'undo',
    preview: flags.includes('--dry-run'),
    changed: flags.includes('--changed'),
    ...(id === undefined ? {} : { id }),
  })
}

function parseStrict(name: 'logs' | 'audit', rest: string): Parsed {
  if (rest === '') return done({ kind: name })
  return isRunId(rest) ? done({ kind: name, id: rest }) : badId(name, rest)
}

function parseWithReason(name: 'cancel' | 'deny', rest: string): Parsed {
  const [, id, after = ''] = /^(\S+)\s*(.*)$/su.exec(rest) ?? []
  const named = id !== undefined && (name === 'cancel' ? isRunId(id) : isQuestionId(id))
  const reason = named ? after : rest
  return done({
    kind: name,
    ...(named ? { id } : {}),
    ...(reason === '' ? {} : { reason: unquoted(reason) }),
  })
}

function parseApprove(rest: string): Parsed {
  if (rest === '') return done({ kind: 'approve' })
  return isQuestionId(rest) ? done({ kind: 'approve', id: rest }) : badId('approve', rest)
}

function parseSteer(rest: string): Parsed {
  const [, id, after = ''] = /^(\S+)\s*(.*)$/su.exec(rest) ?? []
  const named = id !== undefined && isRunId(id)
  const text = unquoted(named ? after : rest)
  if (text === '') return wrong('command.need_text', 'steer')
  return done({ kind: 'steer', text, ...(named ? { id } : {}) })
}

/** `away`, `away on`, `away off`; anything else behind it is a request. */
function parseAway(rest: string, whole: string): Parsed {
  if (/^(?:on|oui)?$/i.test(rest)) return done({ kind: 'away', on: true })
  return /^(?:off|non|fin)$/i.test(rest)
    ? done({ kind: 'away', on: false })
    : done({ kind: 'ask', text: whole })
}

function parseAnswer(rest: string): Parsed {
  const [, id, option, text = ''] = /^(\S+)\s+(\S+)(?:\s(.*))?$/su.exec(rest) ?? []
  if (id === undefined || option === undefined) return wrong('command.need_id', 'answer')
  if (text !== '' && option !== 'edit') return wrong('command.need_id', 'answer')
  return isQuestionId(id)
    ? done({ kind: 'answer', id, option, ...(text === '' ? {} : { text }) })
    : badId('answer', id)
}

/** A ULID or its beginning: until the year 10889 they all start with 0. */
const isRunId = (text: string): boolean => /^0[0-9a-hjkmnp-tv-z]{1,25}$/i.test(text)
/** Question ids hold at least one digit in all but one of 40 cases; a word without any is a reason. */
const isQuestionId = (text: string): boolean =>
  /^(?=.*\d)[0-9a-hjkmnp-tv-z]{2,8}$|^[0-9a-hjkmnp-tv-z]{8}$/i.test(text)

const unquoted = (text: string): string => {
  const words = splitWords(text)
  const [only] = words ?? []
  return words?.length === 1 && only?.quoted ? only.text : text
}

const done = (command: Command): Parsed => ({ ok: true, command })
const wrong = (key: 'command.need_text' | 'command.need_id', name: CommandName): Parsed => ({
  ok: false,
  why: { key, params: { usage: USAGE[name] } },
})
const badId = (name: CommandName, id: string): Parsed => ({
  ok: false,
  why: { key: 'command.bad_id', params: { id: clip(id, 60), usage: USAGE[name] } },
})
