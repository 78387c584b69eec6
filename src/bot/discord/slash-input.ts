import type { JsonObject } from '../../domain/json.ts'
import type { Localized, Message } from '../../domain/text.ts'
import type { Command } from '../command.ts'
import { parseCommand } from '../parse-command.ts'

/** A sub-command as it was used; options that were left out are absent. */
export interface SlashInput {
  readonly sub: string
  readonly options: Readonly<Record<string, string>>
  /** The option that is being typed, while it is. */
  readonly focused?: { readonly name: string; readonly value: string }
}

interface RawOption {
  readonly name: string
  readonly type: number
  readonly value?: unknown
  readonly focused?: boolean
  readonly options?: readonly RawOption[]
}

/** `data` of an interaction of type command or autocomplete. */
export function readSlash(data: unknown): SlashInput | undefined {
  const { options: [sub] = [] } = (data ?? {}) as { readonly options?: readonly RawOption[] }
  if (sub?.type !== 1) return undefined
  const given = sub.options ?? []
  const focused = given.find((one) => one.focused === true)
  return {
    sub: sub.name,
    options: Object.fromEntries(given.map(({ name, value }) => [name, String(value ?? '')])),
    ...(focused ? { focused: { name: focused.name, value: String(focused.value ?? '') } } : {}),
  }
}

export type SlashCommandRead =
  | { readonly ok: true; readonly command: Command; readonly text: string }
  | { readonly ok: false; readonly why: Message | Localized }

/** What a sub-command asks for; `text` is how it would have been typed. */
export function commandOfSlash({ sub, options }: SlashInput): SlashCommandRead {
  const { run, question, reason, text = '', workflow = '', params = '' } = options
  const typed = `${sub} ${Object.values(options).join(' ')}`.trim()
  const aboutRun = run === undefined ? {} : { id: run.trim() }
  const aboutQuestion = question === undefined ? {} : { id: question.trim() }
  const because = reason === undefined || reason.trim() === '' ? {} : { reason }
  const done = (command: Command): SlashCommandRead => ({ ok: true, command, text: typed })
  switch (sub) {
    case 'ask':
      return done({ kind: 'ask', text: text.trim() })
    case 'run':
      return startOf(workflow.trim(), params, `${workflow} ${params}`.trim())
    case 'show':
    case 'logs':
    case 'evidence':
    case 'verify':
    case 'repair':
    case 'audit':
      return done({ kind: sub, ...aboutRun })
    case 'undo':
      return done({ kind: sub, preview: false, changed: false, ...aboutRun })
    case 'cancel':
      return done({ kind: sub, ...aboutRun, ...because })
    case 'steer':
      return done({ kind: sub, ...aboutRun, text })
    case 'approve':
      return done({ kind: sub, ...aboutQuestion })
    case 'deny':
      return done({ kind: sub, ...aboutQuestion, ...because })
    case 'away':
      return done({ kind: sub, on: options['mode'] !== 'off' })
    case 'schedule': {
      const words = [options['action'], options['schedule'], text].map((part) => part?.trim() ?? '')
      const read = parseCommand(`schedule ${words.filter(Boolean).join(' ')}`, { explicit: true })
      return read.ok ? done(read.command) : read
    }
    case 'status':
    case 'runs':
    case 'workflows':
    case 'approvals':
      return done({ kind: sub })
    default:
      return done({ kind: 'help' })
  }
}

/** Parameters are read as everywhere else; what is no `name=value` is pointed out rather than taken as a request. */
function startOf(workflow: string, params: string, text: string): SlashCommandRead {
  const given = paramsOf(params)
  return 'why' in given
    ? { ok: false, why: given.why }
    : { ok: true, command: { kind: 'run', workflow, params: given.params, text }, text }
}

function paramsOf(typed: string): { readonly params: JsonObject } | { readonly why: Message | Localized } {
  if (typed.trim() === '') return { params: {} }
  const parsed = parseCommand(`run job ${typed}`, { explicit: true })
  if (!parsed.ok) return { why: parsed.why }
  if (parsed.command.kind === 'run') return { params: parsed.command.params }
  return { why: { key: 'command.bad_param', params: { text: typed.slice(0, 100) } } }
}
